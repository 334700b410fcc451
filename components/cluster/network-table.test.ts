// Who can reach whom, judged from the NetworkPolicy objects as the cluster's network plugin would.
import assert from "node:assert/strict";
import type { Settings } from "../../settings/settings";
import { registrationsOf } from "../../test/support/mock-stack";
import { isSelected } from "../../test/support/network-evaluator";
import { settingsOfStack, settingsWith } from "../../test/support/stack-configuration";
import { ports } from "../endpoints";
import { NetworkPolicies } from "./network-policies";
import { networkPolicySpecs, type PolicySpec } from "./network-policy-specs";
import { type PodGroup, pods } from "./network-table";

/** A pod of the platform, a pod of another namespace, or an address outside. */
type End = PodGroup | "application" | "outside";

function admits(peer: NonNullable<NonNullable<PolicySpec["ingress"]>[number]["from"]>[number], end: End): boolean {
  if (peer.ipBlock) return peer.ipBlock.cidr.endsWith("/0");
  if (end === "outside") return false;
  if (peer.namespaceSelector) return Object.keys(peer.namespaceSelector).length === 0;
  return end !== "application" && isSelected(peer.podSelector ?? {}, pods[end]);
}

/** Whether any policy that selects the receiving pod lets the sender in on the port. */
function reaches(settings: Settings, from: End, to: PodGroup, port: number): boolean {
  return Object.values(networkPolicySpecs(settings))
    .filter(({ podSelector, policyTypes }) => policyTypes.includes("Ingress") && isSelected(podSelector, pods[to]))
    .some(({ ingress = [] }) =>
      ingress.some(
        ({ from: peers, ports }) =>
          (peers === undefined || peers.some((peer) => admits(peer, from))) &&
          (ports === undefined || ports.some((open) => open.port === port)),
      ),
    );
}

function leaves(settings: Settings, from: PodGroup, port: number): boolean {
  return Object.values(networkPolicySpecs(settings))
    .filter(({ podSelector, policyTypes }) => policyTypes.includes("Egress") && isSelected(podSelector, pods[from]))
    .some(({ egress = [] }) =>
      egress.some(
        ({ to, ports }) => to === undefined && (ports === undefined || ports.some((open) => open.port === port)),
      ),
    );
}

