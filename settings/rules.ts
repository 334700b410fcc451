// Rules that span several settings. Each names the paths it reads, so that it stays silent while one of them is
// malformed. Pure: a configuration of the right shape in, problems out.
import { type Path, type Problem, removeCommand, setCommand, setSecretCommand } from "./problem";
import type { Configuration } from "./schema";
import { sizes } from "./sizes";

export interface Rule {
  reads: readonly Path[];
  check(configuration: Configuration): Problem[];
}

/**
 * Tenant that owns whatever comes from a namespace nobody claims. It always exists and may be listed to set its limits.
 */
export const defaultTenantId = "default";

/** Tenant ids that components of the platform use for themselves: Loki's canary writes as this one. */
export const reservedTenantIds: readonly string[] = ["self-monitoring"];

function repeated<T>(items: readonly { path: Path; key: T }[]): { path: Path; key: T; first: Path }[] {
  const seen = new Map<T, Path>();
  return items.flatMap(({ path, key }) => {
    const first = seen.get(key);
    if (first) return [{ path, key, first }];
    seen.set(key, path);
    return [];
  });
}

const tenantIds: Rule = {
  reads: [["tenants"]],
  check: ({ tenants }) => {
    const ids = tenants.map((tenant, index) => ({ path: ["tenants", index, "id"], key: tenant.id }));
    return [
      ...repeated(ids).map(({ path, key }) => ({
        path,
        value: key,
        allowed: "must be unique among tenants",
        command: setCommand(path, `${key}-2`),
      })),
      ...ids
        .filter(({ key }) => reservedTenantIds.includes(key))
        .map(({ path, key }) => ({
          path,
          value: key,
          allowed: `must not be an id that the platform uses itself: ${reservedTenantIds.join(", ")}`,
          command: setCommand(path, `${key}-2`),
        })),
    ];
  },
};

const namespaceOwners: Rule = {
  reads: [["tenants"]],
  check: ({ tenants }) => {
    const claims = tenants.flatMap((tenant, index) =>
      tenant.namespaces.map((namespace, position) => ({
        path: ["tenants", index, "namespaces", position] as Path,
        key: namespace,
      })),
    );
    const byDefault = tenants.flatMap((tenant, index) =>
      tenant.id === defaultTenantId && tenant.namespaces.length > 0
        ? [
            {
              path: ["tenants", index, "namespaces"] as Path,
              value: tenant.namespaces,
              allowed: "must be empty: the tenant default owns every namespace that no other tenant lists",
              command: removeCommand(["tenants", index, "namespaces"]),
            },
          ]
        : [],
    );
    return [
      ...repeated(claims).map(({ path, key, first }) => ({
        path,
        value: key,
        allowed: `must be listed once: a namespace belongs to one tenant only (also at tenants[${String(first[1])}])`,
        command: removeCommand(path),
      })),
      ...byDefault,
    ];
  },
};

const burstHoldsTheRate: Rule = {
  reads: [["tenants"], ["size"], ["sizing"]],
  check: ({ tenants, size, sizing }) => {
    const row = { ...sizes[size].tenantLimits, ...sizing.tenantLimits };
    const places = [
      ...tenants.map((tenant, index) => ({
        path: ["tenants", index, "limits"] as Path,
        limits: { ...row, ...tenant.limits },
      })),
      { path: ["sizing", "tenantLimits"] as Path, limits: row },
    ];
    return places
      .filter(({ limits }) => limits.logsBurstMb < limits.logsMbPerSecond)
      .map(({ path, limits }) => ({
        path: [...path, "logsBurstMb"],
        value: limits.logsBurstMb,
        allowed: `must be at least logsMbPerSecond (${limits.logsMbPerSecond})`,
        command: setCommand([...path, "logsBurstMb"], limits.logsMbPerSecond * 2),
      }));
  },
};

const forMode = {
  msk: ["brokerType", "brokersPerZone", "volumeGib", "partitions"],
  external: ["bootstrapServers", "existingSecret", "clusterArn"],
} as const;

const kafkaKeysFitTheMode: Rule = {
  reads: [["kafka"]],
  check: ({ kafka }) =>
    (["msk", "external"] as const)
      .filter((mode) => mode !== kafka.mode)
      .flatMap((mode) =>
        forMode[mode]
          .filter((key) => kafka[key] !== undefined)
          .map((key) => ({
            path: ["kafka", key],
            value: kafka[key],
            allowed: `must be absent unless kafka.mode is ${mode} (it is ${kafka.mode})`,
            command: removeCommand(["kafka", key]),
          })),
      ),
};

const externalKafkaIsComplete: Rule = {
  reads: [["kafka"]],
  check: ({ kafka }) => {
    if (kafka.mode !== "external") return [];
    const needed: [
      key: "bootstrapServers" | "existingSecret" | "clusterArn",
      needed: boolean,
      example: unknown,
      why: string,
    ][] = [
      ["bootstrapServers", true, ["broker-1.example.com:9096"], "kafka.mode is external"],
      ["existingSecret", kafka.auth === "scram", "kafka-credentials", "external brokers are used with scram"],
      [
        "clusterArn",
        kafka.auth === "iam",
        "arn:aws:kafka:eu-central-1:111122223333:cluster/shared/1a2b3c4d-1",
        "iam with external brokers signs for the region of that cluster",
      ],
    ];
    return needed
      .filter(([key, isNeeded]) => isNeeded && kafka[key] === undefined)
      .map(([key, , example, why]) => ({
        path: ["kafka", key],
        value: undefined,
        allowed: `is required, because ${why}`,
        command: setCommand(["kafka", key], example),
      }));
  },
};

