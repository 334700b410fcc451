// How old the oldest acknowledged trace is that a killed Tempo (SIGKILL) loses: the window of docs/reliability.md.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { HelmValues } from "../../components/helm-values";
import { ObjectStorage } from "../servers/backends/object-storage";
import { Tempo } from "../servers/backends/tempo";
import { namesFor } from "../support/place";
import { hexId, traces } from "./bulk";
import { nobody, settingsOfSize } from "./room";

/** Traces a second, and for how long, before Tempo is killed. */
const tracesPerSecond = 40;
const seconds = 30;
/** What of Tempo's memory a kill may cost with the generated configuration: idle period, period of looking, slack. */
const windowSeconds = 5;

const tenant = "team-pay";

describe("Tempo killed under load", function () {
  this.timeout(600_000);

  /** Kills a Tempo of its own that is written to directly; which acknowledged traces are gone, by their age then. */
  async function killTempo(prefix: number, change?: (config: HelmValues) => HelmValues): Promise<number[]> {
    const settings = settingsOfSize("small");
    const names = namesFor(settings);
    const storage = await ObjectStorage.start([names.buckets.tempo]);
    const around = { storage: storage.address, remoteWrite: nobody, alertmanager: nobody };
    const tempo = await Tempo.start(settings, names, around, change);
    try {
      const sent: { id: string; at: number }[] = [];
      for (let number = 0; number < tracesPerSecond * seconds; number++) {
        const next = sleep(1_000 / tracesPerSecond);
        assert.equal(await tempo.push(tenant, traces("window", prefix, number, 1)), 200);
        sent.push({ id: hexId(prefix, number), at: Date.now() });
        await next;
      }
      const killed = Date.now();
      await tempo.parts.kill("tempo");
      await tempo.parts.up("tempo");
      const ages: number[] = [];
      for (let next = 0; next < sent.length; next += 20)
        await Promise.all(
          sent.slice(next, next + 20).map(async ({ id, at }) => {
            if (!(await tempo.has(tenant, id))) ages.push((killed - at) / 1_000);
          }),
        );
      console.log(
        `      lost ${ages.length} of ${sent.length} acknowledged traces in ` +
          `${((killed - (sent[0]?.at ?? 0)) / 1_000).toFixed(0)} s; ` +
          `the oldest ${Math.max(0, ...ages).toFixed(1)} s old`,
      );
      return ages;
    } finally {
      await tempo.stop();
      await storage.stop();
    }
  }

  it("Tempo loses traces of the last seconds only", async () => {
    assert.ok(Math.max(0, ...(await killTempo(4))) < windowSeconds);
  });

  it("Tempo with its own periods would lose more, which is why they are set", async () => {
    const ages = await killTempo(5, ({ ingester, ...config }: HelmValues) => {
      const { trace_idle_period: _idle, flush_check_period: _period, ...rest } = ingester as Record<string, HelmValues>;
      return { ...config, ingester: rest };
    });
    assert.ok(Math.max(0, ...ages) > windowSeconds);
  });
});
