// What the Collector configurations have in common: names, references, texts, the search tree of routes.
import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { type CollectorConfig, configTexts, type PipelineId } from "./config";
import { isKnown } from "./names";
import { goEnvironment, inCluster, memoryLimiter, queueShareBytes } from "./parts";
import { podAttributes, serviceAndEnvironment } from "./pods";
import { type RoutingTree, routingTree } from "./routing";
import { collectorValues } from "./values";

const small: CollectorConfig = {
  receivers: { otlp: { protocols: { grpc: {} } } },
  processors: { memory_limiter: { check_interval: "1s", limit_percentage: 75 } },
  exporters: { otlp_http: { endpoint: "http://loki" } },
  connectors: {},
  extensions: { health_check: {} },
  service: {
    extensions: ["health_check"],
    pipelines: { logs: { receivers: ["otlp"], processors: ["memory_limiter"], exporters: ["otlp_http"] } },
    telemetry: {},
  },
};

describe("a Collector that stops", () => {
  it("serves on for some seconds where senders come to it, within the time that it has", () => {
    const release = {
      name: "collector",
      config: [""],
      row: { replicas: 1, cpuMillicores: 100, memoryMib: 100, volumeGib: 1 },
      serviceAccount: {},
    };
    const { lifecycleHooks, terminationGracePeriodSeconds } = collectorValues({ ...release, ports: { otlp: 4317 } });
    assert.deepEqual(lifecycleHooks, { preStop: { sleep: { seconds: 5 } } });
    assert.ok(Number(terminationGracePeriodSeconds) > 30);
    assert.equal(collectorValues(release).lifecycleHooks, undefined);
  });
});

