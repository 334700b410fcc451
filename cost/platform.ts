// What a stack costs a month: settings, volume and region in, lines out.
import { objectDays } from "../components/cloud/control-plane/transit";
import { copiesOf } from "../components/collection/copies/targets";
import { makesUsers, mskBrokers } from "../components/kafka-client/client";
import { plannedRequests } from "../components/planned-requests";
import { replicationFactor, zones } from "../conventions/kafka";
import type { Settings } from "../settings/settings";
import { assumed, type DailyVolume } from "./assumptions";
import { managedPrometheusSamples } from "./comparison";
import { hopsGb, ingesterCopies, lokiGb, mskGb, tempoGb } from "./flows";
import { brokerLine, type Line, lines } from "./lines";
import { objectStorageLines } from "./object-storage";
import type { Region } from "./prices";

export interface PlatformCost {
  lines: Line[];
  /** What the settings cannot carry at this volume. */
  warnings: string[];
}

/** Group of what is paid to another service for a copy of the data. */
const copyGroup = (title: string) => `Copy to ${title}`;

export const isCopyGroup = (group: string) => group.startsWith(copyGroup(""));

/** Cores and GiB of the machine in which pods' requests are counted (m7g.xlarge). */
const machine = { cores: 4, gib: 16 };

export function platformCost(settings: Settings, volume: DailyVolume, region: Region): PlatformCost {
  const kafka = kafkaCost(settings, volume, region);
  return {
    lines: [
      ...workloadLines(settings, volume, region),
      ...kafka.lines,
      ...objectStorageLines(settings, volume, region),
      ...controlPlaneLines(settings, region),
      ...(settings.kmsKeyArn === undefined ? [lines("Keys", region)("key that encrypts all data", 1, "kmsKey")] : []),
      ...trafficLines(settings, volume, region),
      ...copyLines(settings, volume, region),
    ],
    warnings: kafka.warnings,
  };
}

/** CPU, memory and volumes of the pods, as they are requested: autoscaled ones at their least. */
export function requests(settings: Settings, nodes: number): { cores: number; gib: number; volumesGib: number } {
  const sum = { cores: 0, gib: 0, volumesGib: 0 };
  for (const { pods, cpuMillicores, memoryMib, volumeGib } of plannedRequests(settings, nodes)) {
    sum.cores += (pods * cpuMillicores) / 1_000;
    sum.gib += (pods * memoryMib) / 1_024;
    sum.volumesGib += pods * volumeGib;
  }
  return sum;
}

function workloadLines(settings: Settings, { nodes }: DailyVolume, region: Region): Line[] {
  const line = lines("Pods", region);
  const { cores, gib, volumesGib } = requests(settings, nodes);
  const machines = Math.max(cores / machine.cores, gib / machine.gib);
  return [
    line(
      `requests: ${cores.toFixed(1)} cores, ${gib.toFixed(0)} GiB`,
      machines * assumed("hoursPerMonth"),
      "computeNode",
    ),
    line("volumes (gp3)", volumesGib, "gp3"),
  ];
}

function kafkaCost(settings: Settings, volume: DailyVolume, region: Region): PlatformCost {
  const kafka = mskBrokers(settings);
  if (kafka === undefined) return { lines: [], warnings: [] };
  const line = lines("Kafka", region);
  const brokers = zones * kafka.brokersPerZone;
  const neededGib =
    (mskGb(settings, volume) * (kafka.retentionHours / 24) * replicationFactor) /
    assumed("wireCompression") /
    brokers /
    assumed("queueFullness");
  const grownGib = Math.min(kafka.maxVolumeGib, Math.max(kafka.volumeGib, Math.ceil(neededGib)));
  return {
    lines: [
      brokerLine(brokers, kafka.brokerType, assumed("hoursPerMonth"), region),
      line(`volumes, ${grownGib} GiB a broker`, grownGib * brokers, "mskStorage"),
      ...(makesUsers(settings) ? [line("credentials in Secrets Manager", 2, "secret")] : []),
    ],
    warnings:
      neededGib > kafka.maxVolumeGib
        ? [
            `Kafka needs ${Math.ceil(neededGib)} GiB a broker to keep ${kafka.retentionHours} h, and grows to ` +
              `${kafka.maxVolumeGib} GiB at most`,
          ]
        : [],
  };
}

/** MSK bills no replication between brokers; a gateway endpoint makes S3 free. */
function trafficLines(settings: Settings, volume: DailyVolume, region: Region): Line[] {
  const line = lines("Traffic between zones", region);
  const crossing = (gb: number) => gb * assumed("crossZoneShare") * assumed("daysPerMonth");
  const { packed, plain } = hopsGb(settings, volume);
  const more = ingesterCopies(settings);
  const toMore = (signal: string, gb: number, copies: number) =>
    copies > 1 ? [line(`${signal}, to two more ingesters`, crossing(gb * (copies - 1)), "crossZone")] : [];
  return [
    line("between shippers, brokers, Collectors, compressed", crossing(onWire(packed)), "crossZone"),
    line("from applications (spans) and Collectors to the stores, as it is", crossing(plain), "crossZone"),
    // Loki's distributors compress nothing, Tempo's do.
    ...toMore("logs", lokiGb(settings, volume), more.logs),
    ...toMore("traces", onWire(tempoGb(settings, volume)), more.traces),
  ];
}

const onWire = (gb: number) => gb / assumed("wireCompression");

/** Seconds that a request for messages waits when there are none. */
const longPollSeconds = 20;

/** The way of the control plane's logs; that EKS writes them to CloudWatch is paid for without the platform. */
function controlPlaneLines({ logs }: Settings, region: Region): Line[] {
  if (!logs.controlPlane) return [];
  const line = lines("Control plane logs", region);
  const gb = assumed("controlPlaneGb");
  const objects = assumed("deliveriesPerDay") * assumed("daysPerMonth");
  const polls = (assumed("hoursPerMonth") * 3_600) / longPollSeconds;
  return [
    line("Firehose", gb * assumed("daysPerMonth"), "firehose"),
    line("stored, Standard", gb * objectDays, "s3Standard"),
    line("PUT", objects / 1_000, "s3Put"),
    line("GET", objects / 1_000, "s3Get"),
    // Each object is told of, received and deleted.
    line("SQS", (polls + 3 * objects) / 1_000_000, "sqsRequest"),
  ];
}

/** What is paid for copies, where the price is known: a vendor's own price is the vendor's matter. */
function copyLines(settings: Settings, volume: DailyVolume, region: Region): Line[] {
  const copied = copiesOf(settings).flatMap(({ title, costs }) =>
    (costs?.(volume, assumed) ?? []).map(({ item, quantity, price }) =>
      lines(copyGroup(title), region)(item, quantity, price),
    ),
  );
  // What it stores is the workspace's to say.
  return settings.longTermMetrics?.type === "amp"
    ? [...copied, ...managedPrometheusSamples(copyGroup("Amazon Managed Prometheus"), volume, region)]
    : copied;
}
