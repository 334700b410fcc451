// The arithmetic of docs/sizing.md, from the size table: what changes in one is wrong in the other.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sizes } from "./sizes";
import { sizeNames } from "./sizing";

const page = readFileSync(join(__dirname, "../docs/sizing.md"), "utf8").replaceAll(",", "").replaceAll("\n", " ");
const recordsPerCore = { logConsumer: 15_000, gateway: 15_000 } as const;
const peakFactor = 2;
const zones = 3;
/** Share of the volumes that is used, copies of a record, bytes of a line for each byte in Kafka, days kept. */
const kafka = { share: 0.6, copies: 3, compression: 5, days: 3 };

describe("docs/sizing.md", () => {
  it("has the cores of the size table, and the volume that they carry", () => {
    for (const size of sizeNames) {
      const columns = (["logConsumer", "gateway"] as const).flatMap((row) => {
        const { cpuMillicores, maxReplicas } = sizes[size][row];
        const cores = (cpuMillicores * maxReplicas) / 1_000;
        return [cores, Math.round((cores * recordsPerCore[row] * 1_024 * 86_400) / 1e9 / peakFactor)];
      });
      assert.ok(page.includes(`| ${[size, ...columns].join(" | ")} |`), columns.join(" | "));
    }
  });

  it("has what Kafka's volumes hold", () => {
    const gigabytes = sizeNames.map((size) => {
      const { maxVolumeGib, brokersPerZone } = sizes[size].kafka;
      return Math.round((maxVolumeGib * brokersPerZone * zones * kafka.share * kafka.compression) / kafka.copies);
    });
    const [small, medium, large] = gigabytes;
    assert.ok(page.includes(`compression: ${small} GB of lines in \`small\``), String(small));
    assert.ok(page.includes(`${medium} in \`medium\` ${large} in \`large\``), `${medium}, ${large}`);
    const aDay = gigabytes.map((all) => all / kafka.days);
    assert.ok(page.includes(`3 by default: ${aDay[0]} ${aDay[1]} and ${aDay[2]} GB a day`), aDay.join());
  });
});
