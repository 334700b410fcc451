// Raised pins: a stack comes up with the version before each pinned chart, and then takes the pinned ones on the same
// control plane. Real engine, Kubernetes provider, API server and scheduler. The charts are those in CHARTS_DIR, which
// then holds `<name>-<version>.tgz` of both versions, or small ones of our own.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { charts } from "../../components/charts";
import { type ClusterRoom, openClusterRoom } from "../engine/stack/cluster-room";
import type { EngineRoom } from "../engine/stack/engine-room";
import { EngineStack } from "../engine/stack/engine-stack";
import { changed } from "../engine/stack/running-stack";
import { writeSmallCharts } from "../engine/stack/small-charts";
import { ClusterObjects } from "../servers/cluster-objects";
import type { KubeApi } from "../servers/kube-api";

const releaseType = "kubernetes:helm.sh/v3:Release";

describe("charts whose pins are raised", function () {
  this.timeout(1_800_000);
  let cluster: ClusterRoom;
  let api: KubeApi;
  let room: EngineRoom;

  before(async () => {
    cluster = await openClusterRoom();
    ({ api, room } = cluster);
    if (process.env.CHARTS_DIR === undefined) writeSmallCharts(room.mirror, () => "0.0.1");
  });
  after(async () => {
    await cluster?.close();
  });

  /** The highest version in the mirror that is not the pinned one, by the archive's name. */
  function earlierPins(): Record<string, string> {
    const files = readdirSync(room.mirror);
    return Object.fromEntries(
      Object.values(charts).flatMap(({ name, version }) => {
        const others = files
          .flatMap((file) => new RegExp(`^${name}-(\\d[^/]*)\\.tgz$`).exec(file)?.[1] ?? [])
          .filter((other) => other !== version)
          .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
        const earlier = others.at(-1);
        return earlier === undefined ? [] : [[`${name}-${version}`, earlier]];
      }),
    );
  }

  for (const name of ["dev", "prod"])
    it(`${name}: every release is upgraded in place, and its pods are ready`, async () => {
      const pins = earlierPins();
      assert.ok(Object.keys(pins).length > 0, "the mirror has no earlier version of any chart");
      room.environment.EARLIER_PINS = JSON.stringify(pins);
      const overrides = { protect: false };
      const stack = await EngineStack.create(room, name, name, overrides, join(__dirname, "earlier-pins"));
      try {
        await stack.up();
        stack.runsThisProgram();
        const steps = changed(await stack.up());
        const releases = steps.filter(({ type }) => type === releaseType);
        assert.ok(releases.length > 5, releases.map((step) => step.name).join());
        assert.deepEqual(
          steps.filter(({ op }) => op !== "update").map((step) => `${step.op} ${step.name}`),
          [],
        );
        assert.deepEqual(await new ClusterObjects(api).unsettled("observability"), []);
        console.log(
          `      ${releases.length} releases: ${Object.entries(pins)
            .map((pin) => pin.join(" after "))
            .join(", ")}`,
        );
        await stack.destroy();
      } finally {
        stack.close();
      }
    });
});
