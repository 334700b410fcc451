// Records for each second of CPU through the generated configurations, against the barest configuration of the same
// Collector: Kafka to the consumer to a sink, OTLP to the gateway to a sink. Real Collector, real broker, loopback.

import { goEnvironment } from "../components/collection/collector";
import type { CollectorConfig } from "../components/collection/collector/config";
import { configTexts } from "../components/collection/collector/config";
import { conventions } from "../conventions/names";
import { absentKubeconfig } from "../test/servers/collector-process";
import { KafkaBroker } from "../test/servers/kafka";
import { installed } from "../tools/install";
import { type Run, runCollector, Sink } from "./collector-run";
import { chunksOf, consumer, fill, fillChunks, partitions, receiveAndWrite, tenantOf } from "./consumer";
import { barestGateway, gatewayOnLoopback, OtlpSender, runGateway, type Sent, StandingSink } from "./gateway";
import { median, type Section, table } from "./section";

const tenants = 10;
/** Added to a record of 0.7 kB: 1 KiB in Kafka. */
const paddingBytes = 330;
const targets = { consumer: 0.6, gateway: 0.8 };
/** How long the sink stands still. */
const standstillSeconds = 600;

export interface Bench {
  binary: string;
  environment: Record<string, string>;
  records: number;
  rounds: number;
}

/** A configuration without one of its processors. */
export function without(config: CollectorConfig, processor: string): CollectorConfig {
  const pipelines = Object.entries(config.service.pipelines).map(([id, pipeline]) => [
    id,
    { ...pipeline, processors: pipeline?.processors.filter((each) => each !== processor) ?? [] },
  ]);
  const processors = Object.entries(config.processors).filter(([id]) => id !== processor);
  return {
    ...config,
    processors: Object.fromEntries(processors) as CollectorConfig["processors"],
    service: { ...config.service, pipelines: Object.fromEntries(pipelines) as CollectorConfig["service"]["pipelines"] },
  };
}

export const mean = (runs: readonly Run[]) => median(runs.map(({ cpuSeconds }) => cpuSeconds));

/** Runs the cases in turns, so that what else goes on meets all of them alike. */
export async function inTurns<Name extends string>(
  rounds: number,
  cases: Record<Name, () => Promise<Run>>,
): Promise<Record<Name, Run[]>> {
  const runs = Object.fromEntries(Object.keys(cases).map((name) => [name, []])) as unknown as Record<Name, Run[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(cases) as Name[]) {
      runs[name].push(await cases[name]());
      console.error(`${name}: ${runs[name].at(-1)?.cpuSeconds.toFixed(2) ?? ""} CPU seconds`);
    }
  }
  return runs;
}

function rows(runs: Record<string, Run[]>, records: number, full: string): (string | number)[][] {
  return Object.entries(runs).map(([name, of]) => [
    name,
    mean(of).toFixed(2),
    Math.round(records / mean(of)),
    Math.max(...of.map(({ peakMib }) => peakMib)),
    name.startsWith("without") ? `${(((mean(runs[full] ?? []) - mean(of)) / records) * 1e6).toFixed(0)} us` : "",
  ]);
}

const header = ["case", "CPU s", "records / CPU s", "peak MiB", "so it costs, a record"];

async function consumerBench({ binary, environment, records, rounds }: Bench): Promise<string[]> {
  const broker = await KafkaBroker.start();
  const kafka = broker.client();
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  const sink = await Sink.start(records, (record) => tenantOf(record, tenants));
  try {
    await admin.connect();
    await producer.connect();
    const topic = `${conventions.logTopic}-bench`;
    await admin.createTopics({
      topics: [
        { topic, numPartitions: partitions },
        { topic: chunksOf(topic), numPartitions: partitions },
        { topic: conventions.deadLetterTopic, numPartitions: 1 },
      ],
    });
    await fill(producer, topic, records, tenants, paddingBytes);
    await fillChunks(producer, topic, records, tenants, paddingBytes);
    let group = 0;
    const run = (made: CollectorConfig) => async () => {
      sink.reset();
      // A group of its own: each run reads the topic from its start.
      made.receivers.kafka = { ...made.receivers.kafka, group_id: `bench-${group++}` };
      return runCollector({
        binary,
        config: configTexts(made),
        environment: { ...environment, KAFKA_USERNAME: broker.admin.username, KAFKA_PASSWORD: broker.admin.password },
        done: () => sink.distinct === records,
        withinSeconds: 300,
      });
    };
    const full = consumer(tenants, topic, sink.address, broker);
    const barest = receiveAndWrite(topic, sink.address, broker, true);
    const [exporterId, exporter] = Object.entries(barest.exporters)[0] ?? ["", {}];
    const inMemory = {
      ...barest,
      exporters: {
        [exporterId]: { ...exporter, sending_queue: { enabled: true, batch: {} } },
      } as CollectorConfig["exporters"],
    };
    const main =
      Object.values(full.service.pipelines).find((pipeline) => pipeline?.receivers.includes("kafka"))?.processors ?? [];
    const runs = await inTurns(rounds, {
      "barest, queue in memory (loses it when killed)": run(inMemory),
      "barest, queue on disk": run(barest),
      consumer: run(full),
    });
    const single = await inTurns(
      1,
      Object.fromEntries(
        main.filter((id) => id !== "transform/chunks").map((id) => [`without ${id}`, run(without(full, id))]),
      ),
    );
    const share = (name: keyof typeof runs) => mean(runs[name]) / mean(runs.consumer);
    const [guaranteed, memory] = [
      share("barest, queue on disk"),
      share("barest, queue in memory (loses it when killed)"),
    ];
    return [
      `**Consumer**: ${records.toLocaleString("en-US")} records of 1 KiB, ${tenants} tenants, ${partitions} ` +
        `partitions; medians of ${rounds} turns, cases without a processor once.`,
      table(header, rows({ ...runs, ...single }, records, "consumer")),
      `It does **${guaranteed.toFixed(2)}** of what the barest configuration with the same guarantee does (target ` +
        `${targets.consumer}: ${guaranteed >= targets.consumer ? "met" : "**missed**"}), ` +
        `and ${memory.toFixed(2)} of one whose queue is in memory ` +
        `(${memory >= targets.consumer ? "met" : "**missed**"}). Without \`transform/chunks\` there is nothing to ` +
        "route by, so it has no row. The rows without a processor are single runs: their noise is some 50 us a " +
        "record.",
    ];
  } finally {
    sink.stop();
    await producer.disconnect();
    await admin.disconnect();
    await broker.stop();
  }
}

