// A key that is not known is likened to one that is, where it is like one: a few letters off, or with a word of it.
import assert from "node:assert/strict";
import { linesOf, type Overrides, tenant } from "../../test/support/told";

const like: [written: Overrides, near: string][] = [
  [{ retention: { logDays: 3 } }, "logsDays"],
  [{ kafka: { brokrType: "kafka.m7g.large" } }, "brokerType"],
  [{ sizing: { lokiIngestor: { replicas: 3 } } }, "lokiIngester"],
  [{ sizing: { loki: { memory: 4_096 } } }, "memoryMib"],
  [{ iam: { boundary: "x" } }, "permissionsBoundary"],
  [{ fanout: { datadog: { key: "x" } } }, "apiKey"],
  [{ grafana: { hostname: "g.example.com", ingress: { ingressClassName: "alb" } } }, "className"],
];

const unlike: Overrides[] = [
  { colour: 1 },
  { version: "1" },
  { kafka: { zookeeper: "a:2181" } },
  { grafana: { admin: "x" } },
  { cluster: { name: "c", vpc: "vpc-1" } },
  { fanout: { splunk: { enabled: true } } },
  tenant({ budget: 4 }),
];

describe("an unknown key", () => {
  for (const [written, near] of like)
    it(`is likened to ${near}`, () =>
      assert.match(linesOf(written).join("\n"), new RegExp(` - unknown key, nearest is ${near}; known: `)));
  for (const written of unlike)
    it(`is likened to none: ${JSON.stringify(written)}`, () =>
      assert.match(linesOf(written)[0] ?? "", / - unknown key; known: \w+/));

  it("is not taken away with what it holds", () => {
    assert.match(
      linesOf({ fanout: { splunk: { enabled: true } } })[0] ?? "",
      / - edit the stack's file: write the key/,
    );
    assert.match(
      linesOf({ kafka: { zookeeper: "a:2181" } })[0] ?? "",
      / - pulumi config rm --path observability:kafka$/,
    );
  });
});
