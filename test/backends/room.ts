// What the tests of this folder share: one platform of size small with the real Loki and Tempo, started on first use
// and stopped when all are through.
import { setTimeout as sleep } from "node:timers/promises";
import { platformRules } from "../../dashboards/alerts";
import type { Settings } from "../../settings/settings";
import { Loki } from "../servers/backends/loki";
import { ObjectStorage } from "../servers/backends/object-storage";
import { Tempo } from "../servers/backends/tempo";
import { FrontDoor } from "../servers/front-door";
import { OneMachine } from "../servers/one-machine";
import type { ListedPod } from "../servers/pod-list";
import { PrometheusAgent } from "../servers/prometheus-agent";
import { recordTenants } from "../support/fluent-bit-records";
import { namesFor } from "../support/place";
import { settingsWith } from "../support/stack-configuration";

/** An alert of Loki's ruler goes nowhere here. */
export const nobody = "http://127.0.0.1:9";

/** A pod for each tenant; the gateway knows it by its address. */
export const pods: (ListedPod & { tenant: string })[] = [
  ["team-pay", "payments"],
  ["team-shop", "shop"],
].map(([tenant = "", namespace = ""], index) => ({
  tenant,
  namespace,
  name: "app-0",
  uid: `00000000-0000-4000-8000-00000000000${index + 1}`,
  address: `127.0.0.${index + 21}`,
}));

export function settingsOfSize(size: string, more: Record<string, unknown> = {}): Settings {
  return settingsWith({
    size,
    tenants: recordTenants,
    kafka: { mode: "msk", auth: "scram" },
    logs: { minimumSeverity: "debug" },
    ...more,
  });
}

export interface Room {
  settings: Settings;
  storage: ObjectStorage;
  loki: Loki;
  tempo: Tempo;
  machine: OneMachine;
}

let room: Promise<Room> | undefined;
const running: { stop(): unknown }[] = [];

/** The platform of size small, with six partitions, its rules in Prometheus, and every part scraped by the agent. */
export function smallRoom(): Promise<Room> {
  room ??= startRoom();
  return room;
}

async function startRoom(): Promise<Room> {
  const settings = settingsOfSize("small");
  const names = namesFor(settings);
  const keep = <T extends { stop(): unknown }>(part: T): T => {
    running.unshift(part);
    return part;
  };
  const storage = keep(await ObjectStorage.start([names.buckets.lokiChunks, names.buckets.tempo]));
  let stores: { loki: Loki; tempo: Tempo } | undefined;
  const machine = keep(
    await OneMachine.start({
      settings,
      names,
      pods,
      ruleGroups: platformRules(settings),
      partitions: 6,
      stores: async ({ remoteWrite }) => {
        const around = { storage: storage.address, remoteWrite, alertmanager: nobody };
        const [loki, tempo] = await Promise.all([
          Loki.start(settings, names, around),
          Tempo.start(settings, names, around),
        ]);
        stores = { loki, tempo };
        const door = await FrontDoor.start(settings, {
          loki: loki.address,
          tempo: tempo.otlpHttp,
          tempoQuery: tempo.query,
        });
        if (door === undefined) console.error("      no nginx on PATH: Loki and Tempo are written to without it");
        return {
          lokiOtlp: door === undefined ? loki.otlp : `${door.address}/otlp`,
          tempoOtlp: door?.address ?? tempo.otlpHttp,
          jsonLogs: false,
          stop: () => Promise.all([door?.stop(), loki.stop(), tempo.stop()]),
        };
      },
    }),
  );
  if (stores === undefined) throw new Error("no stores");
  const { loki, tempo } = stores;
  const own = (job: string, address: string) => ({
    job,
    targets: [{ address: address.replace("http://", ""), labels: { namespace: settings.namespace, pod: `${job}-0` } }],
  });
  keep(
    await PrometheusAgent.start(settings, machine.prometheus.remoteWrite, [
      own("loki", loki.address),
      own("tempo", tempo.query),
      own("otel-gateway", machine.metrics.gateway),
      own("log-consumer", machine.metrics.consumer),
      own("kps-prometheus", machine.prometheus.base),
    ]),
  );
  return { settings, storage, loki, tempo, machine };
}

// Of the whole run: this file is loaded once.
after(async function () {
  this.timeout(120_000);
  for (const part of running.splice(0)) await part.stop();
});

/** Asks until the answer is as wanted; then, or at the end of the time, the last one. */
export async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, withinSeconds = 60): Promise<T> {
  for (const end = Date.now() + withinSeconds * 1_000; ; await sleep(250)) {
    const answer = await ask().catch((error: unknown) => {
      if (Date.now() > end) throw error;
      return undefined;
    });
    if (answer !== undefined && (wanted(answer) || Date.now() > end)) return answer;
  }
}