const filePipelineFitsKafka: Rule = {
  reads: [
    ["kafka", "mode"],
    ["logs", "filePipeline"],
  ],
  check: ({ kafka, logs }) => {
    if (kafka.mode === "none" && logs.filePipeline === "kafka") {
      return [
        {
          path: ["logs", "filePipeline"],
          value: "kafka",
          allowed: "must be collector or none while kafka.mode is none",
          command: setCommand(["logs", "filePipeline"], "collector"),
        },
      ];
    }
    if (kafka.mode !== "none" && logs.filePipeline !== undefined && logs.filePipeline !== "kafka") {
      return [
        {
          path: ["kafka", "mode"],
          value: kafka.mode,
          allowed: `must be none while logs.filePipeline is ${logs.filePipeline}: nothing would use the brokers`,
          command: setCommand(["kafka", "mode"], "none"),
        },
      ];
    }
    return [];
  },
};

const brokerVolumes: Rule = {
  reads: [["kafka"], ["size"], ["sizing"]],
  check: ({ kafka, size, sizing }) => {
    const row = { ...sizes[size].kafka, ...sizing.kafka };
    const volumeGib = kafka.volumeGib ?? row.volumeGib;
    return volumeGib <= row.maxVolumeGib
      ? []
      : [
          {
            path: ["sizing", "kafka", "maxVolumeGib"],
            value: row.maxVolumeGib,
            allowed: `must be at least the volume at creation (${volumeGib})`,
            command: setCommand(["sizing", "kafka", "maxVolumeGib"], volumeGib),
          },
        ];
  },
};

const fanoutTargets: Rule = {
  reads: [["fanout"]],
  check: ({ fanout: { datadog, elasticsearch, jaeger } }) => {
    const problems: Problem[] = [];
    if (datadog.enabled && !datadog.apiKey) {
      problems.push({
        path: ["fanout", "datadog", "apiKey"],
        value: undefined,
        allowed: "is required while fanout.datadog.enabled is true",
        command: setSecretCommand(["fanout", "datadog", "apiKey"]),
      });
    }
    if (elasticsearch.enabled && elasticsearch.endpoints.length === 0) {
      problems.push({
        path: ["fanout", "elasticsearch", "endpoints"],
        value: elasticsearch.endpoints,
        allowed: "must have at least 1 entry while fanout.elasticsearch.enabled is true",
        command: setCommand(["fanout", "elasticsearch", "endpoints", 0], "https://search.example.com:9200"),
      });
    }
    if ((elasticsearch.username === undefined) !== (elasticsearch.password === undefined)) {
      const absent = elasticsearch.username === undefined ? "username" : "password";
      const path = ["fanout", "elasticsearch", absent];
      problems.push({
        path,
        value: undefined,
        allowed: "is required: username and password go together",
        command: absent === "password" ? setSecretCommand(path) : setCommand(path, "otel"),
      });
    }
    if (elasticsearch.replacesLoki && !elasticsearch.enabled) {
      problems.push({
        path: ["fanout", "elasticsearch", "replacesLoki"],
        value: true,
        allowed: "must be false while fanout.elasticsearch.enabled is false: logs would go nowhere",
        command: setCommand(["fanout", "elasticsearch", "replacesLoki"], false),
      });
    }
    if (jaeger.enabled && jaeger.endpoint === undefined) {
      problems.push({
        path: ["fanout", "jaeger", "endpoint"],
        value: undefined,
        allowed: "is required while fanout.jaeger.enabled is true",
        command: setCommand(["fanout", "jaeger", "endpoint"], "jaeger-collector.tracing:4317"),
      });
    }
    return problems;
  },
};

const ingressHasAHost: Rule = {
  reads: [["grafana"]],
  check: ({ grafana }) =>
    grafana.ingress && grafana.hostname === undefined
      ? [
          {
            path: ["grafana", "hostname"],
            value: undefined,
            allowed: "is required while grafana.ingress is set",
            command: setCommand(["grafana", "hostname"], "grafana.example.com"),
          },
        ]
      : [],
};

const receiverNames: Rule = {
  reads: [["alerts"]],
  check: ({ alerts }) =>
    repeated(
      alerts.receivers.map((receiver, index) => ({ path: ["alerts", "receivers", index, "name"], key: receiver.name })),
    ).map(({ path, key }) => ({
      path,
      value: key,
      allowed: "must be unique among receivers",
      command: setCommand(path, `${key}-2`),
    })),
};

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
 * way (docs/design/consumer-routing.md), rounded up. Above 60 % of the limit the collector refuses data.
 */
const collectorMib = { base: 30, perTenant: 0.65, usableShare: 0.6 };

const collectorsHoldTheTenants: Rule = {
  reads: [["tenants"], ["size"], ["sizing"], ["kafka", "mode"]],
  check: ({ tenants, size, sizing, kafka }) => {
    const needed = (collectorMib.base + tenants.length * collectorMib.perTenant) / collectorMib.usableShare;
    const rows = ["gateway", ...(kafka.mode === "none" ? [] : (["logConsumer"] as const))] as const;
    return rows.flatMap((row) => {
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

export const rules: readonly Rule[] = [
  tenantIds,
  namespaceOwners,
  burstHoldsTheRate,
  kafkaKeysFitTheMode,
  externalKafkaIsComplete,
  filePipelineFitsKafka,
  brokerVolumes,
  fanoutTargets,
  ingressHasAHost,
  receiverNames,
  lokiQuorum,
  singletons,
  prometheusFitsItsVolume,
  collectorsHoldTheTenants,
];
