// What the numbers of a size must be for its engines to work.
import { type Path, type Problem, setTo } from "../refusals/problem";
import { mostReplicas } from "../sizing";
import { needs, type Row } from "./needs";
import { isOff, isUsed, numbersOf, reads, rows, rowsWithoutPods, unusedRows } from "./rows";
import type { Rule } from "./rule";

/** Fewest pods, least memory, smallest volumes of the rows that are used. */
const floors: Rule = {
  reads,
  check: (configuration) =>
    rows
      .filter((row) => isUsed(configuration, row) && !isOff(configuration, row))
      .flatMap((row) => {
        const numbers = numbersOf(configuration, row);
        return (["replicas", "memoryMib", "volumeGib"] as const).flatMap((key): Problem[] => {
          const need: { least: number; multipleOf?: number; because: string } | undefined = needs[row][key];
          const value = numbers[key];
          if (need === undefined || value === undefined) return [];
          const multiple = need.multipleOf ?? 1;
          if (value >= need.least && value % multiple === 0) return [];
          const path = ["sizing", row, key];
          return [
            setTo(
              path,
              value,
              `must be at least ${need.least}${multiple > 1 ? ` and a multiple of ${multiple}` : ""}: ` +
                `${need.because}`,
              Math.max(need.least, nearestMultiple(value, multiple)),
            ),
          ];
        });
      }),
};

/** Rounded up, but never above what the schema takes. */
function nearestMultiple(value: number, multiple: number): number {
  const up = Math.ceil(value / multiple) * multiple;
  return up <= mostReplicas ? up : up - multiple;
}

function wrongReplicas(row: Row, value: number, allowed: string, right: number): Problem {
  const path = ["sizing", row, "replicas"];
  return setTo(path, value, allowed, right);
}

/** Loki acknowledges a write on two of three copies: with two copies one lost pod stops all writes. */
const lokiQuorum: Rule = {
  reads: [["size"]],
  check: (configuration) => {
    const { replicas = 1 } = numbersOf(configuration, "loki");
    if (configuration.size === "large" || replicas === 1 || replicas >= 3) return [];
    const allowed = "must be 1, or at least 3: a quorum of two copies survives no loss";
    return [wrongReplicas("loki", replicas, allowed, replicas < 1 ? 1 : 3)];
  },
};

/** Rows of which there is one pod, whatever the size. */
const single: Partial<Record<Row, string>> = {
  prometheusAgent: "a second copy would split or corrupt its data",
  tenantAgent: "a second copy would split or corrupt its data",
  grafana: "a second copy would split or corrupt its data",
  tempo: "a second copy would split or corrupt its data",
  lokiCompactor: "a second copy would split or corrupt its data",
  kubernetesEvents: "two would store each event twice",
  lokiRolloutOperator: "two would restart ingesters of two zones at a time",
  prometheusOperator: "its pods choose no leader among them",
  kubeStateMetrics: "each would report every object of the cluster, and sums would double",
  kafkaExporter: "each would report every partition, and the lag would double",
};

const singletons: Rule = {
  reads,
  check: (configuration) =>
    (Object.keys(single) as Row[])
      .filter((row) => isUsed(configuration, row))
      .flatMap((row) => {
        const { replicas = 1 } = numbersOf(configuration, row);
        return replicas === 1 ? [] : [wrongReplicas(row, replicas, `must be 1: ${single[row]}`, 1)];
      }),
};

/** Writers send to each one, and no third makes the data safer than a pair in two zones. */
const prometheusPair: Rule = {
  reads: [["size"]],
  check: (configuration) => {
    const { replicas = 1 } = numbersOf(configuration, "prometheus");
    if (replicas === 1 || replicas === 2) return [];
    const allowed = "must be 1, or 2 for a pair of which each has every sample";
    return [wrongReplicas("prometheus", replicas, allowed, replicas < 1 ? 1 : 2)];
  },
};

/** Of a volume ext4 takes 2 %, and compaction writes up to a tenth of all samples anew before the old blocks go. */
const mostOfVolume = 0.9;

const prometheusFitsItsVolume: Rule = {
  reads: [["size"], ["sizing", "prometheus", "volumeGib"]],
  check: (configuration) => {
    const { retentionSizeGib = 0, volumeGib: asked = 0 } = numbersOf(configuration, "prometheus");
    // A volume below its floor is told by itself, and mended to it.
    const volumeGib = Math.max(asked, needs.prometheus.volumeGib?.least ?? 0);
    if (retentionSizeGib <= volumeGib * mostOfVolume) return [];
    const path = ["sizing", "prometheus", "retentionSizeGib"];
    return [
      setTo(
        path,
        retentionSizeGib,
        `must be at most nine tenths of sizing.prometheus.volumeGib (${volumeGib}): compaction needs room, and a full ` +
          "disk takes no sample",
        Math.max(1, Math.floor(volumeGib * 0.85)),
      ),
    ];
  },
};

const bytesPerExemplar = 100;

/** Exemplars lie in memory, beside all series: a half of it at most. */
const exemplarsFitTheMemory: Rule = {
  reads: [["size"], ["sizing", "prometheus", "memoryMib"]],
  check: (configuration) => {
    const { maxExemplars = 0, memoryMib: asked = 0 } = numbersOf(configuration, "prometheus");
    // Memory below its floor is told by itself, and mended to it.
    const memoryMib = Math.max(asked, needs.prometheus.memoryMib?.least ?? 0);
    const most = Math.floor((memoryMib * 1_048_576) / 2 / bytesPerExemplar);
    if (maxExemplars <= most) return [];
    const path = ["sizing", "prometheus", "maxExemplars"];
    return [
      setTo(
        path,
        maxExemplars,
        `must be at most ${most}: they would fill half of sizing.prometheus.memoryMib (${memoryMib})`,
        most,
      ),
    ];
  },
};

