// What the numbers of a size must be for its engines to work.
import { setCommand } from "../problem";
import { sizes } from "../sizes";
import type { Rule } from "./rule";

/** Loki acknowledges a write on two of three copies: with two copies one lost pod stops all writes. */
const lokiQuorum: Rule = {
  reads: [["size"], ["sizing"]],
  check: ({ size, sizing }) => {
    const row = size === "large" ? "lokiIngester" : "loki";
    const replicas = sizing[row]?.replicas ?? sizes[size][row].replicas;
    const enough = size === "large" ? replicas >= 3 : replicas === 1 || replicas >= 3;
    return enough
      ? []
      : [
          {
            path: ["sizing", row, "replicas"],
            value: replicas,
            allowed:
              size === "large"
                ? "must be at least 3"
                : "must be 1, or at least 3: a quorum of two copies survives no loss",
            command: setCommand(["sizing", row, "replicas"], 3),
          },
        ];
  },
};

/** These keep state that two copies would both claim. */
const singletons: Rule = {
  reads: [["size"], ["sizing"]],
  check: ({ size, sizing }) => {
    const rows = [
      "prometheus",
      "prometheusAgent",
      "grafana",
      ...(size === "large" ? (["lokiCompactor", "tempoCompactor"] as const) : (["tempo"] as const)),
    ] as const;
    return rows.flatMap((row) => {
      const replicas = sizing[row]?.replicas ?? 1;
      return replicas === 1
        ? []
        : [
            {
              path: ["sizing", row, "replicas"],
              value: replicas,
              allowed: "must be 1: a second copy would split or corrupt its data",
              command: setCommand(["sizing", row, "replicas"], 1),
            },
          ];
    });
  },
};

const prometheusFitsItsVolume: Rule = {
  reads: [["size"], ["sizing"]],
  check: ({ size, sizing }) => {
    const { retentionSizeGib, volumeGib } = { ...sizes[size].prometheus, ...sizing.prometheus };
    return retentionSizeGib < volumeGib
      ? []
      : [
          {
            path: ["sizing", "prometheus", "retentionSizeGib"],
            value: retentionSizeGib,
            allowed: `must be below sizing.prometheus.volumeGib (${volumeGib}): the write-ahead log needs room`,
            command: setCommand(
              ["sizing", "prometheus", "retentionSizeGib"],
              Math.max(1, Math.floor(volumeGib * 0.85)),
            ),
          },
        ];
  },
};

/**
 * Memory of gateway and log consumer for their tenants' queues, in MiB: measured at 1,000 tenants with records under
 * way (docs/design/consumer-routing.md), rounded up. The gateway's queues of metrics take 0.21 MiB a tenant more, idle.
 * Above 60 % of the limit the collector refuses data.
 */
const collectorMib = { base: 30, perTenant: { gateway: 0.9, logConsumer: 0.65 }, usableShare: 0.6 };

const collectorsHoldTheTenants: Rule = {
  reads: [["tenants"], ["size"], ["sizing"], ["kafka", "mode"]],
  check: ({ tenants, size, sizing, kafka }) => {
    const rows = ["gateway", ...(kafka.mode === "none" ? [] : (["logConsumer"] as const))] as const;
    return rows.flatMap((row) => {
      const needed = (collectorMib.base + tenants.length * collectorMib.perTenant[row]) / collectorMib.usableShare;
      const memoryMib = sizing[row]?.memoryMib ?? sizes[size][row].memoryMib;
      return memoryMib >= needed
        ? []
        : [
            {
              path: ["sizing", row, "memoryMib"],
              value: memoryMib,
              allowed:
                `must be at least ${Math.ceil(needed)} for ${tenants.length} tenants, ` +
                "each with a queue of its own",
              command: setCommand(["sizing", row, "memoryMib"], Math.ceil(needed / 128) * 128),
            },
          ];
    });
  },
};

export const sizingRules: readonly Rule[] = [lokiQuorum, singletons, prometheusFitsItsVolume, collectorsHoldTheTenants];
