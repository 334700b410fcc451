import assert from "node:assert/strict";
import { parse } from "yaml";
import { at } from "../../../test/support/value-at";
import type { HelmValue } from "../../helm-values";
import { mskScrapeConfigs } from "./msk-scrape";

describe("scrape configuration of MSK", () => {
  it("asks each broker on both ports of open monitoring, and names it without the port", () => {
    const jobs = parse(mskScrapeConfigs(["b-1.example.com", "b-2.example.com"])) as HelmValue;
    assert.deepEqual(at(jobs, 0, "static_configs", 0, "targets"), ["b-1.example.com:11001", "b-2.example.com:11001"]);
    assert.deepEqual(at(jobs, 1, "static_configs", 0, "targets"), ["b-1.example.com:11002", "b-2.example.com:11002"]);
    assert.equal(at(jobs, 0, "relabel_configs", 0, "target_label"), "broker");
    for (const index of [0, 1]) assert.equal(at(jobs, index, "fallback_scrape_protocol"), "PrometheusText0.0.4");
  });

  it("is an empty list without brokers", () => {
    assert.deepEqual(parse(mskScrapeConfigs([])), []);
  });
});
