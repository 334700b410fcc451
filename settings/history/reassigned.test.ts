// Ids of tenants that others get: refused until accepted, told where they are, and let through where they are none's.
import assert from "node:assert/strict";
import { settingsWith, signOn } from "../../test/support/stack-configuration";
import { refusedChanges } from "./changes";
import { losses } from "./losses";
import { recordOf, recordSchema, type StackRecord } from "./record";

const arn = "arn:aws:eks:eu-central-1:111122223333:cluster/test";
const today = "2026-11-27";
type Tenants = readonly Record<string, unknown>[];

const settingsOf = (tenants: Tenants, accept: readonly string[] = []) =>
  settingsWith(
    {
      tenants,
      accept,
      grafana: { hostname: "grafana.example.com" },
      signOn,
    },
    ["signOn"],
  );

const recorded = (tenants: Tenants, before?: StackRecord, day = today) =>
  recordOf(settingsOf(tenants), arn, before, day);

function refused(record: StackRecord, tenants: Tenants, accept: readonly string[] = [], day = today): string[] {
  const settings = settingsOf(tenants, accept);
  return refusedChanges({ record }, recordOf(settings, arn, record, day), settings, day).map(({ allowed }) => allowed);
}

const tenant = (id: string, ...namespaces: string[]) => ({ id, namespaces });
const read = (id: string, ...viewers: string[]) => ({ id, people: { viewers } });
const gone = (id: string) => ({ id, retired: true });

describe("a tenant's id that another gets", () => {
  const two = recorded([tenant("payments", "payments"), tenant("search", "search", "crawler")]);

  it("is refused where two swap theirs, each of them named, and accepted one by one", () => {
    const swapped = [tenant("search", "payments"), tenant("payments", "search", "crawler")];
    const told = refused(two, swapped);
    const tokens = told.map((line) => /must have "(reassigned\/[^"]+)"/.exec(line)?.[1] ?? "");
    assert.deepEqual(
      tokens.map((token) => token.split("/")[1]),
      ["payments", "search"],
    );
    assert.match(
      told[0] ?? "",
      /what is stored as payments was of namespaces payments, and would be of namespaces cra/,
    );
    assert.match(told[0] ?? "", /docs\/operations\/retire-a-tenant\.md, "Another id"$/);
    assert.equal(refused(two, swapped, tokens.slice(1)).length, 1);
    assert.deepEqual(refused(two, swapped, tokens), []);
    const other = refused(two, [tenant("search", "ledger"), tenant("payments", "search", "crawler")], tokens);
    assert.match(other.join(), /reassigned\/search/, "serves no other change");
    assert.match(losses(two, recorded(swapped, two), today)[0]?.message ?? "", /^what is stored as payments/);
  });

  it("is refused where ids move along a chain, the first of which is retired", () => {
    const moved = [tenant("search", "payments"), tenant("crawler", "search", "crawler"), gone("payments")];
    assert.match(
      refused(two, moved).join("\n"),
      /^must have "reassigned\/search\/[0-9a-f]{8}" if this is meant: [^\n]+$/,
    );
  });

  it("is refused where it was retired, or left the list, while its data is kept", () => {
    const retired = recorded([tenant("search", "search", "crawler"), gone("payments")], two);
    assert.deepEqual(refused(retired, [tenant("search", "search"), tenant("payments", "payments")]), [], "comes back");
    const given = [tenant("search", "search", "crawler"), tenant("payments", "billing")];
    assert.match(refused(retired, given).join(), /as payments was of namespaces payments/);
    const left = recorded([tenant("search", "search", "crawler")], retired);
    assert.match(refused(left, given).join(), /as payments was of namespaces payments/);
    assert.deepEqual(refused(left, given, [], "2027-12-01"), [], "nothing is kept any more");
    const emptied = recorded([tenant("search", "search"), tenant("payments")], two);
    assert.match(refused(emptied, given).join(), /as payments was of namespaces payments/);
  });

  it("is refused where those who read two tenants change places", () => {
    const groups = recorded([read("payments", "money", "auditors"), read("search", "finders")]);
    const told = refused(groups, [read("payments", "finders"), read("search", "money", "auditors")]);
    assert.equal(told.length, 2);
    assert.match(told[0] ?? "", /stored as payments was read by auditors, money, and would be read by finders; /);
    assert.deepEqual(refused(groups, [read("payments", "finders"), read("search", "finders")]), [], "is a grant");
    assert.deepEqual(refused(groups, [read("payments", "cashiers"), read("search", "finders")]), [], "another name");
  });

  it("is none where a namespace comes, goes or moves, and a record of before says nothing", () => {
    for (const tenants of [
      [tenant("payments", "payments", "ledger"), tenant("search", "search")],
      [tenant("payments"), tenant("search", "search", "crawler", "payments")],
      [tenant("payments", "payments", "crawler"), tenant("search", "search")],
      [tenant("payments", "payments"), tenant("search", "search", "crawler"), tenant("new", "new")],
    ])
      assert.deepEqual(refused(two, tenants), [], JSON.stringify(tenants));
    const older = structuredClone(two);
    for (const each of Object.values(older.tenants)) delete each.namespaces;
    assert.deepEqual(refused(older, [tenant("search", "payments"), tenant("payments", "search")]), []);
    assert.deepEqual(recordSchema.parse(JSON.parse(JSON.stringify(two))), two);
  });
});
