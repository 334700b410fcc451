// A key with a dot where two keys were meant: told once, and moved by one command.
import assert from "node:assert/strict";
import { minimal } from "../../test/support/stack-configuration";
import { commandIn, linesOf, type Overrides } from "../../test/support/told";

describe("a dotted key at the top", () => {
  const { cluster, ...withoutCluster } = minimal;
  const lines = (overrides: Overrides, base = minimal) => linesOf(overrides, base as Overrides);

  it("is shown and moved like the key that it means, a credential not", () => {
    assert.deepEqual(lines({ "kafka.mode": "none" }), [
      '["kafka.mode"]: "none" - unknown key: a dot separates nothing here, it is kafka, then mode - ' +
        "pulumi config rm --path 'observability:[\"kafka.mode\"]' && pulumi config set --path " +
        "observability:kafka.mode none",
    ]);
    assert.match(lines({ "fanout.datadog.apiKey": "0123456789abcdef" })[0] ?? "", /^\S+: \[not shown\] - .*--secret/);
  });

  it("is left to people where what it means has another value: either may be the newer one", () => {
    const told = (value: string) => lines({ kafka: { mode: "none" }, "kafka.mode": value }).map(commandIn);
    assert.deepEqual(told("external"), ["edit the stack's file: leave one of the two, under kafka.mode"]);
    assert.deepEqual(told("none"), ["pulumi config rm --path 'observability:[\"kafka.mode\"]'"]);
    assert.deepEqual(lines({ retention: { logsDays: 30, logDays: 400 } }).map(commandIn), [
      "edit the stack's file: leave one of the two, under retention.logsDays",
    ]);
  });

  it("is told once where what it means is required: its own command writes that", () => {
    assert.ok(cluster);
    assert.deepEqual(lines({ "cluster.name": "green" }, withoutCluster).map(commandIn), [
      "pulumi config rm --path 'observability:[\"cluster.name\"]' && pulumi config set --path observability:cluster.name green",
    ]);
    assert.match(lines({ "kafka.mode": "none" }, withoutCluster)[0] ?? "", /^cluster: \(not set\)/);
  });

  it("is told as one where it spells a place in a list, as without --path; what that would hold is not asked for", () => {
    const { tenants, ...others } = minimal;
    assert.ok(tenants);
    assert.deepEqual(lines({ "tenants[0].id": "shop", "tenants[0].namespaces[0]": "shop" }, others).map(commandIn), [
      "edit the stack's file: write it at tenants[0].id, and take this key away",
      "edit the stack's file: write it at tenants[0].namespaces[0], and take this key away",
    ]);
    assert.match(lines({ "tenants[0].hunter2hunter2": "x" })[0] ?? "", /^observability: \[not shown\]/);
  });
});