describe("a record without a service name", () => {
  it("goes by the pod's label, by what made the pod as far as that is known, and by the pod at last", () => {
    const statements = JSON.stringify(serviceAndEnvironment({ environment: "test" }).trace_statements);
    const sources = [...statements.matchAll(/set\(attributes\[\\"service\.name\\"\], attributes\[\\"([^"]*)\\"\]/g)];
    assert.deepEqual(
      sources.map(([, source]) => source),
      [
        "service.label",
        ...["deployment", "statefulset", "daemonset", "cronjob", "job", "pod"].map((of) => `k8s.${of}.name`),
      ],
    );
  });
});

describe("garbage of a Collector", () => {
  it("is collected before records would be refused for it", () => {
    const { limit_percentage: limit, spike_limit_percentage: spike } = memoryLimiter as Record<string, number>;
    const refusingFromPercent = (limit ?? 0) - (spike ?? 0);
    const { GOMEMLIMIT } = goEnvironment({ memoryMib: 1_000 });
    assert.equal(GOMEMLIMIT, `${refusingFromPercent * 10}MiB`);
  });
});

describe("pods that a Collector knows", () => {
  it("are all, whatever their names: the Collector's own list of exceptions has Jaeger's", () => {
    for (const known of ["uid", "connection"] as const) {
      const { pods } = podAttributes(inCluster, known).exclude as { pods: { name: string }[] };
      assert.equal(pods.length, 1);
      for (const name of ["jaeger-agent-x", "my-jaeger-collector-0", "a"])
        for (const pod of pods) assert.doesNotMatch(name, new RegExp(pod.name));
    }
  });
});

describe("Collector configuration", () => {
  it("refuses names that were renamed", () => {
    const old: [kind: "receivers" | "processors" | "exporters" | "connectors" | "extensions", name: string][] = [
      ["exporters", "otlphttp"],
      ["exporters", "otlp"],
      ["exporters", "prometheusremotewrite"],
      ["exporters", "loadbalancing"],
      ["exporters", "loki"],
      ["processors", "k8sattributes"],
      ["processors", "deltatocumulative"],
      ["connectors", "spanmetrics"],
      ["connectors", "servicegraph"],
      ["receivers", "filelog"],
    ];
    for (const [kind, name] of old) {
      assert.equal(isKnown(kind, `${name}/x`), false, name);
      assert.throws(
        () => configTexts({ ...small, [kind]: { ...small[kind], [name]: {} } }),
        new RegExp(`no ${kind.slice(0, -1)} ${name}:`),
      );
    }
  });

  it("refuses a reference to nothing, and a definition that nothing uses", () => {
    const pipelines = { logs: { receivers: ["otlp"], processors: [], exporters: ["otlp_grpc/nowhere"] } } as const;
    assert.throws(
      () => configTexts({ ...small, service: { ...small.service, pipelines } }),
      /pipeline logs names exporter otlp_grpc\/nowhere/,
    );
    assert.throws(
      () => configTexts({ ...small, exporters: { ...small.exporters, "otlp_http/idle": {} } }),
      /no pipeline uses otlp_http\/idle/,
    );
  });

  it("refuses two listeners at one address, with which no Collector starts", () => {
    const at = (endpoint: string) => ({ protocols: { grpc: { endpoint } } });
    const both = (other: string): CollectorConfig => ({
      ...small,
      receivers: { "otlp/a": at("127.0.0.1:1"), "otlp/b": at(other) },
      service: {
        ...small.service,
        pipelines: { logs: { receivers: ["otlp/a", "otlp/b"], processors: [], exporters: ["otlp_http"] } },
      },
      processors: {},
    });
    assert.throws(
      () => configTexts(both("127.0.0.1:1")),
      /receivers otlp\/a and otlp\/b both listen at 127\.0\.0\.1:1/,
    );
    assert.doesNotThrow(() => configTexts(both("127.0.0.1:2")));
  });

  it("splits what is too large for a ConfigMap, and loses nothing by it", () => {
    const filler = "x".repeat(700_000);
    const large: CollectorConfig = { ...small, receivers: { otlp: { filler } }, exporters: { otlp_http: { filler } } };
    const texts = configTexts(large);
    assert.equal(texts.length, 2);
    assert.ok(texts.every((text) => Buffer.byteLength(text) <= 1_000_000));
    const merged = texts
      .map((text) => parse(text) as Record<string, unknown>)
      .reduce((all, part) => ({ ...all, ...part }));
    assert.deepEqual(Object.keys(merged).sort(), [
      "connectors",
      "exporters",
      "extensions",
      "processors",
      "receivers",
      "service",
    ]);
    assert.throws(
      () => configTexts({ ...small, exporters: { otlp_http: { filler: filler + filler } } }),
      /exporters of the Collector's configuration take/,
    );
  });

  it("gives each queue an even share of the volume, within bounds", () => {
    assert.equal(queueShareBytes(10, 6), 1024 * 1024 * 1024);
    assert.equal(queueShareBytes(10, 1), 2 * 1024 * 1024 * 1024);
    // As much as the largest request: a queue takes none that is larger than itself.
    assert.equal(queueShareBytes(10, 5_000), 24 * 1024 * 1024);
  });
});

describe("search tree of routes", () => {
  /** Follows a value through the tree as the connectors would; undefined is a record without the attribute. */
  function follow(tree: RoutingTree, value: string | undefined): PipelineId {
    let at: string = tree.root;
    for (let depth = 0; depth < 10; depth++) {
      const { table, default_pipelines: fallback } = tree.connectors[at as keyof typeof tree.connectors] as unknown as {
        table: { condition: string; pipelines: PipelineId[] }[];
        default_pipelines: PipelineId[];
      };
      const row = table.find(({ condition }) => {
        const [, operator, operand] = /(==|<) "([^"]*)"$/.exec(condition) ?? [];
        return (
          value !== undefined && operand !== undefined && (operator === "==" ? value === operand : value < operand)
        );
      });
      const to = (row?.pipelines ?? fallback)[0];
      assert.ok(to !== undefined);
      const next = tree.pipelines[to];
      if (next === undefined) return to;
      at = next.exporters[0] ?? "";
    }
    throw new Error("the tree has a loop");
  }

  const routes = (keys: readonly string[], fanOut: number) =>
    routingTree({
      signal: "logs",
      name: "x",
      attribute: "k8s.namespace.name",
      fanOut,
      otherwise: "logs/default",
      pipelineOf: new Map(keys.map((key) => [key, `logs/of-${key}` as const])),
    });

  it("leads every value to its pipeline and everything else to the default", () => {
    const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 200 }),
        name,
        fc.integer({ min: 2, max: 9 }),
        (keys, stranger, fanOut) => {
          const tree = routes(keys, fanOut);
          // Without a row a connector does not start.
          for (const connector of Object.values(tree.connectors))
            assert.notDeepEqual((connector as { table: unknown[] }).table, []);
          for (const key of keys) assert.equal(follow(tree, key), `logs/of-${key}`);
          if (!keys.includes(stranger)) assert.equal(follow(tree, stranger), "logs/default");
          assert.equal(follow(tree, undefined), "logs/default");
        },
      ),
    );
  });

  it("keeps a record's way short: at 1,000 values no connector has more than 32 rows, and there are two levels", () => {
    const tree = routingTree({
      signal: "logs",
      name: "x",
      attribute: "a",
      otherwise: "logs/default",
      pipelineOf: new Map(
        Array.from({ length: 1_000 }, (_, index) => [`namespace-${index}`, `logs/${index}` as const]),
      ),
    });
    const rows = Object.values(tree.connectors).map((connector) => (connector as { table: unknown[] }).table.length);
    assert.ok(Math.max(...rows) <= 32);
    assert.equal(rows.length, 33);
  });

  it("gives every target the connectors that lead to it, and the default all leaves", () => {
    const tree = routes(["a", "b", "c"], 2);
    assert.deepEqual(tree.sources.get("logs/of-a"), ["routing/logs-x-0"]);
    assert.deepEqual(tree.sources.get("logs/default"), ["routing/logs-x-0", "routing/logs-x-1"]);
  });
});
