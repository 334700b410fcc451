// The judge of previews, on what the real engine printed (test/fixtures/previews, made by `npm run record-previews`).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { recordType } from "../../conventions/data-types";
import { acceptedLoss } from "../../settings/history/loss";
import { recordOf } from "../../settings/history/record";
import { settingsWith } from "../../test/support/stack-configuration";
import { summaryOf } from "./summary";
import { judgePreview } from "./verdict";

const checkout = resolve(__dirname, "..", "..");
const recording = (name: string) => join(checkout, "test", "fixtures", "previews", `${name}.json`);
const judged = (name: string) => judgePreview(readFileSync(recording(name), "utf8"));
const summary = (name: string) => summaryOf("prod", judged(name));

/** A preview with one step, as the engine would print it. */
const single = (op: string, type: string, oldState: object, newState: object = {}, more: object = {}) =>
  JSON.stringify({
    steps: [
      {
        op,
        urn: `urn:pulumi:prod::observability::${type}::it`,
        oldState: { type, ...oldState },
        newState: { type, ...newState },
        ...more,
      },
    ],
    diagnostics: [],
    changeSummary: {},
  });

describe("pull request: judging a preview", () => {
  it("has nothing against no change", () => {
    const verdict = judged("no-change");
    assert.deepEqual(
      { ...verdict, unchanged: verdict.unchanged > 100 },
      {
        changes: [],
        unchanged: true,
        expiring: [],
        overrides: { paths: [], added: [], gone: [] },
        errors: [],
        warnings: [],
        objections: [],
      },
    );
    assert.match(summary("no-change"), /^### prod: \d+ unchanged\n\nNothing changes\.\n$/);
  });

  it("lists the chart values that a stack sets itself, with what is new and what goes", () => {
    const settings = settingsWith({});
    const record = (...paths: string[]) => ({ inputs: recordOf(settings, "arn", undefined, "2026-11-27", paths) });
    const text = single(
      "update",
      recordType,
      record("loki: gateway.replicas", "grafana: dnsPolicy"),
      record("loki: gateway.replicas", "kps: kubelet.enabled"),
    );
    const summary = summaryOf("prod", judgePreview(text));
    assert.match(
      summary,
      /Chart values of the stack's own.*\n\n- loki: gateway\.replicas\n- kps: kubelet\.enabled \(new\)\n- grafana: dnsPolicy \(no longer\)/,
    );
    assert.doesNotMatch(
      summaryOf("prod", judgePreview(single("same", recordType, record(), record()))),
      /Chart values/,
    );
  });

  it("has nothing against a first preview: only creations", () => {
    const { changes, objections } = judged("first");
    assert.deepEqual([...new Set(changes.map(({ effect }) => effect))], ["create"]);
    assert.deepEqual(objections, []);
  });

  it("names what an update touches, and objects to none", () => {
    const { changes, objections } = judged("more-retention");
    assert.deepEqual(objections, []);
    const lifecycle = changes.find(
      ({ type }) => type === "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    );
    assert.deepEqual([lifecycle?.effect, lifecycle?.paths], ["update", ["rules[1].expiration.days"]]);
    assert.match(
      summary("more-retention"),
      new RegExp(
        "\\| update \\| aws:s3:BucketLifecycleConfiguration \\|" +
          " observability-cloud-storage-loki-chunks \\| `rules\\[1\\]\\.expiration\\.days` \\|",
      ),
    );
  });

  it("objects to the deletion of protected brokers", () => {
    const { objections } = judged("kafka-removed");
    assert.ok(
      objections.includes("protected aws:msk:Topic observability-cloud-kafka-logs would be deleted"),
      objections.join("\n"),
    );
    assert.match(
      summary("kafka-removed"),
      /\*\*Not to be merged: \d+ protected resources would be replaced or deleted\.\*\*/,
    );
  });

  it("objects to the replacement of protected buckets and keys' names, with the input that causes it", () => {
    const { objections } = judged("environment-renamed");
    assert.ok(
      objections.includes("protected aws:s3:Bucket observability-cloud-storage-loki-chunks would be replaced"),
      objections.join("\n"),
    );
    assert.match(
      summary("environment-renamed"),
      new RegExp(
        "\\| replace \\| aws:s3:Bucket \\| observability-cloud-storage-loki-chunks \\| `bucket` \\|" +
          " \\*\\*protected\\*\\*, \\*\\*data\\*\\*, stays in AWS \\|",
      ),
    );
  });

  it("repeats no advice on how to lift a protection", () => {
    for (const name of ["kafka-removed", "environment-renamed"])
      assert.doesNotMatch(summary(name), /state unprotect|remove the `protect` flag/);
  });

  it("tells of protection that is taken off, which the engine counts as unchanged", () => {
    const { changes, objections } = judged("protection-off");
    assert.deepEqual(objections, []);
    const bucket = changes.find(({ type, name }) => type === "aws:s3/bucket:Bucket" && name.endsWith("loki-chunks"));
    assert.deepEqual([bucket?.effect, bucket?.unprotects], ["unprotect", true]);
    assert.match(summary("protection-off"), /\*\*\d+ resources lose their protection\*\*/);
  });

  it("objects to a preview that failed, and shows the engine's reason", () => {
    const { objections } = judged("bad-settings");
    assert.deepEqual(objections, ["the preview failed"]);
    assert.match(summary("bad-settings"), /retention\.logsDays/);
    assert.deepEqual(judged("policy-violated").objections, ["the preview failed"]);
  });

  it("puts the worst first", () => {
    const effects = judged("environment-renamed").changes.map(({ effect }) => effect);
    const worstFirst = ["delete", "replace", "unprotect", "update", "create", "other"];
    assert.deepEqual(
      effects,
      [...effects].sort((a, b) => worstFirst.indexOf(a) - worstFirst.indexOf(b)),
    );
  });

  for (const op of ["delete", "replace"]) {
    it(`objects to ${op} of whatever is protected, data or not, and to nothing that is not`, () => {
      const role = "aws:iam/role:Role";
      assert.deepEqual(judgePreview(single(op, role, { protect: true })).objections, [
        `protected aws:iam:Role it would be ${op}d`,
      ]);
      assert.deepEqual(judgePreview(single(op, role, { protect: false })).objections, []);
      assert.match(summaryOf("dev", judgePreview(single(op, "aws:s3/bucket:Bucket", {}))), /\*\*data\*\*/);
    });
  }

  const shared = [
    "kubernetes:core/v1:Namespace",
    "kubernetes:core/v1:PersistentVolumeClaim",
    "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
  ];
  for (const type of [...shared, "aws:msk/cluster:Cluster"]) {
    it(`objects to the loss of an unprotected ${type}, unless it is accepted by name`, () => {
      for (const op of ["delete", "replace"]) {
        const [objection, ...more] = judgePreview(single(op, type, {})).objections;
        assert.deepEqual(more, []);
        assert.match(objection ?? "", new RegExp(`would be ${op}d; if that is meant: --accept it$`));
        assert.deepEqual(judgePreview(single(op, type, {}), ["it"]).objections, []);
        assert.equal(judgePreview(single(op, type, { protect: true }), ["it"]).objections.length, 1, "protected");
      }
      assert.deepEqual(judgePreview(single("update", type, {})).objections, []);
    });
  }

  it("asks for no more of a long name than a label of GitHub's has room for, and takes all of it too", () => {
    const name = "observability-cloud-kafka-credentials-log-producer";
    const preview = single("delete", "aws:secretsmanager/secret:Secret", {}).replace("::it", `::${name}`);
    const [objection = ""] = judgePreview(preview).objections;
    const entry = objection.split("--accept ").at(-1) ?? "";
    assert.equal(entry, "cloud-kafka-credentials-log-producer");
    assert.ok(`accept:${entry}`.length <= 50);
    for (const accepted of [entry, name]) assert.deepEqual(judgePreview(preview, [accepted]).objections, []);
    assert.equal(judgePreview(preview, ["log-producer"]).objections.length, 1);
  });

  it("asks for more than a name that is shared, so that accepting one accepts no other", () => {
    const claim = "kubernetes:core/v1:PersistentVolumeClaim";
    const asked = (resources: [parent: string, type: string][], accepted: string[]) =>
      judgePreview(
        JSON.stringify({
          steps: resources.map(([parent, type]) => ({
            op: "delete",
            urn: `urn:pulumi:p::o::${parent}$${type}::data`,
            oldState: { type },
          })),
        }),
        accepted,
      ).objections.map((text) => text.split("--accept ").at(-1));
    const kinds: [string, string][] = [
      ["obs:index:Platform", "kubernetes:core/v1:Namespace"],
      ["obs:index:Platform", claim],
    ];
    assert.deepEqual(asked(kinds, ["data"]), ["Namespace::data", "PersistentVolumeClaim::data"]);
    assert.deepEqual(asked(kinds, ["Namespace::data"]), ["PersistentVolumeClaim::data"]);
    const places: [string, string][] = ["obs:index:Platform", "obs:index:Other"].map((parent) => [parent, claim]);
    assert.deepEqual(
      asked(places, ["PersistentVolumeClaim::data", `urn:pulumi:p::o::obs:index:Other$${claim}::data`]),
      [`'urn:pulumi:p::o::obs:index:Platform$${claim}::data'`],
    );
  });

  it("names stored data that goes, as the program says at that preview", () => {
    const loss = "metrics of all tenants, kept for 15 days so far, expire after 2 days";
    const message = `<{%fg 3%}>warning: <{%reset%}>${acceptedLoss}${loss}\n`;
    const told = (severity: string) =>
      JSON.stringify({ steps: [], diagnostics: Array(2).fill({ severity, message }), changeSummary: {} });
    const verdict = judgePreview(told("warning"));
    assert.deepEqual(verdict.expiring, [loss]);
    assert.deepEqual(verdict.objections, [], "the program has refused what the stack file does not accept");
    assert.match(summaryOf("prod", verdict), /^- metrics of all tenants, kept for 15 days/m);
    assert.deepEqual([verdict.warnings, judgePreview(told("info")).expiring], [[], []]);
  });

  it("says what the preview warns of, each once: who merges reads nothing else", () => {
    const message = "kafka.brokerType: run this `up` with --refresh";
    const verdict = judgePreview(JSON.stringify({ diagnostics: Array(2).fill({ severity: "warning", message }) }));
    assert.deepEqual([verdict.warnings, verdict.objections], [[message], []]);
    assert.match(summaryOf("prod", verdict), /^\*\*The preview warns:\*\*\n\n```text\nkafka\.brokerType: run/m);
  });

  it("names no loss where the records alone differ: of a first run that failed nothing is stored", () => {
    const before = recordOf(settingsWith(), "arn:aws:eks:eu-central-1:111122223333:cluster/test", undefined, "");
    const after = { ...before, retention: { ...before.retention, metricsDays: 2 } };
    assert.deepEqual(judgePreview(single("update", recordType, { inputs: before }, { inputs: after })).expiring, []);
  });

  it("names what a replacement that broke off has left to delete", () => {
    const { objections } = judgePreview(single("delete-replaced", "aws:s3/bucket:Bucket", {}));
    assert.match(objections[0] ?? "", /Bucket it, which holds data, would be deleted/);
    assert.equal(
      judgePreview(single("delete-replaced", "aws:s3/bucket:Bucket", { protect: true })).objections.length,
      1,
    );
  });

  it("counts a replacement once, in whatever steps the engine does it", () => {
    const step = (op: string) =>
      (JSON.parse(single(op, "aws:iam/role:Role", { protect: true })) as { steps: unknown[] }).steps[0];
    const { changes } = judgePreview(
      JSON.stringify({ steps: ["create-replacement", "replace", "delete-replaced"].map(step) }),
    );
    assert.deepEqual(
      changes.map(({ effect }) => effect),
      ["replace"],
    );
  });

  it("shows no value of a property, whatever the preview holds", () => {
    const text = single(
      "update",
      "kubernetes:core/v1:ConfigMap",
      { inputs: { data: { key: "hunter2" } } },
      { inputs: { data: { key: "hunter3" } } },
      { detailedDiff: { "data.key": { kind: "update" } }, diffReasons: ["data"] },
    );
    const shown = summaryOf("prod", judgePreview(text));
    assert.match(shown, /`data\.key`/);
    assert.doesNotMatch(shown, /hunter/);
  });

  it("lets no name break the table, and no message its block", () => {
    const path = "spec.a|b`c<img>\n| x";
    const text = single("update", "kubernetes:core/v1:ConfigMap", {}, {}, { detailedDiff: { [path]: {} } });
    const shown = summaryOf("prod", judgePreview(text));
    assert.equal(shown.split("\n").filter((line) => line.startsWith("| update")).length, 1);
    assert.doesNotMatch(shown, /<img>/);
    const failed = summaryOf(
      "prod",
      judgePreview(JSON.stringify({ diagnostics: [{ severity: "error", message: "```\n<img>\n```" }] })),
    );
    assert.match(failed, /^````text$/m);
  });

  it("fits into a comment, however much changes", () => {
    const steps = Array.from({ length: 3000 }, (_, index) => ({
      op: "create",
      urn: `urn:pulumi:p::o::t::resource-${index}`,
      newState: { type: "kubernetes:core/v1:ConfigMap" },
    }));
    const diagnostics = Array.from({ length: 100 }, () => ({ severity: "error", message: "x".repeat(1000) }));
    const shown = summaryOf("prod", judgePreview(JSON.stringify({ steps, diagnostics })));
    assert.ok(shown.length < 20_000, String(shown.length));
    assert.match(shown, /2940 more/);
  });
});