async function gatewayBench({ binary, environment, records, rounds }: Bench, sent: Sent): Promise<string[]> {
  const sink = await Sink.start(records, () => "");
  try {
    const run = (make: typeof barestGateway, change?: (config: CollectorConfig) => CollectorConfig) => async () =>
      runGateway({ binary, environment, records }, sink, await make(tenants, sink.address, sent), change);
    const { config } = await gatewayOnLoopback(tenants, sink.address, sent);
    const main = config.service.pipelines[`${sent}/cluster`]?.processors ?? [];
    const runs = await inTurns(rounds, { barest: run(barestGateway), gateway: run(gatewayOnLoopback) });
    const single = await inTurns(
      1,
      Object.fromEntries(main.map((id) => [`without ${id}`, run(gatewayOnLoopback, (made) => without(made, id))])),
    );
    const share = mean(runs.barest) / mean(runs.gateway);
    return [
      `**Gateway**: ${records.toLocaleString("en-US")} ${sent === "logs" ? "log records of 1 KiB" : "spans"} by OTLP/HTTP, 100 a request, ` +
        `${tenants} tenants; nothing else. Barest: receive and export through the same queue on disk.`,
      table(header, rows({ ...runs, ...single }, records, "gateway")),
      `It does **${share.toFixed(2)}** of what the barest configuration does (target ${targets.gateway}: ` +
        `${share >= targets.gateway ? "met" : "**missed**"}).`,
    ];
  } finally {
    sink.stop();
  }
}

async function standingSink({ binary, environment }: Bench): Promise<string[]> {
  const sink = await StandingSink.start();
  const { config, address } = await gatewayOnLoopback(tenants, sink.address);
  const sender = new OtlpSender(address, Number.POSITIVE_INFINITY);
  const sent = sender.send();
  const began = Date.now();
  const after = (seconds: number) => () => Date.now() - began > seconds * 1_000;
  try {
    const run = await runCollector({
      binary,
      config: configTexts(config),
      environment,
      done: after(standstillSeconds),
      withinSeconds: standstillSeconds + 60,
    });
    return [
      `**A sink that stands still** (takes connections and never answers) for ${standstillSeconds / 60} minutes, ` +
        "while a sender sends as fast as it is let: " +
        `the gateway took ${sender.accepted.toLocaleString("en-US")} records, refused ` +
        `${sender.refused.toLocaleString("en-US")}; ${run.peakMib} MiB of anonymous memory at most, ` +
        `${run.residentMib} MiB at the end.`,
    ];
  } finally {
    sender.stop();
    sink.stop();
    await sent;
  }
}

/** Measures with the real Collector, which is built first where it is missing. */
export async function withCollector(measure: (bench: Bench) => Promise<Section>): Promise<Section> {
  const collector = await installed("otel-collector");
  const kubeconfig = absentKubeconfig();
  try {
    return await measure({
      binary: collector,
      environment: { KUBECONFIG: kubeconfig, ...goEnvironment({ memoryMib: 512 }) },
      records: 8_000,
      rounds: 2,
    });
  } finally {
  }
}

export function pipeline(): Promise<Section> {
  return withCollector(async (bench) => ({
    title: "Pipeline",
    body: [
      "Records for each second of CPU (user and system) of one Collector, from its start until the sink has all.",
      ...(await gatewayBench({ ...bench, records: 200_000 }, "logs")),
      ...(await gatewayBench({ ...bench, records: 200_000 }, "traces")),
      ...(await consumerBench(bench)),
    ],
  }));
}

export function standstill(): Promise<Section> {
  return withCollector(async (bench) => ({ title: "Standstill", body: await standingSink(bench) }));
}