describe("the network of the platform", () => {
  const dev = settingsOfStack("dev");
  const prod = settingsOfStack("prod");

  it("denies everything that is not listed", () => {
    assert.deepEqual(networkPolicySpecs(dev)["observability-default-deny"], {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
  });

  it("keeps applications away from Loki, Tempo, Prometheus and Alertmanager", () => {
    const doors: [PodGroup, number][] = [
      ["lokiGateway", 8080],
      ["loki", 3100],
      ["loki", 9095],
      ["tempo", 4317],
      ["tempo", 4318],
      ["tempo", 3200],
      ["prometheus", 9090],
      ["alertmanager", 9093],
      ["promLabelProxy", 8080],
      ["sampler", 4317],
    ];
    for (const [to, port] of doors) {
      for (const from of ["application", "outside"] as const)
        assert.ok(!reaches(prod, from, to, port), `${from} -> ${to}:${port}`);
    }
  });

  it("lets collectors, shippers and Grafana through the front door, and round it nobody but the stores and the scraper", () => {
    for (const from of ["gateway", "sampler", "logConsumer", "alloy", "promtail", "loki"] as const)
      assert.ok(reaches(prod, from, "lokiGateway", 8080), from);
    assert.ok(reaches(prod, "grafana", "lokiGateway", 8090) && !reaches(prod, "grafana", "lokiGateway", 8080));
    for (const from of ["gateway", "grafana", "alloy", "tempo"] as const)
      assert.ok(!reaches(prod, from, "loki", 3100), from);
    for (const from of ["gateway", "sampler"] as const) assert.ok(!reaches(prod, from, "tempo", 4318), from);
    assert.ok(reaches(prod, "lokiGateway", "tempo", 4318));
    for (const [store, port] of [
      ["tempo", 3200],
      ["promLabelProxy", 8080],
      ["prometheus", 9090],
      ["alertmanager", 9093],
    ] as const) {
      assert.ok(!reaches(prod, "grafana", store, port), store);
      assert.ok(reaches(prod, "lokiGateway", store, port), store);
    }
    assert.ok(reaches(prod, "agent", "loki", 3100) && reaches(prod, "loki", "loki", 9095));
    assert.ok(!reaches(prod, "tenantAgent", "loki", 3100), "what tenants name is not in the platform");
  });

  it("takes OTLP from every application, and from outside only where that is asked for", () => {
    assert.ok(reaches(dev, "application", "gateway", 4317) && reaches(dev, "application", "gateway", 4318));
    assert.ok(
      reaches(dev, "fileLogs", "gateway", ports.fileLogsOtlpHttp) &&
        !reaches(dev, "application", "gateway", ports.fileLogsOtlpHttp),
    );
    assert.ok(!reaches(dev, "outside", "gateway", 14_317) && !reaches(dev, "outside", "gateway", 4317));
    const open = settingsWith({
      cluster: { name: "c", externalIngest: { hostname: "ingest.example.com", tlsSecret: "t" } },
    });
    assert.ok(reaches(open, "outside", "gateway", 14_317) && reaches(open, "outside", "gateway", 14_318));
    assert.ok(!reaches(open, "outside", "gateway", 4317));
  });

  it("lets the ruler and Prometheus alert, and whoever makes metrics of spans write them", () => {
    assert.ok(reaches(prod, "loki", "alertmanager", 9093) && reaches(prod, "prometheus", "alertmanager", 9093));
    assert.ok(reaches(prod, "tempo", "prometheus", 9090) && reaches(prod, "sampler", "prometheus", 9090));
  });

  it("lets nobody write metrics who does not stamp the tenant: the front door and the label proxy read, no other", () => {
    const all = [...(Object.keys(pods) as PodGroup[]), "application", "outside"] as const;
    assert.deepEqual(
      all.filter((from) => reaches(prod, from, "prometheus", 9090)),
      ["lokiGateway", "tempo", "agent", "tenantAgent", "promLabelProxy", "gateway", "sampler"],
    );
  });

  it("keeps DNS, the API server, S3 and STS reachable for all", () => {
    const { egress = [] } = networkPolicySpecs(dev)["all-may-leave"] ?? {};
    const opened = egress.flatMap(({ ports = [] }) => ports.map(({ protocol, port }) => `${protocol} ${port}`));
    assert.deepEqual(opened, ["UDP 53", "TCP 53", "TCP 443"]);
  });

  it("opens the port of the Pod Identity agent to who has an AWS role, and to nobody under IRSA", () => {
    for (const from of ["loki", "tempo", "fileLogs", "logConsumer", "gateway"] as const) {
      assert.ok(leaves(prod, from, 80), from);
      assert.ok(!leaves(settingsWith({ identity: "irsa" }), from, 80), from);
    }
    assert.ok(!leaves(prod, "grafana", 80) && !leaves(prod, "alloy", 80));
  });

  it("opens the brokers' port to who uses it, and fan-out ports to who sends", () => {
    for (const from of ["fileLogs", "logConsumer"] as const) assert.ok(leaves(prod, from, 9_096), from);
    const way = (otlpPipeline: string) =>
      settingsWith({ kafka: { auth: "scram" }, tenants: [{ id: "a", otlpPipeline }] });
    assert.ok(leaves(way("kafka"), "gateway", 9_096) && !leaves(way("direct"), "gateway", 9_096));
    assert.ok(!leaves(prod, "grafana", 9_096) && !leaves(dev, "fileLogs", 9_096));
    const jaeger = settingsWith({ fanout: { jaeger: { enabled: true, endpoint: "jaeger:14317" } } });
    assert.ok(
      leaves(jaeger, "gateway", 14_317) && !leaves(dev, "gateway", 14_317) && !leaves(jaeger, "logConsumer", 14_317),
    );
  });

  it("lets out to the pods behind a Service of another namespace, whose port nobody told, and to no pods of its own", () => {
    const outTo = (configuration: Record<string, unknown>, policy: string) =>
      networkPolicySpecs(settingsWith(configuration))
        [policy]?.egress?.flatMap(({ to, ports }) => (ports === undefined ? (to ?? []) : []))
        .map(({ namespaceSelector }) => namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"]);
    const longTermMetrics = { type: "mimir", tenant: "all", url: "http://mimir-nginx.mimir.svc/api/v1/push" };
    assert.deepEqual(outTo({ longTermMetrics }, "from-prometheus"), ["mimir"]);
    const jaeger = (endpoint: string) => ({ fanout: { jaeger: { enabled: true, endpoint } } });
    assert.deepEqual(outTo(jaeger("jaeger.tracing.svc:80"), "from-gateway"), ["tracing"]);
    for (const host of ["jaeger", "jaeger.example.com"])
      assert.deepEqual(outTo(jaeger(`${host}:80`), "from-gateway"), [], host);
    assert.deepEqual(outTo({ proxy: { url: "http://squid.proxies.svc:80" } }, "all-may-leave"), ["proxies"]);
  });

  it("asks for no more ports than the VPC CNI holds of a block of addresses", () => {
    const ports = (count: number) => {
      const bootstrapServers = Array.from(
        { length: count },
        (_, index) => `broker-${index}.example.com:${9_094 + index}`,
      );
      const kafka = { mode: "external", auth: "scram", existingSecret: "kafka", bootstrapServers };
      return networkPolicySpecs(settingsWith({ kafka }))["from-file-logs"]?.egress?.flatMap((rule) => rule.ports ?? []);
    };
    assert.equal(ports(12)?.filter(({ port }) => port > 9_000).length, 12);
    assert.deepEqual(
      ports(50)?.filter(({ port }) => port > 9_000),
      [{ protocol: "TCP", port: 9_094, endPort: 9_143 }],
    );
  });

  it("shuts no way that pods use until they are replaced: a policy that says something else is another", async () => {
    const policiesOf = async (overrides: Record<string, unknown>) => {
      const settings = settingsWith(overrides);
      const made = await registrationsOf(() => new NetworkPolicies("network", { settings }));
      return made
        .filter(({ type }) => type.endsWith(":NetworkPolicy"))
        .map(({ name, inputs }) => {
          const { metadata, spec } = inputs as { metadata: { name: string }; spec: object };
          assert.equal(name, `network-${metadata.name}`, "in the state, too");
          return [metadata.name, JSON.stringify(spec)] as const;
        });
    };
    const proxied = (port: number) => ({ proxy: { url: `http://proxy.example.com:${port}` } });
    const [before, after] = [await policiesOf(proxied(3128)), await policiesOf(proxied(8080))];
    const had = new Map(before);
    const come = after.filter(([name]) => !had.has(name));
    assert.deepEqual(
      come.map(([name]) => name.replace(/-[0-9a-f]{10}$/, "")),
      ["all-may-leave"],
    );
    for (const [name, spec] of after) if (had.has(name)) assert.equal(had.get(name), spec, name);
    assert.deepEqual(await policiesOf(proxied(3128)), before);
  });

  it("lets Alertmanager out to other ports than 443 where a receiver is there, and does not say which", () => {
    const out = (url: string) =>
      networkPolicySpecs(settingsWith({ alerts: { receivers: [{ name: "a", type: "webhook", url }] } }, ["alerts"]))[
        "from-alertmanager"
      ]?.egress?.slice(1);
    for (const url of ["https://hook.example.com/x", "https://hook.example.com:443", "https://hook.example.com?a=b:80"])
      assert.deepEqual(out(url), [], url);
    for (const url of [
      "http://hook.alerts.svc/x",
      "http://hook:443",
      "https://hook.example.com:8443/x",
      "https://[fd00::1]:8443",
      "https://hook.alerts.svc/x",
    ])
      assert.deepEqual(out(url), [{}], url);
  });
  it("lets Prometheus out to the store of long-term metrics: its port, or the agent that gives it a role", () => {
    const mimir = settingsWith({ longTermMetrics: { type: "mimir", url: "http://mimir.mimir.svc:8080/api/v1/push" } });
    assert.ok(leaves(mimir, "prometheus", 8_080) && !leaves(mimir, "prometheus", 80));
    const amp = { type: "amp", workspaceArn: "arn:aws:aps:eu-central-1:111122223333:workspace/ws-1" };
    assert.ok(leaves(settingsWith({ longTermMetrics: amp }), "prometheus", 80));
    assert.ok(!leaves(settingsWith({ longTermMetrics: amp, identity: "irsa" }), "prometheus", 80));
    assert.ok(!leaves(dev, "prometheus", 8_080) && !leaves(dev, "prometheus", 80));
  });
});
