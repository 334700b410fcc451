// Tenants that left the list: how they are put back, what of theirs is on its way, and until when an id is nobody else's.
import assert from "node:assert/strict";
import { settingsWith, signOn } from "../../test/support/stack-configuration";
import { refusedChanges } from "./changes";
import { recordOf, type StackRecord } from "./record";

const arn = "arn:aws:eks:eu-central-1:111122223333:cluster/test";
type Overrides = Record<string, unknown>;

const payments = { id: "payments", namespaces: ["payments"] };
const shortly = { logsDays: 7, tracesDays: 7 };
const search = { id: "search", namespaces: ["search"], retention: shortly };
const retired = { id: "search", retired: true, retention: shortly };
const others = { id: "search", namespaces: ["crawler"] };

interface Day {
  day: string;
  tenants: readonly object[];
}

/** Texts and commands of what the last day's change is refused with, after those of the days before it. */
function refused(overrides: Overrides, ...days: readonly Day[]): string[] {
  let last: StackRecord | undefined;
  let told: string[] = [];
  for (const { day, tenants } of days) {
    const settings = settingsWith({ ...overrides, tenants }, ["signOn"]);
    const record = recordOf(settings, arn, last, day);
    const history = last === undefined ? {} : { record: last };
    told = refusedChanges(history, record, settings, day).map(({ allowed, command }) => `${allowed} - ${command}`);
    last = record;
  }
  return told;
}

const none = { kafka: { mode: "none" } };
const first: Day = { day: "2026-11-01", tenants: [payments, search] };
const goes: Day = { day: "2026-11-02", tenants: [payments, retired] };
const without = (day: string): Day => ({ day, tenants: [payments] });
const givenAway = (day: string): Day => ({ day, tenants: [payments, others] });

describe("a tenant that left the list", () => {
  it("has its id to itself as long as the default keeps what was left of its data", () => {
    const default60 = { ...none, retention: { logsDays: 60 } };
    const given = (day: string) => refused(default60, first, goes, without("2026-11-03"), givenAway(day));
    assert.match(given("2026-12-31").join(), /reassigned\/search\/.*of namespaces search.* of namespaces crawler/);
    assert.deepEqual(given("2027-01-01"), []);
  });

  it("has it as long as its metrics are kept, also where it was removed after the days of its logs and traces", () => {
    const metrics90 = { ...none, retention: { logsDays: 1, tracesDays: 1, metricsDays: 90 } };
    const given = (day: string) => refused(metrics90, first, goes, without("2026-11-20"), givenAway(day));
    assert.match(given("2027-01-30").join(), /reassigned\/search\//);
    assert.deepEqual(given("2027-01-31"), []);
    assert.deepEqual(refused(metrics90, first, goes, without("2026-11-20"), { ...first, day: "2026-11-21" }), []);
  });

  it("is asked for while Kafka may have some of its records, which would be stored as another's", () => {
    const kept500Hours = { kafka: { mode: "msk", retentionHours: 500 }, retention: { logsDays: 60, tracesDays: 60 } };
    const removed = (day: string, settings: Overrides = kept500Hours) => refused(settings, first, goes, without(day));
    const told =
      /must have "tenant\/search".* search: retired on 2026-11-02, what is still in Kafka of it, until 2026-11-23,/;
    assert.match(removed("2026-11-02").join(), told);
    assert.match(removed("2026-11-22").join(), told);
    assert.deepEqual(removed("2026-11-23"), []);
    assert.deepEqual(removed("2026-11-02", { ...kept500Hours, ...none }), [], "the default keeps its data as long");
    const server = { bootstrapServers: ["b-1.example.com:9096"], auth: "scram", existingSecret: "kafka" };
    const ofOthers = { ...kept500Hours, kafka: { ...kept500Hours.kafka, ...server, mode: "external" } };
    assert.match(removed("2026-11-22", ofOthers).join(), told);
    // Its own days are fewer than Kafka's.
    const short = { ...kept500Hours, retention: { logsDays: 1, tracesDays: 1 } };
    assert.match(removed("2026-11-08", short).join(), /its data was to be kept until 2026-11-09/);
    assert.match(removed("2026-11-09", short).join(), told);
  });

  it("is put back with whoever read its data and its ways through Kafka, where it was not retired", () => {
    const read = { ...search, people: { viewers: ["searchers"], editors: ["search leads"] } };
    const before: Day = { ...first, tenants: [payments, read] };
    const people = { ...none, grafana: { hostname: "grafana.example.com" }, signOn };
    const [told = "", ...more] = refused(people, before, without("2026-11-02"));
    assert.deepEqual(more, []);
    const set = (key: string, value: string) => `pulumi config set --path 'observability:tenants[1].${key}' ${value}`;
    assert.ok(
      told.endsWith(`${set("people.viewers[0]", "'search leads'")} && ${set("people.viewers[1]", "searchers")}`),
    );
    assert.doesNotMatch(refused(none, first, without("2026-11-02")).join(), /people|otlpPipeline|logsApart/);
    const buffered: Day = { ...first, tenants: [payments, { ...search, otlpPipeline: "kafka", logsApart: true }] };
    const arrives = `${set("otlpPipeline", "kafka")} && ${set("logsApart", "false")}`;
    assert.ok(
      refused({ kafka: { mode: "msk" } }, buffered, without("2026-11-02"))
        .join()
        .endsWith(arrives),
    );
  });
});
