// A Collector's configuration as pods have it: one that is replaced, or taken back, leaves them theirs.
import assert from "node:assert/strict";
import { cluster, firstChange, registrationsOf } from "../../../test/support/mock-stack";
import { place } from "../../../test/support/place";
import { settingsWith } from "../../../test/support/stack-configuration";
import { Platform } from "../../platform";

interface ConfigMapInputs {
  metadata: { name: string };
  data: Record<string, string>;
}

describe("a Collector's configuration in the cluster", () => {
  async function mapsOf(tenants: string[]) {
    const settings = settingsWith({ kafka: { mode: "msk" }, tenants: tenants.map((id) => ({ id, namespaces: [id] })) });
    const args = { settings, cluster, place, change: firstChange(settings), identity: {} };
    const registered = await registrationsOf(() => new Platform("observability", args));
    const maps = registered
      .filter(({ type, name }) => type === "kubernetes:core/v1:ConfigMap" && /-config-\d/.test(name))
      .map(({ name, inputs }) => ({ name, inputs: inputs as unknown as ConfigMapInputs }));
    const text = JSON.stringify(registered.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release"));
    for (const { inputs } of maps) assert.ok(text.includes(`"${inputs.metadata.name}"`), "the pods read it");
    return maps;
  }

  it("has another name with another text, in the cluster and in the state, and the same with the same", async () => {
    const [one, again, other] = [await mapsOf(["a"]), await mapsOf(["a"]), await mapsOf(["a", "b"])];
    const names = (maps: typeof one) => maps.flatMap(({ name, inputs }) => [name, inputs.metadata.name]);
    assert.ok(one.length >= 2, "gateway and log consumer");
    assert.deepEqual(names(again), names(one));
    assert.deepEqual(
      names(other).filter((name) => names(one).includes(name)),
      [],
      "what stands is changed under pods that are not replaced yet, and under a release that is taken back",
    );
  });

  it("has other credentials in another Secret, which gateway and log consumer name", async () => {
    const secretsWith = async (apiKey: string) => {
      const settings = settingsWith({ fanout: { datadog: { enabled: true, apiKey } } }, ["fanout"]);
      const args = { settings, cluster, place, change: firstChange(settings), identity: {} };
      const registered = await registrationsOf(() => new Platform("observability", args));
      const names = registered.flatMap(({ type, inputs }) => {
        const name = (inputs as { metadata?: { name?: string } }).metadata?.name ?? "";
        return type === "kubernetes:core/v1:Secret" && name.startsWith("otel-fanout") ? [name] : [];
      });
      const readers = registered.filter(
        ({ type, inputs }) => /:Release$/.test(type) && JSON.stringify(inputs).includes(`"name":"${names[0]}"`),
      );
      assert.deepEqual(readers.map(({ inputs }) => inputs.name).sort(), ["log-consumer", "otel-gateway"]);
      return names;
    };
    const [one, again, other] = [
      await secretsWith("a".repeat(32)),
      await secretsWith("a".repeat(32)),
      await secretsWith("b".repeat(32)),
    ];
    assert.deepEqual(again, one);
    assert.equal(new Set([...one, ...other]).size, 2);
  });
});
