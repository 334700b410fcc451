// The cost sheet: totals add up, bytes are where the lifecycle puts them, and what is off is not paid for.
import assert from "node:assert/strict";
import { brokerTypes } from "../settings/sizes";
import { settingsOfStack, settingsWith } from "../test/support/stack-configuration";
import { defaultVolume } from "./assumptions";
import { type Line, total } from "./lines";
import { objectStorageLines } from "./object-storage";
import { platformCost, requests } from "./platform";
import { brokerPrices, prices, pricesAsOf, regions } from "./prices";
import { byGroup, costSheet, markdown, type Sheet, text, withoutCopies, withoutSource } from "./sheet";

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 0.005 + expected * 1e-9, `${actual} is not ${expected}`);
/** Whether a text shows an amount, to the cent. */
const shows = (printed: string, amount: number) =>
  (printed.replaceAll(",", "").match(/\d+\.\d\d\b/g) ?? []).some((shown) => Math.abs(Number(shown) - amount) < 0.006);

/** The sheet as it would be if every price had been read. */
function withSources(sheet: Sheet): Sheet {
  const sourced = ({ price, ...line }: Line): Line => ({ ...line, price: { ...price, source: "a page, read today" } });
  const offers = sheet.offers.map((offer) => ({ ...offer, lines: offer.lines.map(sourced) }));
  return { ...sheet, lines: sheet.lines.map(sourced), offers };
}

