// The values of every release in every variant, without Helm: the chart has each of them, and none is a credential.
// What the charts make of them: npm run test:charts.
import assert from "node:assert/strict";
import { credentials } from "../test/charts/checks";
import { credentialMark, variants } from "../test/charts/variants";
import { settingsWith } from "../test/support/stack-configuration";
import { releaseArgs } from "./chart-release";
import { unknownPaths } from "./chart-values/value-paths";
import { allReleases, releases } from "./releases";

describe("values of the releases", () => {
  for (const [chart, { name, version, when, values }] of allReleases) {
    const present = variants.filter(({ settings }) => when(settings));

    it(`${chart}: the pinned chart has every path that is set`, () => {
      assert.ok(present.length > 0);
      for (const { settings, names } of present)
        assert.deepEqual(unknownPaths(name, version, values(settings, names)), []);
    });

    it(`${chart}: no credential of the settings is among them`, () => {
      for (const { settings, names } of present) assert.deepEqual(credentials(values(settings, names), [], []), []);
    });
  }

  it("are made from settings that hold credentials, or the check above would prove nothing", () => {
    const everything = variants.find(({ name }) => name === "large, everything on");
    assert.ok(everything);
    assert.ok(everything.settings.fanout.datadog.apiKey?.reveal().includes(credentialMark));
    assert.ok(everything.settings.alerts.receivers.length >= 3);
  });
});

describe("the wait for a release", () => {
  const waits = (row: (typeof releases)["gateway" | "loki"], overrides: Record<string, unknown>) =>
    Number(releaseArgs(row, settingsWith(overrides), {}).timeout);
  const many = Array.from({ length: 1_000 }, (_, index) => ({ id: `t${index}` }));

  it("is as long as all of its pods take to be replaced in turn", () => {
    assert.ok(waits(releases.gateway, { size: "large" }) > 12 * (60 + 30));
    assert.ok(waits(releases.loki, { size: "medium" }) > 3 * 300 + 300, "each may flush for 300 s as it stops");
  });

  it("grows with the queues that a Collector opens at its start", () => {
    assert.ok(waits(releases.gateway, { size: "large", tenants: many }) > 12 * (60 + 170));
  });
});
