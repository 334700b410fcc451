import assert from "node:assert/strict";
import { ofType, type Registration, registrationsOf } from "../../../test/support/mock-stack";
import { namesFor } from "../../../test/support/place";
import { settingsOf } from "../../../test/support/settings-of";
import { releases } from "../../releases";
import { ReadPasswords } from "./passwords";
import { hashLine, readers, readPasswordOf } from "./readers";

const settings = settingsOf({ tenants: [{ id: "payments" }, { id: "search", retired: true }] });
const ids = ["payments", "search", "default", "self-monitoring"];

describe("who reads a tenant's data", () => {
  let resources: Registration[];
  /** Data of a Secret; the engine is given it as a secret. */
  const secret = (name: string) => {
    const found = ofType(resources, "kubernetes:core/v1:Secret").find(
      ({ inputs }) => (inputs.metadata as { name: string }).name === name,
    );
    return (found?.inputs.stringData as { value?: Record<string, string> } | undefined)?.value ?? {};
  };

  before(async () => {
    resources = await registrationsOf(() => void new ReadPasswords("read-passwords", { settings }));
  });

  it("is each tenant, a retired one too, and Loki's canary", () => {
    assert.deepEqual(readers(settings), ids);
  });

  it("has a password that no other has and nothing changes, in a Secret under its name, from one random key", () => {
    const made = ofType(resources, "random:index/randomPassword:RandomPassword");
    assert.deepEqual(
      made.map(({ name, inputs }) => [name, inputs]),
      [["read-passwords-key", { length: 43, special: false }]],
    );
    assert.deepEqual(
      secret("read-passwords"),
      Object.fromEntries(
        [...ids, "_operators"].map((id) => [id, readPasswordOf("password-of-read-passwords-key", id)]),
      ),
    );
    // `printf %s payments | openssl sha256 -hmac key`
    assert.equal(readPasswordOf("key", "payments"), "dc0dc336a676e34e447956c715586b96a2871591bf0217b7a610e92e931e7742");
    assert.equal(new Set(Object.values(secret("read-passwords"))).size, ids.length + 1);
  });

  it("is known to the front door by the hash alone", () => {
    const { htpasswd = "", operators = "" } = secret("read-hashes");
    // Two files: who reads all tenants' metrics is no tenant, and no tenant reads them.
    assert.equal(operators, hashLine("_operators", readPasswordOf("password-of-read-passwords-key", "_operators")));
    assert.equal(
      htpasswd,
      ids.map((id) => hashLine(id, readPasswordOf("password-of-read-passwords-key", id))).join(""),
    );
    assert.ok(!htpasswd.includes("password"));
    // `printf %s secret | openssl sha1 -binary | base64`
    assert.equal(hashLine("payments", "secret"), "payments:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n");
  });

  it("makes its Secrets under the names that pods mount", () => {
    const names = ["read-passwords", "read-hashes"];
    const mounted = [releases.loki, releases.grafana].map(({ values }) =>
      JSON.stringify(values(settings, namesFor(settings))),
    );
    for (const name of names) assert.notDeepEqual(secret(name), {}, name);
    assert.match(mounted[0] ?? "", /"secretName":"read-hashes"/);
    assert.match(mounted[0] ?? "", /"secretKeyRef":\{"name":"read-passwords","key":"self-monitoring"\}/);
    assert.match(mounted[1] ?? "", /"secretName":"read-passwords"/);
  });
});
