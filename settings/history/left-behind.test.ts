// What a change leaves behind is told, each where it happens and nowhere else.
import assert from "node:assert/strict";
import { settingsWith } from "../../test/support/stack-configuration";
import { notices } from "./changes";
import { recordOf } from "./record";

const arn = "arn:aws:eks:eu-central-1:111122223333:cluster/test";
const today = "2026-11-28";

function told(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const settings = (written: Record<string, unknown>) => settingsWith(written, ["longTermMetrics"]);
  const record = recordOf(settings(before), arn, undefined, today);
  return notices({ record }, recordOf(settings(after), arn, record, today), [], today);
}

const none = { kafka: { mode: "none" } };
const msk = { kafka: { mode: "msk" } };
const external = (server = "b.example.com:9096") => ({
  kafka: { mode: "external", auth: "scram", existingSecret: "kafka-credentials", bootstrapServers: [server] },
});

describe("what a change leaves behind", () => {
  it("is the queues of a row that goes as a whole", () => {
    const rows = (before: object, after: object) =>
      told({ ...before }, { ...after }).flatMap((text) => /^sizing\.(\w+): at most 0 pods/.exec(text)?.[1] ?? []);
    assert.deepEqual(rows({ ...none, size: "large" }, { ...none, size: "medium" }), ["sampler"]);
    assert.deepEqual(rows(external(), none), ["logConsumer"]);
    assert.deepEqual(rows({ ...none, logs: { controlPlane: true } }, none), ["controlPlaneLogs"]);
    assert.deepEqual(rows(none, { ...none, size: "large" }), []);
  });

  it("is the claims of pods that go, of every row that has volumes", () => {
    const claims = (before: object, after: object) =>
      told({ ...before }, { ...after }).flatMap(
        (text) => /^volumes: pods of (.*) go, but their volumes/.exec(text)?.[1] ?? [],
      );
    const events = (kubernetesEvents: boolean) => ({ ...none, logs: { kubernetesEvents } });
    assert.deepEqual(claims(events(true), events(false)), ["kubernetesEvents"]);
    assert.deepEqual(claims({ ...none, size: "medium" }, { ...none, size: "large" }), ["loki, tempo"]);
    assert.deepEqual(claims({ ...none, size: "large" }, { ...none, size: "medium" }), [
      "lokiIngester, lokiIndexGateway, lokiCompactor, lokiRuler, tempoIngester and 1 more",
    ]);
    assert.deepEqual(claims({ ...none, size: "medium" }, none), ["prometheus, alertmanager, loki"]);
    const ingesters = (replicas: number) => ({ ...none, size: "large", sizing: { lokiIngester: { replicas } } });
    assert.deepEqual(claims(ingesters(6), ingesters(3)), ["lokiIngester"]);
    // Of these the queue is told.
    assert.deepEqual(claims({ ...none, logs: { controlPlane: true } }, none), []);
    assert.deepEqual(
      [...claims(ingesters(3), ingesters(6)), ...claims(none, none), ...claims(events(false), none)],
      [],
    );
    const record = recordOf(settingsWith(events(true)), arn, undefined, today);
    const { otherPods: _, ...older } = record;
    const now = recordOf(settingsWith(events(false)), arn, record, today);
    assert.match(notices({ record: older }, now, [], today).join(), /^volumes: pods of kubernetesEvents go, /);
  });

  it("is claims that pods take up again when their row comes back, as large as they were", () => {
    const back = (...all: object[]) => {
      let last: ReturnType<typeof recordOf> | undefined;
      let said: string[] = [];
      for (const each of all) {
        const record = recordOf(settingsWith({ ...each }), arn, last, today);
        said = last === undefined ? [] : notices({ record: last }, record, [], today);
        last = record;
      }
      return said.flatMap(
        (text) =>
          /^sizing\.(\w+)\.volumeGib: claims that earlier pods left have (\d+) GiB, not/.exec(text)?.slice(1) ?? [],
      );
    };
    const consumer = (volumeGib: number) => ({ ...msk, sizing: { logConsumer: { volumeGib } } });
    assert.deepEqual(back(consumer(10), none, none, consumer(20)), ["logConsumer", "10"]);
    assert.deepEqual(back(consumer(20), none, consumer(20)), []);
    assert.deepEqual(back(consumer(20), none, consumer(10)), []);
    assert.deepEqual(back(consumer(10), none, consumer(20), consumer(20)), [], "once");
    assert.deepEqual(back(none, { ...none, size: "large" }, { ...none, size: "medium" }), [
      "loki",
      "20",
      "tempo",
      "20",
    ]);
  });

  it("is the queues of targets that get no more copies, each by its name", () => {
    const copied = (...targets: string[]) => {
      const all: Record<string, object> = {
        cloudwatch: { enabled: true },
        jaeger: { enabled: true, endpoint: "jaeger:4317" },
        elasticsearch: { enabled: true, endpoints: ["https://search.example.com:9200"] },
      };
      return { ...none, fanout: Object.fromEntries(targets.map((target) => [target, all[target]])) };
    };
    const gone = (before: object, after: object) =>
      told({ ...before }, { ...after }).flatMap(
        (text) => /^fanout: what waits for (.*) in the queues/.exec(text)?.[1] ?? [],
      );
    assert.deepEqual(gone(copied("cloudwatch", "jaeger"), copied("jaeger")), ["cloudwatch"]);
    assert.deepEqual(gone(copied("jaeger", "elasticsearch"), none), ["elasticsearch, jaeger"]);
    assert.deepEqual([...gone(none, copied("jaeger")), ...gone(copied("jaeger"), copied("jaeger"))], []);
    const engine = (name: string, replacesLoki = false) => {
      const search = { enabled: true, engine: name, endpoints: ["https://search.example.com:9200"], replacesLoki };
      return { ...none, fanout: { elasticsearch: search } };
    };
    assert.deepEqual(gone(engine("elasticsearch"), engine("opensearch")), ["elasticsearch"]);
    assert.deepEqual(gone(engine("opensearch"), engine("elasticsearch")), ["opensearch"]);
    assert.deepEqual(gone(engine("elasticsearch"), engine("elasticsearch", true)), []);
    // In Loki's place it is a store, of whose queues another sentence tells.
    const search = { enabled: true, endpoints: ["https://search.example.com:9200"], replacesLoki: true };
    assert.deepEqual(gone({ ...none, fanout: { elasticsearch: search } }, none), []);
  });

  it("is the queues of signals that a target gets no more copies of", () => {
    const copied = (signals: string[], enabled = true) => ({
      ...none,
      fanout: { otlpHttp: { enabled, endpoint: "https://otlp.example.com", signals } },
    });
    const gone = (before: object, after: object) =>
      told({ ...before }, { ...after }).flatMap(
        (text) => /^fanout\.otlpHttp\.signals: what waits \((.*)\) in the queues/.exec(text)?.[1] ?? [],
      );
    assert.deepEqual(gone(copied(["logs", "metrics", "traces"]), copied(["traces"])), ["logs, metrics"]);
    assert.deepEqual(gone(copied(["traces"]), copied(["logs", "traces"])), []);
    assert.deepEqual(gone(copied(["traces"]), none), [], "told of the target as a whole");
  });

  it("is what is stored in a search engine in Loki's place, where another one comes", () => {
    const search = (...endpoints: string[]) => ({
      ...none,
      fanout: { elasticsearch: { enabled: true, replacesLoki: true, endpoints } },
    });
    const [a, b, c] = ["a", "b", "c"].map((name) => `https://${name}.example.com:9200`) as [string, string, string];
    const other = (before: object, after: object) =>
      told({ ...before }, { ...after }).filter((text) => text.startsWith("fanout.elasticsearch.endpoints: "));
    assert.match(other(search(a, b), search(c)).join(), /stay in the old one, and Grafana reads the new one alone/);
    assert.deepEqual([...other(search(a, b), search(b, c)), ...other(search(a), none), ...other(none, search(a))], []);
  });

  it("is what Prometheus has not written yet to a store that is another's turn now, or nobody's", () => {
    const store = (name: string, tenant = "a", more: object = {}) => ({
      ...none,
      longTermMetrics: { type: "mimir", url: `https://${name}.example.com/api/v1/push`, tenant, ...more },
    });
    const waits = (before: object, after: object) =>
      told({ ...before }, { ...after }).filter((text) => text.startsWith("longTermMetrics: "));
    assert.match(waits(store("a"), none).join(), /never gets there: .*LongTermMetricsBehind/);
    assert.equal(waits(store("a"), store("b")).length, 1);
    assert.equal(waits(store("a"), store("a", "b")).length, 1, "another tenant");
    const as = (username: string, credential = "correct horse") => store("a", "a", { username, credential });
    assert.equal(waits(as("one"), as("two")).length, 1, "another user");
    assert.deepEqual(waits(as("one"), as("one", "battery staple")), [], "another password");
    assert.deepEqual([...waits(none, store("a")), ...waits(store("a"), store("a"))], []);
  });

  it("is what Fluent Bit has on its nodes once nobody reads files", () => {
    const files = (filePipeline: string) => ({ ...none, logs: { filePipeline } });
    const stays = (before: object, after: object) =>
      told({ ...before }, { ...after }).filter((text) => text.startsWith("logs.filePipeline: "));
    assert.match(stays(files("collector"), files("none")).join(), /stays on its nodes until it is back/);
    assert.deepEqual([...stays(files("none"), files("collector")), ...stays(msk, files("collector"))], []);
  });

  it("is no token of senders outside the cluster: those go", () => {
    const ingest = { cluster: { name: "test", externalIngest: { hostname: "i.example.com", tlsSecret: "tls" } } };
    const tokens = (before: object, after: object) =>
      told({ ...none, ...before }, { ...none, ...after }).filter((text) => text.startsWith("cluster.externalIngest: "));
    assert.match(tokens(ingest, {}).join(), /tokens of senders outside the cluster are deleted/);
    assert.deepEqual([...tokens({}, ingest), ...tokens(ingest, ingest)], []);
  });

  it("is the bucket of the control plane's logs, with the page that says how it goes", () => {
    const on = { ...none, logs: { controlPlane: true } };
    const bucket = (before: object, after: object) =>
      told({ ...before }, { ...after }).filter((text) => text.startsWith("logs.controlPlane: the bucket"));
    assert.match(bucket(on, none).join(), /let go of, or emptied, first: .*"Logs of the EKS control plane"$/);
    assert.deepEqual([...bucket(on, on), ...bucket(none, on), ...bucket(none, none)], []);
  });

  it("is what is unread in brokers of somebody else", () => {
    const unread = (before: object, after: object) =>
      told({ ...before }, { ...after }).filter((t) => /expires there/.test(t));
    for (const after of [none, msk])
      assert.match(unread(external(), after).join(), /^kafka\.mode: .*"Another Kafka mode"$/);
    assert.match(
      unread(external(), external("c.example.com:9096")).join(),
      /^kafka\.bootstrapServers: these are brokers of another cluster/,
    );
    const shared = (name: string, servers: string[]) => ({
      kafka: {
        mode: "external",
        auth: "iam",
        bootstrapServers: servers,
        clusterArn: `arn:aws:kafka:eu-central-1:111122223333:cluster/${name}/1a2b3c4d-1`,
      },
    });
    assert.match(unread(shared("a", ["b:9098"]), shared("b", ["b:9098"])).join(), /brokers of another cluster/);
    for (const [before, after] of [
      [external(), external()],
      [external(), external("b.example.com:9196")],
      [external(), shared("a", ["c.example.com:9098", "b.example.com:9098"])],
      [shared("a", ["b:9098"]), shared("a", ["c:9098"])],
      [none, external()],
      [msk, none],
    ] as const)
      assert.deepEqual(unread(before, after), []);
  });

  it("is a tenant's logs in the topic of those that stand apart", () => {
    const apart = (logsApart?: boolean) => ({
      ...msk,
      tenants: [{ id: "payments", ...(logsApart === undefined ? {} : { logsApart }) }],
    });
    for (const was of [true, false])
      assert.match(told(apart(was), apart()).join(), /^tenants\[\]\.logsApart: logs of payments that are/);
    assert.deepEqual([...told(apart(true), apart(false)), ...told(apart(), apart(true))], []);
  });

  it("is a tenant's logs in the gateway's queue for the old way", () => {
    const way = (otlpPipeline: string) => ({ ...msk, tenants: [{ id: "payments", otlpPipeline }] });
    for (const [before, after] of [
      ["direct", "kafka"],
      ["kafka", "direct"],
    ] as const)
      assert.match(told(way(before), way(after)).join(), /^tenants\[\]\.otlpPipeline: what waits for payments/);
    assert.deepEqual(told(way("kafka"), way("kafka")), []);
    // Written before records knew the way.
    const { otherPods: _, ...record } = recordOf(settingsWith(way("direct")), arn, undefined, today);
    const now = recordOf(settingsWith(way("kafka")), arn, record, today);
    assert.deepEqual(notices({ record }, now, [], today), []);
  });

  it("is what waits of a tenant of which nothing comes in any more, and is not retired", () => {
    const externalIngest = { hostname: "ingest.example.com", tlsSecret: "ingest-tls" };
    const outside = { cluster: { name: "test", externalIngest } };
    const of = (payments: object, more: object = {}) => ({
      ...none,
      ...more,
      tenants: [{ id: "payments", ...payments }],
    });
    const waits = (before: object, after: object) =>
      told({ ...before }, { ...after }).filter((text) =>
        text.startsWith("tenants[]: nothing can send for payments any"),
      );
    const inside = { namespaces: ["p"] };
    assert.match(waits(of(inside), of({})).join(), /"Fewer pods", step 1, first$/);
    assert.match(waits(of({}, outside), of({})).join(), /or the tenant is retired/);
    for (const [before, after] of [
      [of(inside), of({ retired: true })],
      [of(inside), of({}, outside)],
      [of({}), of({})],
      [of(inside, outside), of(inside)],
    ] as const)
      assert.deepEqual(waits(before, after), []);
  });

  it("is what waits for a store that keeps the logs no more", () => {
    const search = (engine: string, replacesLoki: boolean, enabled = true) => ({
      ...none,
      fanout: { elasticsearch: { enabled, engine, replacesLoki, endpoints: ["https://search.example.com:9200"] } },
    });
    const waits = (before: object, after: object) =>
      told({ ...before }, { ...after }).flatMap(
        (text) => /^fanout\.elasticsearch: logs go to (.*?);/.exec(text)?.[1] ?? [],
      );
    const [inPlace, beside] = [search("elasticsearch", true), search("elasticsearch", false)];
    for (const before of [beside, none]) assert.deepEqual(waits(before, inPlace), ["elasticsearch in place of loki"]);
    assert.deepEqual(waits(inPlace, none), ["loki in place of elasticsearch"]);
    // A copy has the queue that it had.
    assert.deepEqual([...waits(inPlace, beside), ...waits(beside, none), ...waits(none, beside)], []);
    // So have logs that went to OpenSearch alone, which is refused now.
    const alone = { ...recordOf(settingsWith(inPlace), arn, undefined, today), logStores: ["opensearch"] };
    const copied = recordOf(settingsWith(search("opensearch", false)), arn, alone, today);
    assert.doesNotMatch(notices({ record: alone }, copied, [], today).join(), /fanout\.elasticsearch/);
    const record = recordOf(settingsWith(none), arn, undefined, today);
    const { logStores: _, ...older } = record;
    assert.deepEqual(notices({ record: older }, recordOf(settingsWith(inPlace), arn, record, today), [], today), []);
  });

  it("is what waits in the gateway of traces, from and to large", () => {
    const of = (size: string) => ({ ...none, size });
    const traces = (before: string, after: string) =>
      told(of(before), of(after)).filter((text) => text.startsWith("size: traces take another way from the gateway"));
    for (const size of ["small", "medium"]) {
      assert.match(traces(size, "large").join(), /"Fewer pods", step 1, first$/);
      assert.match(traces("large", size).join(), /"Fewer pods", step 1, first$/);
    }
    assert.deepEqual([...traces("small", "medium"), ...traces("large", "large")], []);
  });

  it("is a volume that was made without protection", () => {
    const of = (protect: boolean, more = {}) => ({ ...none, protect, ...more });
    assert.match(told(of(false), of(true)).join(), /^protect: volumes that are there still go with their claims/);
    const own = { storageClass: "fast" };
    assert.deepEqual(
      [...told(of(true), of(false)), ...told(of(true), of(true)), ...told(of(false, own), of(true, own))],
      [],
    );
  });

  it("says that a larger volume changes nothing about brokers that are there", () => {
    const of = (volumeGib: number) => ({ kafka: { mode: "msk", volumeGib } });
    assert.match(told(of(100), of(300)).join(), /^kafka\.volumeGib: existing brokers keep their volumes/);
    assert.deepEqual([...told(of(100), of(100)), ...told(none, of(300))], []);
    const record = recordOf(settingsWith(of(300)), arn, undefined, today);
    const { volumeGib: _, ...older } = record.kafka;
    assert.deepEqual(notices({ record: { ...record, kafka: older } }, record, [], today), [], "not written down");
  });
});
