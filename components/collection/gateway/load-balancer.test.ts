// The way of outside senders: what the controller of load balancers is told on each kind of cluster.
import assert from "node:assert/strict";
import { type KindOfCluster, kindsOfCluster } from "../../../test/support/kinds-of-cluster";
import { ofType, registrationsOf } from "../../../test/support/mock-stack";
import { namesFor } from "../../../test/support/place";
import { settingsOf } from "../../../test/support/settings-of";
import { platformContract } from "../../platform-contract";
import { Gateway } from "./gateway";
import { loadBalancerSpec } from "./load-balancer-spec";
import { gatewayValues } from "./values";

const stack = (loadBalancer: Record<string, unknown> | undefined, kind: KindOfCluster = "ordinary") => ({
  ...settingsOf({
    cluster: {
      name: "c",
      externalIngest: { hostname: "ingest.example.com", tlsSecret: "t", ...(loadBalancer && { loadBalancer }) },
    },
  }),
  clusterKind: kindsOfCluster[kind],
  tags: { environment: "prod" },
});
const key = (name: string) => `service.beta.kubernetes.io/aws-load-balancer-${name}`;

describe("the load balancer of outside senders", () => {
  it("is not there unless asked for", async () => {
    const settings = stack(undefined);
    assert.equal(loadBalancerSpec(settings), undefined);
    const made = await registrationsOf(() => new Gateway("gateway", { settings, names: namesFor(settings) }));
    assert.equal(ofType(made, "kubernetes:core/v1:Service").length, 0);
  });

  it("leads to pods, asks their health port, admits the senders' blocks only and bears the account's tags", async () => {
    const settings = stack({ sourceRanges: ["192.0.2.0/24"], annotations: { [key("name")]: "ingest" } });
    const spec = loadBalancerSpec(settings);
    assert.deepEqual(spec?.metadata.annotations, {
      [key("nlb-target-type")]: "ip",
      [key("scheme")]: "internal",
      [key("healthcheck-protocol")]: "http",
      [key("healthcheck-port")]: "13133",
      [key("healthcheck-path")]: "/",
      [key("attributes")]: "load_balancing.cross_zone.enabled=true",
      [key("additional-resource-tags")]: "environment=prod",
      [key("name")]: "ingest",
    });
    assert.equal(spec?.spec.loadBalancerClass, "service.k8s.aws/nlb");
    assert.deepEqual(spec?.spec.loadBalancerSourceRanges, ["192.0.2.0/24"]);
    const made = await registrationsOf(() => new Gateway("gateway", { settings, names: namesFor(settings) }));
    assert.equal(ofType(made, "kubernetes:core/v1:Service").length, 1);
  });

  it("names blocks as AWS does, each once, however they are written", () => {
    const written = [
      "2001:DB8:0::/32",
      "2001:db8::/32",
      "0:0:0:0:0:0:0:0/0",
      "::/0",
      "2001:db8:0:1:0:0:0:0/64",
      "10.0.0.0/8",
    ];
    assert.deepEqual(loadBalancerSpec(stack({ sourceRanges: written }))?.spec.loadBalancerSourceRanges, [
      "::/0",
      "10.0.0.0/8",
      "2001:db8::/32",
      "2001:db8:0:1::/64",
    ]);
  });

  it("listens where the contract says, on ports that the gateway's pods have", () => {
    const settings = stack({ sourceRanges: ["192.0.2.0/24"] });
    const { externalOtlp } = platformContract(settings, namesFor(settings)).endpoints;
    const ports = loadBalancerSpec(settings)?.spec.ports.map(({ port }) => port) ?? [];
    assert.deepEqual(
      ports.map((port) => `https://ingest.example.com:${port}`),
      [externalOtlp?.grpc, externalOtlp?.http],
    );
    const open = gatewayValues(settings, namesFor(settings)).ports as Record<string, { containerPort?: number }>;
    for (const port of ports) assert.ok(Object.values(open).some(({ containerPort }) => containerPort === port));
  });

  it("is EKS's own in Auto Mode, and has both families on IPv6", () => {
    const asked = { sourceRanges: ["192.0.2.0/24"] };
    assert.equal(loadBalancerSpec(stack(asked, "autoMode"))?.spec.loadBalancerClass, "eks.amazonaws.com/nlb");
    const annotations: Record<string, string> = loadBalancerSpec(stack(asked, "ipv6"))?.metadata.annotations ?? {};
    assert.equal(annotations[key("ip-address-type")], "dualstack");
  });
});
