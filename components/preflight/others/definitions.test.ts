import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { checks } from "../../../test/support/preflight-findings";
import { chartImageTags } from "../../pods/chart-images";
import { ownDefinitions } from "./definitions";

describe("the look at the operators' definitions", () => {
  it("asks for the definitions that the charts bring", () => {
    const rendered = readFileSync("test/goldens/rendered/dev.txt", "utf8");
    const brought = [...rendered.matchAll(/ CustomResourceDefinition (\S+) /g)].map(([, name]) => name);
    assert.deepEqual([...ownDefinitions].sort(), brought.sort());
  });

  it("lets definitions of its own version and of older ones be raised without a word", () => {
    for (const [version, told] of [
      [undefined, false],
      ["0.9.0", false],
      [chartImageTags["prometheus-operator/prometheus-config-reloader"].slice(1), false],
      ["0.193.0", true],
      ["1.0.0", true],
    ] as const) {
      const definition = { name: "servicemonitors.monitoring.coreos.com", ...(version && { version }) };
      const row = checks({ cluster: { definitions: { is: [definition] } } }).find(
        ({ what }) => what === "definitions of the Prometheus operator",
      );
      assert.equal(row?.verdict, told ? "lacking" : undefined, version);
      if (told) assert.match(row?.mend ?? "", /migrate\.md/);
    }
  });
});
