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
    near(total(lines) - total(withoutCopies(lines)), 1_000 * 30.4 * 0.5 + 1_000 * 30 * 0.15 * 0.03);
  });

  it("counts what Amazon Managed Prometheus asks for taking all samples in, where they are written to it", () => {
    const workspaceArn = "arn:aws:aps:eu-central-1:111122223333:workspace/ws-1";
    const groups = (more: Record<string, unknown>) =>
      platformCost(settingsWith(more), defaultVolume.small, "eu-central-1").lines.map(({ group }) => group);
    assert.ok(groups({ longTermMetrics: { type: "amp", workspaceArn } }).includes("Copy to Amazon Managed Prometheus"));
    assert.ok(!groups({}).includes("Copy to Amazon Managed Prometheus"));
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
