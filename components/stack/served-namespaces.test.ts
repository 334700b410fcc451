// A tenant that a failed run was to retire, or to give other namespaces, is as it was while the state's configurations
// store its namespaces as before.
import assert from "node:assert/strict";
import { losses } from "../../settings/history/losses";
import { recordOf, type StackRecord } from "../../settings/history/record";
import type { Settings } from "../../settings/settings";
import { cluster } from "../../test/support/mock-stack";
import { namesFor } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import { configTexts } from "../collection/collector";
import { alloyValues } from "../collection/container-logs/alloy-values";
import { promtailValues } from "../collection/container-logs/promtail-values";
import { fileLogsValues } from "../collection/file-logs/values";
import { gatewayConfig } from "../collection/gateway/config";
import { movedTenants, withNamespacesAsServed } from "./served-namespaces";

const [yesterday, today] = ["2026-11-27", "2026-11-28"] as const;
const settingsOf = (payments: object, more: object = {}) =>
  settingsWith({ kafka: { mode: "msk" }, tenants: [{ id: "payments", ...payments }], ...more });
const run = (settings: Settings, before?: StackRecord, day: string = yesterday) =>
  recordOf(settings, cluster.arn, before, day);

/** What says under whose id a namespace's records are stored, by who says it. */
const writersOf = (settings: Settings): Readonly<Record<string, unknown>> => ({
  gateway: configTexts(gatewayConfig(settings, namesFor(settings))),
  alloy: alloyValues(settings),
  promtail: promtailValues(settings),
  fluentBit: fileLogsValues(settings, namesFor(settings)),
});

describe("namespaces in the state", () => {
  const had = settingsOf({ namespaces: ["payments", "jobs"] });
  const last = run(had);

  for (const [what, payments] of Object.entries({
    retired: { retired: true },
    "of other namespaces": { namespaces: ["billing"] },
  })) {
    const wanted = settingsOf(payments);
    const record = run(wanted, last);
    const kept = { change: { moved: movedTenants(last, record) } };

    it(`leave a tenant as it was that is to be ${what}, until nothing stores them as before`, () => {
      const left = withNamespacesAsServed(record, kept, Object.values(writersOf(had)));
      assert.deepEqual(
        [left.tenants.payments?.retiredOn, left.tenants.payments?.namespaces],
        [undefined, ["jobs", "payments"]],
      );
      assert.deepEqual(losses(left, run(had, left, today), today), [], "nothing to ask on the way back");
      assert.equal(run(settingsOf({ retired: true }), left, today).tenants.payments?.retiredOn, today);
    });

    it(`know of it once a tenant is ${what}`, () => {
      assert.deepEqual(withNamespacesAsServed(record, kept, Object.values(writersOf(wanted))), record);
    });
  }

  it("stand in the outputs of each of their writers", () => {
    const record = run(settingsOf({ retired: true }), last);
    const kept = { change: { moved: movedTenants(last, record) } };
    for (const [writer, outputs] of Object.entries(writersOf(had)))
      assert.equal(withNamespacesAsServed(record, kept, [outputs]).tenants.payments?.retiredOn, undefined, writer);
  });

  it("stay those of a tenant with a name that every map has, beside one that moves", () => {
    const all = (...namespaces: string[]) =>
      settingsWith({
        tenants: [
          { id: "constructor", namespaces: ["own"] },
          { id: "search", namespaces },
        ],
      });
    const before = run(all("one"));
    const record = run(all("one", "two"), before);
    const kept = { change: { moved: movedTenants(before, record) } };
    assert.deepEqual(Object.keys(kept.change.moved), ["search"]);
    assert.deepEqual(withNamespacesAsServed(record, kept, []).tenants.constructor, record.tenants.constructor);
  });

  it("count one by one, where some are there still", () => {
    const wanted = settingsOf({ namespaces: ["jobs", "more", "later"] });
    const record = run(wanted, last);
    const kept = { change: { moved: movedTenants(last, record) } };
    const left = (made: Settings) =>
      withNamespacesAsServed(record, kept, Object.values(writersOf(made))).tenants.payments?.namespaces;
    assert.deepEqual(left(had), ["jobs", "payments"]);
    assert.deepEqual(left(settingsOf({ namespaces: ["more"] })), ["jobs", "more"]);
    assert.deepEqual(left(wanted), ["jobs", "later", "more"]);
    assert.deepEqual(movedTenants(last, run(settingsOf({ namespaces: ["jobs"] }), last)), {});
    assert.deepEqual(movedTenants(undefined, last), {});
  });
});