describe("cost sheet", () => {
  for (const stack of ["dev", "sandbox", "prod"]) {
    const settings = settingsOfStack(stack);
    const sheet = costSheet(stack, settings, defaultVolume[settings.size], "eu-central-1");

    it(`${stack}: lines, groups and printed totals agree`, () => {
      const byHand = sheet.lines.reduce((sum, { quantity, price }) => sum + quantity * price.usd["eu-central-1"], 0);
      near(total(sheet.lines), byHand);
      near(
        byGroup(sheet.lines).reduce((sum, [, amount]) => sum + amount, 0),
        byHand,
      );
      assert.ok(shows(text(sheet), byHand), "the text shows another total");
      assert.ok(shows(markdown(withSources(sheet)) ?? "", byHand), "the Markdown shows another total");
      for (const offer of sheet.offers)
        assert.ok(shows(markdown(withSources(sheet)) ?? "", total(offer.lines)), offer.name);
    });

    it(`${stack}: amounts stand below each other`, () => {
      const amounts = text(sheet)
        .split("\n")
        .filter((line) => /^ .* [\d,]+\.\d\d$/.test(line));
      assert.ok(amounts.length > 10, String(amounts.length));
      assert.equal(new Set(amounts.map((line) => line.length)).size, 1);
    });

    it(`${stack}: no line is negative or without a number`, () => {
      for (const { item, usdPerMonth } of [...sheet.lines, ...sheet.offers.flatMap(({ lines }) => lines)])
        assert.ok(usdPerMonth >= 0, `${item}: ${usdPerMonth}`);
    });
  }

  it("counts brokers and their volumes as the settings say", () => {
    const { lines } = platformCost(settingsOfStack("prod"), defaultVolume.large, "us-east-1");
    const kafka = lines.filter(({ group }) => group === "Kafka");
    near(kafka[0]?.usdPerMonth ?? 0, 6 * 730 * 0.408);
    near(kafka[1]?.usdPerMonth ?? 0, 6 * 1_000 * 0.1);
  });

  it("charges nothing for Kafka or the consumer where there is none", () => {
    const without = settingsWith({ kafka: { mode: "none" } });
    const withMsk = settingsWith({ kafka: { mode: "msk", auth: "scram" } });
    assert.deepEqual(
      platformCost(without, defaultVolume.small, "us-east-1").lines.filter(({ group }) => group === "Kafka"),
      [],
    );
    near(requests(withMsk, 5).cores - requests(without, 5).cores, withMsk.sizing.logConsumer.cpuMillicores / 1_000);
  });

  it("warns when the brokers' volumes cannot hold what they are to keep", () => {
    const { warnings } = platformCost(
      settingsOfStack("prod"),
      { ...defaultVolume.large, logsGb: 1_000_000 },
      "us-east-1",
    );
    assert.match(warnings.join(), /Kafka needs \d+ GiB a broker to keep 96 h, and grows to 4000 GiB at most/);
  });

  it(
    "keeps all bytes of the retention, and of the week in which they can be brought " + "back, in one class or another",
    () => {
      for (const size of ["small", "medium", "large"]) {
        const settings = settingsWith({ size, retention: { logsDays: 100, tracesDays: 10, metricsDays: 10 } });
        const lines = objectStorageLines(settings, { logsGb: 80, tracesGb: 0, activeSeries: 0, nodes: 1 }, "us-east-1");
        const stored = lines.filter(({ item, group }) => group === "S3, logs" && item.startsWith("stored"));
        // 80 GB a day, an eighth of it stored, half as much again where three ingesters hold it.
        near(
          stored.reduce((sum, { quantity }) => sum + quantity, 0),
          10 * (size === "small" ? 1 : 1.5) * 107,
        );
        assert.equal(stored.length, { small: 1, medium: 2, large: 3 }[size], stored.map(({ item }) => item).join());
      }
    },
  );

  it("tells a copy to another service from the platform's own cost", () => {
    const settings = settingsOfStack("prod");
    const { lines } = costSheet("prod", settings, defaultVolume.large, "us-east-1");
    // Half of the logs are read from stdout, which no Collector copies; 2,000,000 series make 40,000 metrics.
    const [logs, metrics] = [500, (40_000 * 500 * 1_440) / 1e9];
    near(
      total(lines) - total(withoutCopies(lines)),
      (logs + metrics) * (30.4 * 0.5 + 30 * 0.15 * 0.03) + 10_000 * 0.3 + 30_000 * 0.1,
    );
  });

  it("asks for what a stack makes and moves, and for nothing else", () => {
    const line = (more: Record<string, unknown>, part: string, volume = defaultVolume.small) =>
      platformCost(settingsWith({ kafka: { mode: "none" }, ...more }, ["fanout"]), volume, "us-east-1").lines.find(
        ({ group, item }) => `${group}, ${item}`.startsWith(part),
      )?.quantity;
    const key = { kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/0f1e2d3c-0000-4000-8000-000000000000" };
    assert.deepEqual([line({}, "Keys"), line(key, "Keys")], [1, undefined]);

    const search = { enabled: true, endpoints: ["https://search.example.com:9200"], replacesLoki: true };
    const stored = (more: Record<string, unknown>) => line(more, "S3, logs, stored, Standard") ?? 0;
    near(stored({ fanout: { elasticsearch: search } }), stored({}) / 2);

    // Three ingesters where Loki has three pods, whatever the size is called.
    const pods = { loki: { replicas: 3, volumeGib: 20 } };
    near(stored({ sizing: pods }), stored({}) * 1.5);
    const more = "Traffic between zones, logs, to two more";
    assert.deepEqual(
      [line({}, more), line({ size: "medium", sizing: { loki: { replicas: 1 } } }, more)],
      [undefined, undefined],
    );
    assert.ok(line({ sizing: pods }, more));
    assert.ok(line({ size: "large" }, "Traffic between zones, traces, to two more"));

    // Tempo's blocks and the generator's; in `large` what the sampler keeps of them, in the class of large objects.
    const spans = (size: string) => line({ size }, "S3, traces, stored", { ...defaultVolume.small, tracesGb: 50 }) ?? 0;
    const replacedDays = 7 * 2;
    near(spans("small"), (50 / 5) * 2 * (14 + 7 + replacedDays));
    near(spans("large"), (50 / 5) * 2 * 0.15 * (14 + 7 + replacedDays));

    const [writing, gone] = [
      { id: "a", namespaces: ["a"] },
      { id: "b", retired: true, retention: { logsDays: 3_650 } },
    ];
    near(stored({ tenants: [writing, gone] }), stored({ tenants: [writing] }));
  });

  it("has MSK keep what comes by OTLP too, and twice what takes the detour", () => {
    const needed = (tenant: Record<string, unknown>, filePipeline = "none") => {
      const tenants = [{ id: "default", ...tenant }];
      const settings = settingsWith({ kafka: { mode: "msk" }, logs: { filePipeline }, tenants });
      const { warnings } = platformCost(settings, { ...defaultVolume.small, logsGb: 1_000_000 }, "us-east-1");
      return Number(/needs (\d+) GiB/.exec(warnings.join())?.[1] ?? 0);
    };
    const files = needed({}, "kafka");
    assert.ok(files > 0);
    assert.equal(needed({ otlpPipeline: "kafka" }), files);
    assert.ok(Math.abs(needed({ logsApart: true }, "kafka") - 2 * files) <= 1);
  });

  it("counts what Amazon Managed Prometheus asks for taking all samples in, where they are written to it", () => {
    const workspaceArn = "arn:aws:aps:eu-central-1:111122223333:workspace/ws-1";
    const groups = (more: Record<string, unknown>) =>
      platformCost(settingsWith(more), defaultVolume.small, "eu-central-1").lines.map(({ group }) => group);
    assert.ok(groups({ longTermMetrics: { type: "amp", workspaceArn } }).includes("Copy to Amazon Managed Prometheus"));
    assert.ok(!groups({}).includes("Copy to Amazon Managed Prometheus"));
    const both = groups({ longTermMetrics: { type: "amp", workspaceArn }, fanout: { cloudwatch: { enabled: true } } });
    assert.equal(new Set(both.filter((group) => group.startsWith("Copy to "))).size, 2);
  });

  it("prices every broker type that a size chooses", () => {
    for (const type of Object.values(brokerTypes)) assert.ok(brokerPrices[type], type);
    const settings = settingsWith({ kafka: { mode: "msk", auth: "scram", brokerType: "kafka.m5.24xlarge" } });
    assert.throws(
      () => platformCost(settings, defaultVolume.small, "us-east-1"),
      /no price for kafka\.m5\.24xlarge; it has kafka\.t3\.small/,
    );
  });

  it("is left out of pull requests while a price that it uses has no source, and marks each such line", () => {
    const sheet = costSheet("dev", settingsOfStack("dev"), defaultVolume.small, "us-east-1");
    assert.ok(withoutSource(sheet).length > 0, "every price has a source: this test wants another sheet");
    assert.equal(markdown(sheet), undefined);
    assert.match(text(sheet), /GB-month \*/);
    assert.match(text(sheet), /\d+ of them, marked \*, have no source/);
    assert.match(markdown(withSources(sheet)) ?? "", /### Cost of dev/);
  });

  it("has a page, a source or none, and a price in each region for every line of the table", () => {
    for (const [name, { page, source, usd }] of Object.entries({ ...prices, ...brokerPrices })) {
      assert.match(page, /^[a-z.]+\.com\//, name);
      assert.ok(source === "no source" || source === `${page}, read ${pricesAsOf}`, name);
      for (const region of regions) assert.ok(usd[region] > 0, `${name} in ${region}`);
    }
  });
});
