// Changes of a running stack: which are refused, which need a word, and what the printed command does about it.
import assert from "node:assert/strict";
import { settingsWith } from "../../test/support/stack-configuration";
import { pathText } from "../refusals/problem";
import { notices, refusedChanges } from "./changes";
import { losses } from "./losses";
import { recordOf, recordSchema, type StackRecord } from "./record";

const cluster = "arn:aws:eks:eu-central-1:111122223333:cluster/test";
const today = "2026-11-27";

type Overrides = Record<string, unknown>;

function record(overrides: Overrides = {}, before?: StackRecord, day = today, arn = cluster): StackRecord {
  return recordOf(settingsWith(overrides), arn, before, day);
}

/** Paths and texts of what is refused when a stack with the first settings is given the second. */
function refused(before: Overrides, after: Overrides, arn = cluster): string[] {
  const settings = settingsWith(after);
  const last = record(before);
  return refusedChanges({ record: last }, recordOf(settings, arn, last, today), settings, today).map(
    ({ path, allowed, command }) => `${pathText(path)} - ${allowed} - ${command}`,
  );
}

const payments = { id: "payments", namespaces: ["payments"] };
const search = { id: "search", namespaces: ["search"] };

describe("a running stack's change", () => {
  it("is let through where nothing is", () => {
    assert.deepEqual(refused({}, {}), []);
    assert.deepEqual(refusedChanges({}, record(), settingsWith(), today), [], "and on a first run");
  });

  it("keeps a record that reads as it was written, and changes only with what it records", () => {
    assert.deepEqual(recordSchema.parse(JSON.parse(JSON.stringify(record()))), record());
    assert.deepEqual(record({ grafana: { hostname: "grafana.example.com" } }), record());
  });

  const fixed: [string, Overrides, Overrides, RegExp][] = [
    ["environment", {}, { environment: "other" }, /^environment - must stay test: .*environment test$/],
    ["namespace", {}, { namespace: "elsewhere" }, /^namespace - must stay observability: .*namespace observability$/],
    [
      "kafka.auth",
      { kafka: { auth: "scram" } },
      { kafka: { auth: "iam" } },
      /^kafka\.auth - must stay scram: .*kafka\.auth scram$/,
    ],
  ];
  for (const [what, before, after, says] of fixed) {
    it(`is refused for ${what}, with the page that tells the way out`, () => {
      const [problem, ...more] = refused(before, after);
      assert.deepEqual(more, []);
      assert.match(problem ?? "", says);
      assert.match(problem ?? "", /docs\/operations\/change\.md, "What is fixed"/);
    });
  }

  it("is refused where another account is asked, in words: no command leads there", () => {
    const elsewhere = cluster.replace("111122223333", "999922223333");
    assert.match(
      refused({}, {}, elsewhere).join(),
      /edit the stack's file: name a profile or a role of account 111122223333/,
    );
  });

  it("is refused for another storage class or key", () => {
    const key = (id: string) => `arn:aws:kms:eu-central-1:111122223333:key/${id}`;
    const [first, second] = ["1a2b3c4d-0000-4000-8000-000000000001", "1a2b3c4d-0000-4000-8000-000000000002"].map(key);
    assert.match(
      refused({ storageClass: "fast" }, {})[0] ?? "",
      /^storageClass - must stay fast: .*storageClass fast$/,
    );
    assert.match(refused({ kmsKeyArn: first }, { kmsKeyArn: second })[0] ?? "", /^kmsKeyArn - must stay arn:aws:kms/);
  });

  it("is refused for volumes smaller than those that brokers have, and a ceiling below them", () => {
    const volumesOf = (kafka: Overrides, sizing: Overrides, volumeGib: number) => {
      const settings = settingsWith({ kafka, sizing });
      const last = record({ kafka: { mode: "msk" } });
      const after = recordOf(settings, cluster, last, today);
      return refusedChanges({ record: last, brokers: { volumeGib } }, after, settings, today).map(
        ({ allowed, command }) => `${allowed} - ${command}`,
      );
    };
    const kafka = { mode: "msk", volumeGib: 100 };
    const set = "pulumi config set --path observability:";
    assert.deepEqual(volumesOf(kafka, {}, 100), []);
    assert.deepEqual(volumesOf(kafka, {}, 300), [], "autoscaling made them larger, nobody asked for less");
    assert.deepEqual(volumesOf({ mode: "msk", volumeGib: 50 }, {}, 300), [
      `must be at least 300, as it is now: volumes of brokers do not shrink - ${set}kafka.volumeGib 300`,
    ]);
    assert.deepEqual(volumesOf({ mode: "msk", volumeGib: 300 }, { kafka: { maxVolumeGib: 300 } }, 400), [
      `must be at least 400, as it is now: volumes of brokers do not shrink - ${set}kafka.volumeGib 400`,
      `must be at least 400, as it is now: brokers have volumes of that size - ${set}sizing.kafka.maxVolumeGib 400`,
    ]);
    assert.deepEqual(
      volumesOf({ mode: "none" }, {}, 300).filter((text) => text.includes("volumes")),
      [],
      "they go",
    );
  });

  it("is refused for other subnets of brokers that exist", () => {
    const subnetIds = (ending: string) => ["a", "b", "c"].map((zone) => `subnet-0000000${zone}${ending}`);
    const [first = "", ...others] = subnetIds("1");
    const turned = [...others, first];
    assert.deepEqual(refused({ kafka: { subnetIds: [first, ...others] } }, { kafka: { subnetIds: turned } }), []);
    assert.deepEqual(
      refused({ kafka: { subnetIds: subnetIds("1") } }, { kafka: {} }).map((text) =>
        text.split(" - ")[1]?.slice(0, 60),
      ),
      ["must stay subnet-0000000a1, subnet-0000000b1, subnet-0000000"],
    );
    assert.match(
      refused({ kafka: {} }, { kafka: { subnetIds: subnetIds("1") } })[0] ?? "",
      /must stay absent.*pulumi config rm --path observability:kafka\.subnetIds$/,
    );
  });

  it("is refused for another cluster, by name or by region", () => {
    const [named] = refused({}, { cluster: { name: "green" } }, `${cluster.slice(0, -4)}green`);
    assert.match(named ?? "", /^cluster\.name - must stay test: .*cluster\.name test$/);
    const [elsewhere] = refused({}, {}, "arn:aws:eks:us-east-1:111122223333:cluster/test");
    assert.match(elsewhere ?? "", /AWS is asked for arn:aws:eks:us-east-1.*pulumi config set aws:region eu-central-1$/);
  });

  it("lets external brokers change their authentication: they are not the platform's", () => {
    const external = (more: object) => ({
      kafka: { mode: "external", bootstrapServers: ["b.example.com:9096"], ...more },
    });
    const arn = "arn:aws:kafka:eu-central-1:111122223333:cluster/shared/1a2b3c4d-1";
    assert.deepEqual(
      refused(
        external({ auth: "scram", existingSecret: "kafka-credentials" }),
        external({ auth: "iam", clusterArn: arn }),
      ),
      [],
    );
  });

  it("is refused for fewer partitions or brokers, and takes more", () => {
    assert.match(
      refused({ kafka: { partitions: 12 } }, { kafka: { partitions: 3 } })[0] ?? "",
      /^kafka\.partitions - must be at least 12.*kafka\.partitions 12$/,
    );
    assert.match(
      refused({ kafka: { brokersPerZone: 2 } }, { kafka: { brokersPerZone: 1 } })[0] ?? "",
      /^kafka\.brokersPerZone - must be at least 2/,
    );
    assert.deepEqual(refused({ kafka: { partitions: 12 } }, { kafka: { partitions: 24, brokersPerZone: 2 } }), []);
  });

  it("is refused for less of the brokers where the number stands: beside it, another would be refused", () => {
    const had = { kafka: { mode: "msk", brokersPerZone: 2, partitions: 24 } };
    const number = (now: Overrides) => refused(had, now).map((text) => text.replace(/^(\S+) .* (\S+ \S+)$/, "$1, $2"));
    // As large as the size has them: written in `sizing` all the same.
    const inSizing = { sizing: { kafka: { brokersPerZone: 1, partitions: 6 } } };
    assert.deepEqual(number(inSizing), [
      "sizing.kafka.partitions, observability:sizing.kafka.partitions 24",
      "sizing.kafka.brokersPerZone, observability:sizing.kafka.brokersPerZone 2",
    ]);
    assert.deepEqual(number({ kafka: { brokersPerZone: 1, partitions: 6 } }), number({}));
    assert.match(number({}).join(), /^kafka\.partitions, \S+:kafka\.partitions 24,kafka\.brokersPerZone/);
    const settings = settingsWith({ sizing: { kafka: { volumeGib: 50 } } });
    const last = record({});
    const [volume] = refusedChanges(
      { record: last, brokers: { volumeGib: 100 } },
      recordOf(settings, cluster, last, today),
      settings,
      today,
    );
    assert.match(volume?.command ?? "", /:sizing\.kafka\.volumeGib 100$/);
  });

  it("knows partitions of topics that are in the state without a record", () => {
    const settings = settingsWith({ kafka: { partitions: 6 } });
    const [problem] = refusedChanges({ brokers: { partitions: 24 } }, record({}), settings, today);
    assert.match(problem?.allowed ?? "", /at least 24/);
  });

  it("is refused for smaller volumes, with commands that together keep all of them", () => {
    const medium = { size: "medium", kafka: { mode: "none" } };
    const problems = refused(medium, { ...medium, size: "small" });
    assert.ok(problems.length > 3, problems.join("\n"));
    const [room, ...volumes] = problems.reverse();
    assert.ok(volumes.every((text) => /^sizing\.\w+\.volumeGib - must be at least \d+/.test(text)));
    assert.match(room ?? "", /accept\[0\]' expiry\/metrics-gib\/42$/, "and metrics have less room");
    const kept = Object.fromEntries(
      Object.entries(record(medium).volumesGib).map(([row, volumeGib]) => [row, { volumeGib }]),
    );
    const inSmall = Object.fromEntries(
      Object.entries(kept).filter(([row]) => row in record({ kafka: { mode: "none" } }).volumesGib),
    );
    const accept = ["expiry/metrics-gib/42"];
    assert.deepEqual(refused(medium, { ...medium, size: "small", sizing: inSmall, accept }), []);
  });

  it("is let through for smaller ones of the Prometheus operator's, which stay as large as they are", () => {
    const of = (volumeGib: number) => ({
      size: "medium",
      sizing: { prometheus: { volumeGib, retentionSizeGib: 42 }, alertmanager: { volumeGib } },
    });
    assert.deepEqual(refused(of(5_000), of(60)), []);
    const told = notices({ record: record(of(5_000)) }, record(of(60)), [], today);
    for (const row of ["prometheus", "alertmanager"])
      assert.ok(
        told.includes(
          `sizing.${row}.volumeGib: new volumes have 60 GiB; those that are there stay as large as they are`,
        ),
        told.join("\n"),
      );
  });

  it("is refused for larger volumes of a StatefulSet until each has been grown, one entry each", () => {
    const small = { kafka: { mode: "none" } };
    const medium = { ...small, size: "medium" };
    const tokens = refused(small, medium).map((text) => /accept\[(\d+)\]'? (\S+)$/.exec(text)?.slice(1) ?? [text]);
    assert.deepEqual(tokens, [
      ["0", "volume/gateway/20"],
      ["1", "volume/loki/50"],
      ["2", "volume/tempo/100"],
    ]);
    assert.deepEqual(refused(small, { ...medium, accept: tokens.map(([, token]) => token) }), []);
    assert.match(
      notices({ record: record(small) }, record(medium), [], today)[0] ?? "",
      /^sizing\.prometheus\.volumeGib: /,
    );
  });

  it("says whose queues would be left behind where pods go, and nothing of those that come or flush", () => {
    const noticed = (before: Overrides, after: Overrides) =>
      notices({ record: record(before) }, record(after), [], today).filter((text) => text.includes("Fewer pods"));
    const gateway = (replicas: number) => ({ sizing: { gateway: { replicas, maxReplicas: 5 } } });
    assert.deepEqual(noticed(gateway(2), { sizing: { gateway: { replicas: 2, maxReplicas: 3 } } }), [
      "sizing.gateway: at most 3 pods in place of 5; what those that go have not sent yet waits on their claims " +
        'until they are back: docs/operations/change.md, "Fewer pods"',
    ]);
    assert.deepEqual(noticed(gateway(1), gateway(3)), []);
    const large = { size: "large", kafka: { mode: "none" } };
    const ingesters = (tempo: number, loki: number) => ({
      ...large,
      sizing: { tempoIngester: { replicas: tempo }, lokiIngester: { replicas: loki } },
    });
    assert.match(
      noticed(ingesters(6, 9), ingesters(3, 3)).join(),
      /^sizing\.tempoIngester: at most 3 pods in place of 6;/,
    );
    const { queueingPods, ...older } = record(gateway(2));
    assert.deepEqual(notices({ record: older }, record(), [], today), [], `of a record without ${queueingPods}`);
  });

  it("asks to take out what `accept` let through before", () => {
    const shorter = record({ retention: { logsDays: 7 } });
    const noticed = (before: StackRecord, accept: string[]) => notices({ record: before }, shorter, accept, today);
    const own = "expiry/logs/7/default_payments_search";
    assert.deepEqual(noticed(record(), [own]), [], "it serves now");
    assert.deepEqual(noticed(shorter, ["volume/loki/50"]), [], "volumes never shrink");
    assert.deepEqual(noticed(shorter, [own]), [
      `accept: ${own} has served, or was another's; take it out of the stack's file, or it lets the same change ` +
        "through another time",
    ]);
    assert.deepEqual(notices({}, shorter, [own], today), [], "a first run");
  });

  it("has nothing against large and back: other workloads, whose volumes are their own", () => {
    const of = (size: string) => Object.keys(record({ size, kafka: { mode: "none" } }).volumesGib);
    assert.ok(!of("large").includes("loki") && of("large").includes("lokiIngester"));
    assert.ok(of("medium").includes("loki") && !of("medium").includes("sampler"));
  });

  it("is refused from and to large until what is not in S3 yet has been flushed", () => {
    const of = (size: string, accept: string[] = []) => ({ size, kafka: { mode: "none" }, accept });
    const words = (from: Overrides, to: Overrides) => refused(from, to).filter((text) => text.startsWith("size"));
    assert.match(words(of("small"), of("large"))[0] ?? "", /must stay until .*accept\[0\]' flushed\/tempoIngester$/);
    assert.match(
      words(of("large"), of("medium"))[0] ?? "",
      /accept\[1\]' flushed\/tempo$/,
      "behind metrics with less room",
    );
    assert.deepEqual(words(of("small"), of("large", ["flushed/tempoIngester"])), []);
    assert.deepEqual(words(of("small"), of("medium")), [], "the workloads are the same");
  });

  it("is refused where a tenant goes whose name every map has", () => {
    const named = { id: "constructor", namespaces: ["shop"] };
    assert.match(
      refused({ tenants: [payments, named] }, { tenants: [payments] })[0] ?? "",
      /must stay constructor, retired/,
    );
    const retired = { tenants: [payments, { id: "constructor", retired: true, retention: { logsDays: 90 } }] };
    assert.match(refused(retired, { tenants: [payments] })[0] ?? "", /tenant\/constructor$/);
  });

  it("is refused where a tenant goes that was not retired; the command puts it back as such", () => {
    const [problem] = refused({ tenants: [payments, search] }, { tenants: [payments] });
    assert.match(problem ?? "", /^tenants\[1\]\.id - must stay search, retired.*retire-a-tenant\.md/);
    assert.match(
      problem ?? "",
      /tenants\[1\]\.id' search && .*tenants\[1\]\.retired' true && .*tenants\[1\]\.retention\.logsDays' 30/,
    );
  });
});

describe("what a change lets expire", () => {
  const lost = (before: StackRecord, after: StackRecord, day = today) => losses(before, after, day);

  it("is named: whose, how long it was kept, how long it is", () => {
    assert.deepEqual(
      lost(
        record({ tenants: [payments, search] }),
        record({ tenants: [payments, search], retention: { logsDays: 1 } }),
      ),
      [
        {
          token: "expiry/logs/1/default_payments_search",
          message: "logs of payments, search, default, kept for up to 30 days so far, expire after 1 day",
        },
      ],
    );
  });

  it("is every signal's: traces, metrics, access logs, copies, and records in Kafka", () => {
    const before = record({
      retention: { accessLogsDays: 90 },
      fanout: { cloudwatch: { enabled: true, retentionDays: 90 } },
      kafka: { retentionHours: 72 },
    });
    const after = record({
      retention: { tracesDays: 2, metricsDays: 3 },
      fanout: { cloudwatch: { enabled: true, retentionDays: 7 } },
      kafka: { retentionHours: 24 },
    });
    assert.deepEqual(
      lost(before, after).map(({ token }) => token),
      [
        "expiry/traces/2/default_payments_search",
        "expiry/metrics/3",
        "expiry/access-logs/0",
        "expiry/cloudwatch/7",
        "expiry/kafka/24",
      ],
    );
  });

  it("names the steps where a protected stack keeps the bucket of what goes as a whole", () => {
    const kept = (accessLogsDays: number) => record({ retention: { accessLogsDays } });
    assert.match(
      lost(kept(90), kept(0))[0]?.message ?? "",
      /are deleted: docs\/operations\/change\.md, "S3 access logs"$/,
    );
    assert.match(lost(kept(90), kept(7))[0]?.message ?? "", /expire after 7 days$/);
  });

  it("is what no longer has room: Prometheus holds metrics within so many GiB", () => {
    const room = (retentionSizeGib: number) => record({ sizing: { prometheus: { retentionSizeGib } } });
    assert.deepEqual(lost(room(40), room(10)), [
      {
        token: "expiry/metrics-gib/10",
        message: "metrics of all tenants, kept within 40 GiB so far, go above 10 GiB, the oldest first",
      },
    ]);
    assert.deepEqual(lost(room(10), room(40)), []);
    const { metricsGib, ...retention } = record().retention;
    assert.deepEqual(lost({ ...record(), retention }, room(10)), [], `of a record without ${metricsGib}`);
  });

  it("is refused until it is accepted, and an entry serves for that value alone", () => {
    const shorter = (logsDays: number, accept: string[] = []) =>
      refused({}, { retention: { logsDays }, accept }).map((text) => text.split(" ").at(-1));
    assert.deepEqual(shorter(7), ["expiry/logs/7/default_payments_search"]);
    assert.deepEqual(shorter(7, ["expiry/logs/7/default_payments_search"]), []);
    assert.deepEqual(shorter(1, ["expiry/logs/7/default_payments_search"]), ["expiry/logs/1/default_payments_search"]);
  });

  it("is accepted for the tenants it names: an entry that is left there lets no other's data go", () => {
    const days = (logsDays: number) => ({ retention: { logsDays } });
    const of = (shop: number) => ({
      tenants: [
        { id: "payments", ...days(7) },
        { id: "shop", ...days(shop) },
      ],
    });
    const asked = (accept: string[]) => refused(of(30), { ...of(7), accept }).map((text) => text.split(" ").at(-1));
    for (const old of ["expiry/logs/7/payments", "expiry/logs/7", "expiry/logs/7/payments_shop"])
      assert.deepEqual(asked([old]), ["expiry/logs/7/shop"]);
    assert.deepEqual(asked(["expiry/logs/7/shop"]), []);
    const many = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `t${index}` }));
    const [first, second] = [8, 9].map((count) =>
      refused({ tenants: many(count) }, { tenants: many(count), ...days(7) })[0]
        ?.split(" ")
        .at(-1),
    );
    assert.match(first ?? "", /^expiry\/logs\/7\/9-tenants-[0-9a-f]{8}$/);
    assert.notEqual(first?.slice(-8), second?.slice(-8));
    assert.deepEqual(refused({ tenants: many(8) }, { tenants: many(8), ...days(7), accept: [first] }), []);
  });

  it("is accepted by one more entry however many there are, and in words where no more fit", () => {
    const commandAfter = (entries: number) => {
      const accept = Array.from({ length: entries }, (_, index) => `expiry/traces/${index + 1}`);
      return refused({}, { retention: { logsDays: 7 }, accept })[0]
        ?.split(" - ")
        .at(-1);
    };
    assert.equal(
      commandAfter(100),
      "pulumi config set --path 'observability:accept[100]' expiry/logs/7/default_payments_search",
    );
    assert.match(
      commandAfter(10_000) ?? "",
      /^edit the stack's file: take entries that have served .* expiry\/logs\/7/,
    );
  });

  it("is nothing where data is kept longer, or a tenant comes", () => {
    assert.deepEqual(lost(record({ tenants: [payments] }), record({ retention: { logsDays: 400 } })), []);
  });

  it("is a retired tenant's data until its retention has passed, counted from the day it was retired", () => {
    const retired = { id: "search", retired: true, retention: { logsDays: 90, tracesDays: 14 } };
    const running = record({ tenants: [payments, search] }, undefined, "2026-01-01");
    const first = record({ tenants: [payments, retired] }, running, "2026-02-01");
    const later = record({ tenants: [payments, retired] }, first, "2026-03-01");
    assert.equal(later.tenants.search?.retiredOn, "2026-02-01");
    const gone = record({ tenants: [payments] });
    assert.deepEqual(
      lost(later, gone, "2026-05-01").map(({ token }) => token),
      ["tenant/search"],
    );
    assert.match(lost(later, gone, "2026-05-01")[0]?.message ?? "", /until 2026-05-02/);
    assert.deepEqual(lost(later, gone, "2026-05-02"), []);
  });

  it("is data of a tenant that left the list, where it comes back for shorter or the default is shorter", () => {
    const retired = { id: "search", retired: true };
    const running = record({ tenants: [payments, retired] }, undefined, "2026-01-01");
    const without = record({ tenants: [payments] }, running, "2026-01-04");
    assert.deepEqual(lost(running, without, "2026-01-04"), [], "the default keeps it as long");
    const tokens = (after: Overrides, day: string) => lost(without, record(after), day).map(({ token }) => token);
    const back = { tenants: [payments, { ...search, retention: { logsDays: 1 } }] };
    assert.deepEqual(tokens(back, "2026-01-05"), ["expiry/logs/1/search"]);
    assert.deepEqual(tokens(back, "2026-01-31"), [], "it has expired, counted from when it was retired");
    assert.deepEqual(tokens({ tenants: [payments, search] }, "2026-01-05"), []);
    const shorter = { tenants: [{ ...payments, retention: { logsDays: 30 } }], retention: { logsDays: 3 } };
    assert.deepEqual(tokens(shorter, "2026-01-05"), ["expiry/logs/3/default_search"]);
  });

  it("leaves the record as it is on any later day, whatever has expired since", () => {
    const ended = { id: "search", retired: true, retention: { logsDays: 30, tracesDays: 7 } };
    const days = ["2026-01-02", "2026-01-31", "2026-02-01", "2030-01-01"];
    const running = record({ tenants: [payments, search] }, undefined, "2026-01-01");
    for (const [what, after] of Object.entries({
      same: { tenants: [payments, search] },
      retired: { tenants: [payments, ended] },
      removed: { tenants: [payments] },
      longer: { tenants: [payments, search], retention: { logsDays: 400, metricsDays: 60 } },
    })) {
      const first = record(after, running, "2026-01-01");
      for (const day of days) assert.deepEqual(record(after, first, day), first, `${what}, ${day}`);
    }
    const left = record(
      { tenants: [payments] },
      record({ tenants: [payments, ended] }, running, "2026-01-01"),
      days[0],
    );
    assert.deepEqual(Object.keys(left.gone ?? {}), ["search"]);
    for (const day of days) assert.deepEqual(record({ tenants: [payments] }, left, day), left, day);
    assert.equal(record({ tenants: [payments, search] }, left, "2026-02-01").gone, undefined, "it is listed again");
  });

  it("is all that Kafka holds where the brokers go", () => {
    assert.match(refused({}, { kafka: { mode: "none" } })[0] ?? "", /"Another Kafka mode".* brokers$/);
  });

  it("lists five names of a thousand", () => {
    const tenants = Array.from({ length: 1_000 }, (_, index) => ({ id: `t${index}` }));
    const sizing = { gateway: { memoryMib: 2_048 }, logConsumer: { memoryMib: 2_048 } };
    const [loss] = lost(record({ tenants, sizing }), record({ tenants, sizing, retention: { logsDays: 2 } }));
    assert.match(loss?.message ?? "", /^logs of t0, t1, t2, t3, t4 and 996 more, /);
  });
});
