// A pod that has ended keeps its address in the API, and the network gives it to another one, which may send before the
// API server has told its address: it is not the dead pod's tenant. The real Collector.
import assert from "node:assert/strict";
import { GatewayProcess } from "../../servers/gateway-process";
import { eventually } from "../../servers/gateway-with-stores";
import { PodList } from "../../servers/pod-list";
import { RecordingLoki, type Stored } from "../../servers/recording-loki";
import { logRequest } from "../../support/otlp-json";
import { settingsWith } from "../../support/stack-configuration";

// The last has a name that the Collector leaves out by default.
const pods = (["Succeeded", "Failed", undefined, undefined] as const).map((phase, index) => ({
  name: index === 3 ? "jaeger-collector-0" : `api-${index}`,
  namespace: "team-a",
  uid: `${index}0ab3204-80c2-4a7f-a572-2b1c2fc74213`,
  address: `127.0.0.${index + 2}`,
  ...(phase === undefined ? {} : { phase }),
}));

describe("an address of a pod that has ended", function () {
  this.timeout(120_000);
  const stored: Stored[] = [];
  const stops: (() => unknown)[] = [];
  let gateway: GatewayProcess;

  before(async function () {
    this.timeout(1_800_000);
    const [loki, list] = await Promise.all([RecordingLoki.start((one) => stored.push(one)), PodList.start(pods)]);
    stops.push(
      () => loki.down(),
      () => list.stop(),
    );
    gateway = await GatewayProcess.start({
      settings: settingsWith({ tenants: [{ id: "team-a", namespaces: ["team-a"] }] }),
      api: list,
      loki: loki.address,
      tempo: "http://127.0.0.1:1",
      remoteWrite: "http://127.0.0.1:1/api/v1/write",
    });
    stops.push(() => gateway.stop());
  });
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  it("is nobody's, and that of one that runs its own, whatever its name", async () => {
    for (const { address } of pods) assert.equal(await gateway.send("logs", logRequest(address), { address }), 200);
    await eventually(() => (stored.length < pods.length ? undefined : true));
    const tenants = stored.map(({ body, tenant }) => [body.stringValue, tenant]);
    assert.deepEqual(Object.fromEntries(tenants), {
      "127.0.0.2": "default",
      "127.0.0.3": "default",
      "127.0.0.4": "team-a",
      "127.0.0.5": "team-a",
    });
  });
});
