import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { Credential } from "../../settings/secrets/credential";
import { settingsWith } from "../../test/support/stack-configuration";
import { credentialsRevision, identityRevision } from "./revision";

const by = (credentials: Record<string, string>, key = "a key") =>
  credentialsRevision(credentials, { revisionKey: new Credential(key) })["observability.io/credentials"];

describe("the annotation that stands for credentials", () => {
  it("changes with any of them, not with their order, and is absent where there are none", () => {
    assert.equal(by({ a: "1", b: "2" }), by({ b: "2", a: "1" }));
    const others: Record<string, string>[] = [{ a: "1", b: "3" }, { a: "1" }, { a: "2", b: "1" }, { ab: "12" }];
    const revisions = others.map((other) => by(other));
    assert.equal(new Set([by({ a: "1", b: "2" }), ...revisions]).size, 5);
    assert.deepEqual(credentialsRevision({}, { revisionKey: new Credential("a key") }), {});
  });

  it("is the same on a machine of another language: Danish sorts “aa” after “b”", () => {
    const program =
      'const { credentialsDigest } = require("./components/pods/revision");' +
      'process.stdout.write(credentialsDigest({ b: "1", aa: "2" }, { revisionKey: { reveal: () => "a key" } }));';
    const env = { ...process.env, LC_ALL: "da_DK.UTF-8" };
    assert.equal(
      execFileSync(process.execPath, ["--import", "tsx", "--eval", program], { env, encoding: "utf8" }),
      by({ b: "1", aa: "2" }),
    );
  });

  it("tells whoever guesses a password nothing without the stack's key", () => {
    const credentials = { SEARCH_PASSWORD: "summer2026" };
    assert.notEqual(by(credentials), by(credentials, "another key"));
    const guesses = ["summer2026", JSON.stringify(credentials), JSON.stringify(Object.entries(credentials))];
    for (const guess of guesses)
      assert.notEqual(by(credentials), createHash("sha256").update(guess).digest("hex").slice(0, 16), guess);
  });
});

describe("the annotation that stands for the proof of identity", () => {
  it("changes with the path and the name of the roles: those that pods have credentials of are gone", () => {
    const of = (identity: string, iam: object) =>
      identityRevision(settingsWith({ identity, iam }))["observability.io/identity"];
    assert.equal(of("irsa", {}), "irsa");
    assert.equal(of("irsa", { permissionsBoundary: "arn:aws:iam::111122223333:policy/b" }), "irsa");
    assert.equal(of("irsa", { rolePath: "/platform/" }), "irsa /platform/");
    assert.equal(of("podIdentity", { roleNamePrefix: "acme-" }), "podIdentity /acme-");
  });
});
