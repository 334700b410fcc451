// Chart values of a stack of each size, for review: a change of code or of a chart's pin shows here as a diff. What
// matters in them is asserted by name beside it.
import { namesFor } from "../support/place";
import assert from "node:assert/strict";
import { stringify } from "yaml";
import { configTexts } from "../../components/collection/collector/config";
import { plannedReleases, releases } from "../../components/releases";
import { matchesGolden } from "../support/golden";
import { settingsOfStack } from "../support/stack-configuration";

type Values = Record<string, unknown>;

function valuesOf(stack: string): Map<string, Values> {
  const settings = settingsOfStack(stack);
  return new Map(
    // As a chart gets them: absent is absent, whatever the program's objects say.
    plannedReleases(settings).map(([, { release, values }]) => [
      release,
      JSON.parse(JSON.stringify(values(settings, namesFor(settings)))) as Values,
    ]),
  );
}

function at(values: Values | undefined, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) => (typeof value === "object" && value !== null ? (value as Values)[key] : undefined),
      values,
    );
}

describe("chart values", () => {
  const stacks = { dev: "small", sandbox: "medium", prod: "large" } as const;

  for (const [stack, size] of Object.entries(stacks)) {
    it(`of ${stack} (${size}) are as reviewed`, () => {
      assert.equal(settingsOfStack(stack).size, size);
      const rendered = valuesOf(stack);
      assert.ok(rendered.size >= 10, [...rendered.keys()].join());
      for (const [release, values] of rendered)
        matchesGolden(
          `values/${stack}/${release}.yaml`,
          stringify(values, { lineWidth: 0, aliasDuplicateObjects: false }),
        );
    });
  }

  it("come with the Collectors' configurations, which are in ConfigMaps beside them", () => {
    for (const stack of Object.keys(stacks)) {
      const settings = settingsOfStack(stack);
      for (const { release, when, config } of [releases.gateway, releases.logConsumer]) {
        if (!when(settings)) continue;
        const [text, ...more] = configTexts(config(settings, namesFor(settings)));
        assert.ok(text !== undefined && more.length === 0, `${release} fits one ConfigMap`);
        for (const { id } of settings.tenants)
          assert.match(text, new RegExp(`X-Scope-OrgID: "?${id}"?\\n`), `${release} of ${stack} speaks for ${id}`);
        matchesGolden(`collectors/${stack}/${release}.yaml`, text);
      }
    }
  });

  it("come with the configuration of the Collector that reads the control plane's logs", () => {
    const settings = settingsOfStack("sandbox");
    const { release, config } = releases.controlPlaneLogs;
    const [text = ""] = configTexts(config(settings, namesFor(settings)));
    assert.match(text, /X-Scope-OrgID: default\n/);
    matchesGolden(`collectors/sandbox/${release}.yaml`, text);
  });

  it("run Loki as one, as three, and in parts", () => {
    const modes = Object.keys(stacks).map((stack) => {
      const loki = valuesOf(stack).get("loki");
      return [at(loki, "deploymentMode"), at(loki, "singleBinary.replicas") ?? 0, at(loki, "ingester.replicas") ?? 0];
    });
    assert.deepEqual(modes, [
      ["Monolithic", 1, 0],
      ["Monolithic", 3, 0],
      ["Distributed", 0, 6],
    ]);
  });

  it("have a log consumer where there is Kafka, and a sampler in large alone", () => {
    const present = (release: string) => Object.keys(stacks).filter((stack) => valuesOf(stack).has(release));
    assert.deepEqual(present("log-consumer"), ["sandbox", "prod"]);
    assert.deepEqual(present("otel-sampler"), ["prod"]);
  });

  it("hold no credential, and name no credential but by the Secret that keeps it", () => {
    const places = Object.keys(stacks).flatMap((stack) =>
      [...valuesOf(stack)].flatMap(([release, values]) =>
        leaves(values)
          .filter(
            ([path, value]) =>
              typeof value === "string" && /(password|secretkey|accesskeyid|token|apikey)$/i.test(path),
          )
          .map(([path, value]) => [`${stack} ${release} ${path}`, value] as const),
      ),
    );
    assert.ok(places.length > 8, String(places.length));
    for (const [place, value] of places)
      assert.match(String(value), /^(\$\{\w+\}|\$\(\w+\)|\$__file\{[^}]+\})$/, place);
  });
});

function leaves(value: unknown, path = ""): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, `${path}.${key}`));
}
