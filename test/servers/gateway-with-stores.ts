// The gateway of a stack with one tenant, the real Prometheus behind it, recorders in Loki's and Tempo's place, and a
// sender outside.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Signal } from "../../components/collection/collector/config";
import { settingsWith } from "../support/stack-configuration";
import { GatewayProcess, tokenOf } from "./gateway-process";
import { PrometheusStore } from "./prometheus-store";
import { RecordingLoki, type Stored } from "./recording-loki";
import { RecordingTempo } from "./recording-tempo";

const tenant = "team-a";

export class GatewayWithStores {
  private constructor(
    /** What Loki has stored. */
    readonly stored: readonly Stored[],
    private readonly loki: RecordingLoki,
    readonly tempo: RecordingTempo,
    readonly prometheus: PrometheusStore,
    private readonly gateway: GatewayProcess,
  ) {}

  static async start(): Promise<GatewayWithStores> {
    const stored: Stored[] = [];
    const [loki, tempo, prometheus] = await Promise.all([
      RecordingLoki.start((record) => stored.push(record)),
      RecordingTempo.start(),
      PrometheusStore.start(),
    ]);
    const gateway = await GatewayProcess.start({
      settings: settingsWith({
        tenants: [{ id: tenant, namespaces: [tenant] }],
        cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "tls" } },
      }),
      loki: loki.address,
      tempo: tempo.address,
      remoteWrite: prometheus.remoteWrite,
    });
    return new GatewayWithStores(stored, loki, tempo, prometheus, gateway);
  }

  /** File of what the gateway writes. */
  get log(): string {
    return this.gateway.log;
  }

  async send(signal: Signal, content: object): Promise<void> {
    const authorization = `Bearer ${tokenOf(tenant)}`;
    assert.equal(await this.gateway.send(signal, content, { authorization }), 200);
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    await Promise.all([this.loki.down(), this.prometheus.stop()]);
    this.tempo.down();
  }
}

/** Asks until there is an answer. */
export async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let waited = 0; waited < 20_000; waited += 100) {
    const found = await ask();
    if (found !== undefined) return found;
    await sleep(100);
  }
  throw new Error("nothing came");
}
