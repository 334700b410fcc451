// The stand-in random and Kubernetes providers, called directly: no engine, no process.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noAccount, openAccount } from "./account";
import { kubernetesModel } from "./kubernetes";
import { randomModel } from "./random";
import { StandIn } from "./standin";
import { isSecret, type Properties, reveal, secret, UNKNOWN } from "./values";

const urnOf = (type: string): string => `urn:pulumi:test::project::${type}::it`;

function check(standIn: StandIn, type: string, news: Properties, olds: Properties = {}) {
  return standIn.check({ type, urn: urnOf(type), olds, news, randomSeed: Buffer.from("seed") });
}

describe("stand-in random provider", () => {
  const random = (): StandIn => new StandIn(randomModel, noAccount, 0);
  const PASSWORD = "random:index/randomPassword:RandomPassword";

  it("makes a password by its rules, secret and different each time", async () => {
    const inputs = { length: 24, minNumeric: 3, minSpecial: 2, overrideSpecial: "_-", upper: false };
    const make = async () => (await random().create(PASSWORD, urnOf(PASSWORD), inputs, false)).outputs.result ?? null;
    const result = await make();
    assert.ok(isSecret(result));
    const text = String(reveal(result));
    assert.match(text, /^[a-z0-9_-]{24}$/);
    assert.ok((text.match(/[0-9]/g) ?? []).length >= 3 && (text.match(/[_-]/g) ?? []).length >= 2, text);
    assert.notEqual(text, reveal(await make()));
  });

  it("replaces for new keepers, and refuses a length below the minima", () => {
    const withKeeper = (a: string): Properties => ({ length: 8, keepers: { a } });
    const { changes } = random().diff(PASSWORD, withKeeper("1"), withKeeper("2"), []);
    assert.deepEqual(
      changes.map(({ replace }) => replace),
      [true],
    );
    assert.equal(check(random(), PASSWORD, { length: 2, minLower: 3 }).failures[0]?.property, "length");
  });
});

describe("stand-in Kubernetes provider", () => {
  const kubernetes = (): StandIn => new StandIn(kubernetesModel, openAccount(undefined), 0);
  const SECRET = "kubernetes:core/v1:Secret";
  const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
  const RELEASE = "kubernetes:helm.sh/v3:Release";
  const object = (kind: string, metadata: Properties): Properties => ({ apiVersion: "v1", kind, metadata });

  it("checks apiVersion, kind, name and namespace", () => {
    const faults = (kind: string, news: Properties) =>
      check(kubernetes(), `kubernetes:core/v1:${kind}`, news).failures.map(({ property }) => property);
    assert.deepEqual(faults("Namespace", object("Namespace", { name: "a" })), []);
    assert.deepEqual(faults("Namespace", object("Secret", { name: "A_b" })), ["kind", "metadata.name"]);
    assert.deepEqual(faults("Namespace", object("Namespace", { name: "a", namespace: "b" })), ["metadata.namespace"]);
    assert.deepEqual(faults("Pod", object("Pod", { name: "a" })), [""]);
  });

  it("names an unnamed object and notes that in an annotation", () => {
    const { inputs } = check(kubernetes(), SECRET, { apiVersion: "v1", kind: "Secret" });
    const metadata = inputs.metadata as { name: string; annotations: Properties };
    assert.match(metadata.name, /^it-[0-9a-f]{8}$/);
    assert.equal(metadata.annotations["pulumi.com/autonamed"], "true");
    const again = check(kubernetes(), SECRET, { apiVersion: "v1", kind: "Secret" }, inputs);
    assert.deepEqual(again.inputs.metadata, metadata);
  });

  it("folds stringData into data, both secret", async () => {
    const inputs = { ...object("Secret", { name: "s", namespace: "n" }), stringData: { a: "b" } };
    const { id, outputs } = await kubernetes().create(SECRET, urnOf(SECRET), inputs, false);
    assert.equal(id, "n/s");
    assert.ok(isSecret(outputs.data) && isSecret(outputs.stringData));
    assert.deepEqual(reveal(outputs.data), { a: "Yg==" });
  });

  it("replaces for another name or namespace, and for data unless the provider lets it change", () => {
    const olds = { ...object("ConfigMap", { name: "c", namespace: "n" }), data: { a: "1" } };
    const replaces = (standIn: StandIn, news: Properties) =>
      standIn.diff(CONFIG_MAP, olds, { ...olds, ...news }, []).changes.map(({ replace }) => replace);
    assert.deepEqual(replaces(kubernetes(), { metadata: { name: "c", namespace: "m" } }), [true]);
    assert.deepEqual(replaces(kubernetes(), { metadata: { name: "c", namespace: "n", labels: { a: "b" } } }), [false]);
    assert.deepEqual(replaces(kubernetes(), { data: { a: "2" } }), [true]);
    const mutable = kubernetes();
    mutable.configure({ enableConfigMapMutable: "true" });
    assert.deepEqual(replaces(mutable, { data: { a: "2" } }), [false]);
  });

  it("writes over an object that is there, as server-side apply does, and refuses it without", async () => {
    const directory = mkdtempSync(join(tmpdir(), "standin-"));
    try {
      const standIn = new StandIn(kubernetesModel, openAccount(directory), 0);
      const create = (a: string) =>
        standIn.create(
          CONFIG_MAP,
          urnOf(CONFIG_MAP),
          { ...object("ConfigMap", { name: "c", namespace: "n" }), data: { a } },
          false,
        );
      await create("1");
      await create("2");
      assert.deepEqual(standIn.read(CONFIG_MAP, "n/c", { inputs: {}, outputs: {} }).inputs.data, { a: "2" });
      standIn.configure({ enableServerSideApply: "false" });
      await assert.rejects(create("3"), /"n\/c" already exists/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("reports a release as deployed, with its revision counting up", async () => {
    const standIn = kubernetes();
    const inputs = { chart: "loki", version: "1.2.3", name: "loki", namespace: "obs", values: { a: secret("b") } };
    const preview = await standIn.create(RELEASE, urnOf(RELEASE), inputs, true);
    assert.equal(preview.outputs.status, UNKNOWN);
    const { id, outputs } = await standIn.create(RELEASE, urnOf(RELEASE), inputs, false);
    assert.equal(id, "obs/loki");
    const first = outputs.status as Properties;
    assert.deepEqual([first.status, first.version, first.revision], ["deployed", "1.2.3", 1]);
    const updated = await standIn.update(RELEASE, urnOf(RELEASE), id, outputs, { ...inputs, version: "1.2.4" }, false);
    assert.equal((updated.outputs.status as Properties).revision, 2);
  });
});
