// Changes of a running stack: which are refused, which need a word, and what the printed command does about it.
import assert from "node:assert/strict";
import { settingsWith } from "../../test/support/stack-configuration";
import { cluster, type Overrides, payments, record, refused, search, today } from "../../test/support/stack-records";
import { notices, refusedChanges } from "./changes";
import { recordOf, recordSchema, type StackRecord } from "./record";

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
        told.includes(`sizing.${row}.volumeGib: new volumes have 60 GiB; existing ones keep their size`),
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
      "sizing.gateway: at most 3 pods in place of 5; what the others have not sent yet waits on their volumes " +
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
    assert.match(noticed(shorter, ["volume/loki/50"]).join(), /^accept: volume\/loki\/50 has done its work/);
    // Whether it serves now, charts tell and no record.
    assert.match(
      noticed(shorter, ["recreated/StatefulSet/loki/1a2b3c4d"]).join(),
      /^accept: take recreated\/StatefulSet\/loki\/1a2b3c4d out of the stack's file once the `up` has ended that it was printed for/,
    );
    assert.deepEqual(noticed(shorter, [own]), [
      `accept: ${own} has done its work, or belongs to another change; take it out of the stack's file, or it lets the same change ` +
        "through another time",
    ]);
    assert.match(
      noticed(shorter, [own, "expiry/logs/9"]).join(),
      /^accept: \S+, expiry\/logs\/9 have done their work, or belong to another change; take them .* or they let /,
    );
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
    assert.match(
      words(of("small"), of("large"))[0] ?? "",
      /must stay as it was until .*accept\[0\]' flushed\/tempoIngester$/,
    );
    const [grown, large] = [record(of("large")), settingsWith(of("large"))];
    const told = refusedChanges({ record: record(of("small")) }, grown, large, today);
    assert.equal(told.find(({ path }) => path[0] === "size")?.value, "large");
    assert.match(
      words(of("large"), of("medium"))[0] ?? "",
      /accept\[1\]' flushed\/tempo$/,
      "behind metrics with less room",
    );
    assert.deepEqual(words(of("small"), of("large", ["flushed/tempoIngester"])), []);
    assert.deepEqual(words(of("small"), of("medium")), [], "the workloads are the same");
  });

  it("is refused from large to a Loki that would be alone with the places of those before", () => {
    const of = (size: string, replicas?: number) => ({
      size,
      kafka: { mode: "none" },
      ...(replicas === undefined ? {} : { sizing: { loki: { replicas } } }),
    });
    const words = (from: Overrides, to: Overrides) =>
      refused(from, to).filter((text) => text.includes("loki.replicas"));
    assert.match(words(of("large"), of("small"))[0] ?? "", /must be 3 .* observability:sizing\.loki\.replicas 3$/);
    assert.equal(words(of("large"), of("medium", 1)).length, 1);
    for (const to of [of("medium"), of("small", 3), of("large")]) assert.deepEqual(words(of("large"), to), []);
    assert.deepEqual(words(of("small", 3), of("small")), [], "afterwards");
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