/** An autoscaler's ceiling stands above its floor, and no more consumers than partitions have work. */
const autoscaling: Rule = {
  reads: [
    ...reads,
    ["kafka", "partitions"],
    ["sizing", "kafka", "partitions"],
    ...["gateway", "logConsumer"].flatMap((row) => ["replicas", "maxReplicas"].map((key) => ["sizing", row, key])),
  ],
  check: (configuration) => {
    const { kafka, sizing } = configuration;
    const { partitions = 1 } = {
      ...numbersOf(configuration, "kafka"),
      ...(kafka.partitions ? { partitions: kafka.partitions } : {}),
    };
    const place = (row: Row, key: string): Path => ["sizing", row, key];
    const problems: Problem[] = [];
    for (const row of ["gateway", "logConsumer"] as const) {
      if (!isUsed(configuration, row)) continue;
      const { replicas = 1, maxReplicas = 1 } = numbersOf(configuration, row);
      const most = row === "logConsumer" ? partitions : Number.POSITIVE_INFINITY;
      const tooMany = (key: string, value: number): Problem =>
        setTo(
          place(row, key),
          value,
          `must be at most ${most}: the log topic has ${most} partition${most === 1 ? "" : "s"}, and each has one ` +
            "reader",
          most,
        );
      if (replicas > most) problems.push(tooMany("replicas", replicas));
      // Of what the size says only as much is used as there are partitions.
      if (maxReplicas > most && sizing[row]?.maxReplicas !== undefined)
        problems.push(tooMany("maxReplicas", maxReplicas));
      else if (maxReplicas < Math.min(replicas, most)) {
        problems.push(
          setTo(
            place(row, "maxReplicas"),
            maxReplicas,
            `must be at least sizing.${row}.replicas (${Math.min(replicas, most)}): the same number switches ` +
              "autoscaling off",
            Math.min(replicas, most),
          ),
        );
      }
    }
    return problems;
  },
};

/**
 * Memory of gateway and log consumer for their tenants' queues, in MiB: measured at 1,000 tenants with records under
 * way (docs/design/consumer-routing.md), rounded up. The gateway's queues of metrics take 0.21 MiB a tenant more, idle,
 * and as much again for the second of a pair of Prometheus. Above 60 % of the limit the collector refuses data.
 */
const collectorMib = {
  base: 30,
  perTenant: { gateway: 0.9, logConsumer: 0.65 },
  secondPrometheusPerTenant: 0.21,
  usableShare: 0.6,
};

const collectorsHoldTheTenants: Rule = {
  reads: [
    ["tenants"],
    ["size"],
    ["kafka", "mode"],
    ["sizing", "prometheus", "replicas"],
    ...["gateway", "logConsumer"].map((row) => ["sizing", row, "memoryMib"]),
  ],
  check: (configuration) => {
    const { tenants, kafka } = configuration;
    const rows = ["gateway", ...(kafka.mode === "none" ? [] : (["logConsumer"] as const))] as const;
    return rows.flatMap((row) => {
      const second = row === "gateway" && numbersOf(configuration, "prometheus").replicas === 2;
      const perTenant = collectorMib.perTenant[row] + (second ? collectorMib.secondPrometheusPerTenant : 0);
      const needed = (collectorMib.base + tenants.length * perTenant) / collectorMib.usableShare;
      const { memoryMib = 0 } = numbersOf(configuration, row);
      // What is below the floor of the row itself is told by that.
      if (memoryMib >= needed || needed < (needs[row].memoryMib?.least ?? 0)) return [];
      return [
        setTo(
          ["sizing", row, "memoryMib"],
          memoryMib,
          `must be at least ${Math.ceil(needed)} for ${tenants.length} tenants, each with a queue of its own`,
          Math.ceil(needed / 128) * 128,
        ),
      ];
    });
  },
};

/**
 * Of Alertmanager's memory for each receiver, in MiB, while it reads its configuration again and has the former one still
 * (measured: 0.18 of 1,000, with the platform's own configuration).
 */
const mibPerReceiver = 0.18;

/** Killed at each change of the configuration it tells nobody of anything. */
const alertmanagerHoldsTheReceivers: Rule = {
  reads: [["size"], ["alerts", "receivers"], ["sizing", "alertmanager", "memoryMib"]],
  check: (configuration) => {
    const { receivers } = configuration.alerts;
    const needed = Math.ceil((needs.alertmanager.memoryMib?.least ?? 0) + receivers.length * mibPerReceiver);
    const { memoryMib = 0 } = numbersOf(configuration, "alertmanager");
    if (receivers.length === 0 || memoryMib >= needed) return [];
    const allowed = `must be at least ${needed} for ${receivers.length} receivers, beside which it holds the alerts`;
    return [setTo(["sizing", "alertmanager", "memoryMib"], memoryMib, allowed, Math.ceil(needed / 64) * 64)];
  },
};

export const sizingRules: readonly Rule[] = [
  unusedRows,
  rowsWithoutPods,
  floors,
  lokiQuorum,
  singletons,
  prometheusPair,
  prometheusFitsItsVolume,
  exemplarsFitTheMemory,
  autoscaling,
  collectorsHoldTheTenants,
  alertmanagerHoldsTheReceivers,
];
