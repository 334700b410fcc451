// Value paths of the pinned charts: that the lists are those of the pins, and that a wrong value is found. Reads the
// lists.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Chart, charts } from "../charts";
import { freeForm } from "./free-form";
import { pathList, readPathList } from "./path-list";
import { unknownPaths } from "./value-paths";

const folder = join(__dirname, "paths");
const pinned: Chart[] = Object.values(charts);

describe("value paths of the pinned charts", () => {
  it("are listed for exactly the versions that are pinned", () => {
    const wanted = new Set(pinned.map(({ name, version }) => `${name}-${version}.txt`));
    assert.deepEqual(readdirSync(folder).sort(), [...wanted].sort());
  });

  it("are made of a chart's keys and their shape, without its defaults", () => {
    assert.deepEqual(pathList({ a: { "b.c": "a default" }, d: [{ e: 1 }], f: {}, g: null }), [
      'a."b.c"',
      "d[]",
      "f{}",
      "g?",
    ]);
  });

  it("read back as what the chart has at each path and above it", () => {
    assert.deepEqual(Object.fromEntries(readPathList('a."b.c".d\ne[]\n')), {
      a: "map",
      'a."b.c"': "map",
      'a."b.c".d': "scalar",
      e: "list",
    });
  });

  it("have free-form roots for pinned charts only", () => {
    assert.deepEqual(
      Object.keys(freeForm).filter((name) => !pinned.some((chart) => chart.name === name)),
      [],
    );
  });
});

describe("unknownPaths", () => {
  const inLoki = (values: Parameters<typeof unknownPaths>[2]) => unknownPaths("loki", charts.loki.version, values);

  it("accepts what the chart has, free-form roots and fields of Kubernetes objects", () => {
    assert.deepEqual(
      inLoki({
        deploymentMode: "Monolithic",
        loki: {
          limits_config: { otlp_config: { resource_attributes: {} } },
          storage: { bucketNames: { chunks: "a" } },
          runtimeConfig: { overrides: {} },
        },
        singleBinary: { replicas: 1, resources: { limits: { memory: "1Gi" } }, extraEnv: [{ name: "A", value: "b" }] },
      }),
      [],
    );
  });

  it("names a misspelt key, at whatever depth", () => {
    assert.deepEqual(
      inLoki({
        singleBinary: { replica: 1 },
        write: { persistence: { sizes: "1Gi" } },
        enterprise: { enabled: false },
      }),
      ["singleBinary.replica", "write.persistence.sizes", "enterprise"],
    );
  });

  it("names a map where the chart has a word, and a word where it has a map", () => {
    assert.deepEqual(inLoki({ deploymentMode: { name: "Monolithic" }, singleBinary: "yes" }), [
      "deploymentMode",
      "singleBinary",
    ]);
  });

  it("lets null delete a default", () => {
    assert.deepEqual(inLoki({ singleBinary: { affinity: null }, read: null }), []);
  });

  it("takes paths that templates read although values.yaml lacks them", () => {
    const collector = (values: Parameters<typeof unknownPaths>[2]) =>
      unknownPaths("opentelemetry-collector", charts.gateway.version, values);
    assert.deepEqual(
      collector({ service: { enabled: true }, podDisruptionBudget: { maxUnavailable: 1 }, extraEnv: [] }),
      ["extraEnv"],
    );
  });

  it("says how to get the list of a version that has none", () => {
    assert.throws(() => unknownPaths("loki", "0.0.1", {}), /npm run chart-paths/);
  });
});
