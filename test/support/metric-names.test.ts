import assert from "node:assert/strict";
import { exposedMetrics } from "./metric-names";

describe("lists of metric names", () => {
  it("tell where they come from and hold one name a line, sorted", () => {
    for (const { component, source, names } of exposedMetrics()) {
      assert.match(source, /^# .{40,}/, component);
      assert.deepEqual(names, [...new Set(names)].sort(), component);
      assert.deepEqual(
        names.filter((name) => !/^[A-Za-z_][\w.]*$/.test(name)),
        [],
        component,
      );
    }
  });
});
