// Where a default decides the kind, what was written for the other kind says which was meant: it is not taken away.
import assert from "node:assert/strict";
import { linesOf, type Overrides } from "../../test/support/told";

const commandsOf = (overrides: Overrides) => linesOf(overrides).map((line) => line.split(" - ").at(-1));
const at = (path: string) => (path.includes("[") ? `'observability:${path}'` : `observability:${path}`);
const set = (path: string, value: string) => `pulumi config set --path ${at(path)} ${value}`;
const rm = (path: string) => `pulumi config rm --path ${at(path)}`;

const addresses = { bootstrapServers: ["b:9096"] };
const clusterArn = "arn:aws:kafka:eu-central-1:111122223333:cluster/shared/1a2b3c4d-1";

describe("the kind that a default decides", () => {
  it("is brokers elsewhere, where only those are described and no mode is written", () => {
    const external = set("kafka.mode", "external");
    assert.deepEqual(commandsOf({ kafka: { ...addresses, clusterArn } }), [external]);
    assert.deepEqual(commandsOf({ kafka: { ...addresses, auth: "scram", existingSecret: "x" } }), [external]);
    assert.deepEqual(commandsOf({ kafka: { ...addresses, existingSecret: "x" } }), [
      external,
      set("kafka.auth", "scram"),
    ]);
    assert.deepEqual(commandsOf({ kafka: { ...addresses, brokersPerZone: 2 } }), [
      "edit the stack's file: write kafka.mode, and take away what the other alone reads: kafka.brokersPerZone or " +
        "kafka.bootstrapServers",
    ]);
    assert.deepEqual(commandsOf({ kafka: { mode: "msk", ...addresses } }), [rm("kafka.bootstrapServers")]);
  });

  it("is scram, where brokers elsewhere have a Secret and no way to log in is written", () => {
    const msk = "b-1.shared.0a1b2c.c2.kafka.eu-central-1.amazonaws.com:9096";
    for (const bootstrapServers of [["b:9096"], [msk]])
      assert.deepEqual(commandsOf({ kafka: { mode: "external", bootstrapServers, existingSecret: "x" } }), [
        set("kafka.auth", "scram"),
      ]);
    assert.deepEqual(
      commandsOf({ kafka: { mode: "external", auth: "iam", ...addresses, clusterArn, existingSecret: "x" } }),
      [rm("kafka.existingSecret")],
    );
  });

  it("is the controller that takes certificates of ACM, where no controller is written", () => {
    const certificateArn = "arn:aws:acm:eu-central-1:111122223333:certificate/1a2b3c4d-0000-4000-8000-000000000000";
    const ingress = (more: Overrides) => ({
      grafana: { hostname: "g.example.com", ingress: { certificateArn, ...more } },
    });
    assert.deepEqual(commandsOf(ingress({ className: "internal" })), [set("grafana.ingress.controller", "alb")]);
    const others: Overrides[] = [{ className: "internal", controller: "other" }, { className: "nginx-internal" }];
    for (const other of others) assert.deepEqual(commandsOf(ingress(other)), [rm("grafana.ingress.certificateArn")]);
    assert.deepEqual(commandsOf(ingress({ className: "alb" })), []);
  });

  it("is no pattern, where an address of IPv6 has its brackets", () => {
    const kafka = { mode: "external", auth: "scram", existingSecret: "x", bootstrapServers: ["[fd00::1]:9096"] };
    assert.deepEqual(commandsOf({ kafka }), [`pulumi config set --path ${at("kafka.bootstrapServers[0]")}`]);
  });
});
