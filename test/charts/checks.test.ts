// The checks of the charts tier, on small manifests: each finds what it is named after.
import assert from "node:assert/strict";
import { endpoints } from "../../components/endpoints";
import { chartImageTags } from "../../components/pods/chart-images";
import { nodeAgentAffinity, nodeAgentPriorityClass, nodeAgentUpdate } from "../../components/pods/node-agent";
import { settingsOf } from "../support/settings-of";
import { addressesNotServed } from "./addresses";
import {
  againstTheOrganisation,
  containersWithoutResources,
  credentials,
  notWaitedFor,
  podsApart,
  portsOnNodes,
  releaseSecretBytes,
  selectorsNotKept,
  servicesMissing,
  variablesTwice,
} from "./checks";
import { versionsNotKnown } from "./definitions";
import { imagesInTwoVersions } from "./images";
import { containersOf, type Manifest, readManifests } from "./manifests";
import { credentialMark, variants } from "./variants";

const service = (name: string, ...ports: number[]) =>
  `kind: Service\nmetadata: {name: ${name}}\nspec: {ports: [${ports.map((port) => `{port: ${port}}`).join(", ")}]}\n`;

describe("checks of rendered charts", () => {
  it("read every document, and refuse a key that stands twice", () => {
    assert.deepEqual(
      readManifests(`---\n# nothing\n---\n${service("a", 1)}---\n${service("b", 2)}`).map(
        ({ metadata }) => metadata.name,
      ),
      ["a", "b"],
    );
    assert.throws(() => readManifests("kind: Service\nkind: Service\n"), /broken/);
  });

  it("find what is not on every node, or waits where there is none", () => {
    const daemonSet = (spec: object) =>
      againstTheOrganisation(
        settingsOf({}),
        readManifests(JSON.stringify({ kind: "DaemonSet", metadata: { name: "a" }, spec: { template: { spec } } })),
      ).filter((complaint) => /tolerate|Fargate/.test(complaint));
    const affinity = nodeAgentAffinity;
    assert.deepEqual(daemonSet({ tolerations: [{ operator: "Exists" }], affinity }), []);
    for (const tolerations of [[], [{ operator: "Exists", effect: "NoSchedule" }], [{ key: "a", operator: "Exists" }]])
      assert.deepEqual(daemonSet({ tolerations, affinity }), ["DaemonSet a does not tolerate every taint"]);
    assert.deepEqual(daemonSet({ tolerations: [{ operator: "Exists" }] }), [
      "DaemonSet a does not keep off Fargate and virtual kubelets",
    ]);
  });

  it("find a Service that is missing, and a port", () => {
    const manifests = readManifests(service("loki-gateway", 80));
    assert.deepEqual(servicesMissing(manifests, [{ service: "loki-gateway", ports: [80] }]), []);
    assert.match(
      servicesMissing(manifests, [{ service: "gateway", ports: [80] }]).join(),
      /no Service gateway; there are loki-gateway/,
    );
    assert.match(
      servicesMissing(manifests, [{ service: "loki-gateway", ports: [80, 3100] }]).join(),
      /lacks port 3100; it has 80/,
    );
  });

  it("find a definition that the chart serves in another version than the look before a plan knows", () => {
    const definition = (...served: string[]) =>
      readManifests(
        `kind: CustomResourceDefinition\nmetadata: {name: d}\nspec: {group: monitoring.coreos.com, names: {plural: probes}, ` +
          `versions: [${served.map((name) => `{name: ${name}, served: true}`).join(", ")}, {name: v0, served: false}]}`,
      );
    assert.deepEqual(versionsNotKnown(definition("v1")), []);
    assert.deepEqual(versionsNotKnown(definition("v1", "v1beta1")), [
      "probes.monitoring.coreos.com is served as v1, v1beta1, known as v1",
    ]);
  });

  it("find a container, an init container and an operator's resource without requests or memory limit", () => {
    const complete = "{requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}";
    const manifests = readManifests(
      [
        `kind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {initContainers: [{name: i}], containers: ` +
          `[{name: c, resources: ${complete}}]}}}`,
        "kind: CronJob\nmetadata: {name: j}\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, " +
          "resources: {requests: {cpu: 1, memory: 1Gi}}}]}}}}}",
        "kind: Prometheus\nmetadata: {name: p}\nspec: {}",
      ].join("\n---\n"),
    );
    assert.equal(manifests.flatMap(containersOf).length, 4);
    assert.deepEqual(containersWithoutResources(manifests), [
      "Deployment d, container i: no cpu request, memory request, memory limit",
      "CronJob j, container c: no memory limit",
      "Prometheus p, container p: no cpu request, memory request, memory limit",
    ]);
  });

  it("find a variable that stands twice in a container, which no upgrade can change", () => {
    const manifests = readManifests(
      "kind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: c, env: [{name: A, value: 1}, " +
        "{name: B}, {name: A}]}, {name: e, env: [{name: A}]}, {name: f}]}}}",
    );
    assert.deepEqual(variablesTwice(manifests), ["Deployment d, container c: A stands twice"]);
  });

  it("find a label by which pods are found, and that the settings may change", () => {
    const labels = { "app.kubernetes.io/name": "a", "own.example.com/part": "b" };
    const manifests: Manifest[] = [
      { kind: "Service", metadata: { name: "a" }, spec: { selector: labels } },
      { kind: "StatefulSet", metadata: { name: "a" }, spec: { selector: { matchLabels: labels } } },
      { kind: "ServiceMonitor", metadata: { name: "a" }, spec: { selector: { matchLabels: labels } } },
    ];
    assert.deepEqual(selectorsNotKept(manifests), [
      "Service a finds pods by own.example.com/part, which pods.labels may set",
      "StatefulSet a finds pods by own.example.com/part, which pods.labels may set",
    ]);
  });

  it("find a credential in values, in clear text and in a Secret's base64, and a Secret that nobody knows", () => {
    const encoded = Buffer.from(`key: ${credentialMark}-1`).toString("base64");
    assert.equal(credentials({ a: [`${credentialMark}-1`] }, [], []).length, 1);
    assert.equal(
      credentials({}, readManifests(`kind: ConfigMap\nmetadata: {name: c}\ndata: {a: ${credentialMark}-2}`), []).length,
      1,
    );
    assert.match(
      credentials({}, readManifests(`kind: Secret\nmetadata: {name: s}\ndata: {a: ${encoded}}`), ["s"]).join(),
      /carries a credential/,
    );
    assert.match(
      credentials({}, readManifests("kind: Secret\nmetadata: {name: s}\ndata: {password: YQ==}"), []).join(),
      /made by the chart with password/,
    );
    assert.deepEqual(
      credentials({}, readManifests("kind: Secret\nmetadata: {name: s}\ndata: {password: YQ==}"), ["s"]),
      [],
    );
  });

  it("find who is on its node's network unasked, and a port that is taken", () => {
    const onNode = (name: string, ...ports: number[]) =>
      `kind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {spec: {hostNetwork: true, containers: [{name: c, ` +
      `ports: ${JSON.stringify(ports.map((containerPort) => ({ containerPort })))}}]}}}`;
    const complaints = (operatorsOnNodes: object | undefined, ...texts: string[]) =>
      portsOnNodes(settingsOf({ cluster: { name: "c", operatorsOnNodes } }), readManifests(texts.join("\n---\n")));
    const exporter = onNode("kps-prometheus-node-exporter", 9100);
    const operators = [onNode("kps-operator", 19_440), onNode("otel-operator", 19_441, 19_442)];
    assert.deepEqual(complaints(undefined, exporter), []);
    assert.deepEqual(complaints({}, exporter, ...operators), []);
    assert.equal(complaints(undefined, exporter, ...operators).length, 1);
    assert.equal(complaints({}, exporter).length, 1);
    assert.deepEqual(complaints({}, exporter, onNode("kps-operator", 10_250), onNode("otel-operator", 9100)), [
      "port 9100 is taken twice",
      "port 10250 is the node's own",
    ]);
  });

  it("find a node agent that waits for room, or rolls one node after another", () => {
    const daemonSet = (spec: object, updateStrategy?: object) =>
      againstTheOrganisation(
        settingsOf({}),
        readManifests(
          JSON.stringify({ kind: "DaemonSet", metadata: { name: "a" }, spec: { updateStrategy, template: { spec } } }),
        ),
      ).filter((complaint) => /priority|roll/.test(complaint));
    assert.deepEqual(daemonSet({ priorityClassName: nodeAgentPriorityClass }, { ...nodeAgentUpdate }), []);
    assert.deepEqual(daemonSet({}, { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } }), [
      "DaemonSet a has not the priority system-node-critical",
      "DaemonSet a rolls one node after another",
    ]);
  });

  it("find a pod without a priority, but for those that nobody runs or that can have none", () => {
    const waiting = (manifest: object) =>
      againstTheOrganisation(settingsOf({}), readManifests(JSON.stringify(manifest))).filter((complaint) =>
        complaint.endsWith("has no priority"),
      );
    const deployment = (name: string, spec: object) => ({
      ...{ kind: "Deployment", metadata: { name }, spec: { template: { spec } } },
    });
    assert.deepEqual(waiting(deployment("a", {})), ["Deployment a has no priority"]);
    assert.deepEqual(waiting(deployment("a", { priorityClassName: "observability" })), []);
    assert.deepEqual(waiting(deployment("kafka-exporter", {})), []);
    assert.deepEqual(waiting({ kind: "Pod", metadata: { name: "a" }, spec: { containers: [] } }), []);
  });

  it("find pods that share no node which nobody counts, and a Deployment of them that cannot roll", () => {
    const apart = (kind: string, name: string, replicas: number, strategy: object = {}, matchLabels: object = {}) => {
      const term = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels } };
      const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
      return JSON.stringify({
        kind,
        metadata: { name },
        spec: { replicas, strategy, template: { spec: { affinity } } },
      });
    };
    const complaints = (...texts: string[]) =>
      podsApart(settingsOf({ size: "medium" }), readManifests(texts.join("\n---\n")));
    const loki = apart("StatefulSet", "loki", 3);
    assert.deepEqual(complaints(loki), []);
    assert.deepEqual(complaints(loki, apart("Deployment", "a", 1, { rollingUpdate: { maxSurge: 0 } })), []);
    assert.deepEqual(complaints(), ["pods that share no node: none; counted are 3"]);
    assert.deepEqual(complaints(loki, apart("Deployment", "a", 2)), [
      "pods that share no node: 2,3; counted are 3",
      "Deployment a rolls only where there is a node more than it has pods",
    ]);
  });

  it("find what Helm waits for no pod of, but for what no chart lets be otherwise", () => {
    const complaints = (kind: string, name: string, spec: object) =>
      notWaitedFor(readManifests(JSON.stringify({ kind, metadata: { name }, spec })));
    const oneMissing = { strategy: { rollingUpdate: { maxUnavailable: 1 } } };
    assert.deepEqual(complaints("Deployment", "a", oneMissing), ["Helm waits for no pod of Deployment a"]);
    assert.deepEqual(complaints("StatefulSet", "a", { updateStrategy: { type: "OnDelete" } }), [
      "Helm waits for no pod of StatefulSet a",
    ]);
    assert.deepEqual(complaints("Deployment", "a", { ...oneMissing, replicas: 2 }), []);
    assert.deepEqual(complaints("Deployment", "a", { strategy: { type: "Recreate" } }), []);
    assert.deepEqual(complaints("Deployment", "tempo-compactor", oneMissing), []);
  });

  it("find an image in two versions, and one of which the program names a version that no chart brings", () => {
    const pulls = (...images: string[]) =>
      readManifests(
        `kind: Pod\nmetadata: {name: p}\nspec: {containers: ${JSON.stringify(images.map((image) => ({ name: "c", image })))}}`,
      );
    const all = Object.entries(chartImageTags).map(([path, tag]) => `docker.io/${path}:${tag}`);
    assert.deepEqual(imagesInTwoVersions(pulls(...all)), []);
    assert.deepEqual(imagesInTwoVersions(pulls(...all, "quay.io/grafana/tempo:2.10.7")), [
      "grafana/tempo is brought in versions 2.10.7 and 2.10.8",
    ]);
    assert.deepEqual(
      imagesInTwoVersions(
        pulls(...all.filter((image) => !image.includes("promtail")), "docker.io/grafana/promtail:4.0.0"),
      ),
      ["no chart brings grafana/promtail:3.5.1 (components/pods/chart-images.ts)"],
    );
  });

  it("measure a release as Helm stores it: gzipped, then base64", () => {
    const noise = Array.from({ length: 60_000 }, (_, index) =>
      String.fromCharCode(33 + ((index * index * 31 + index * 7) % 89)),
    ).join("");
    const empty = releaseSecretBytes([], {}, "");
    assert.equal(empty % 4, 0);
    assert.ok(releaseSecretBytes([{ name: "a", data: noise }], {}, "") > empty);
    assert.ok(releaseSecretBytes([], {}, "a".repeat(1_000_000)) < 10_000);
  });

  it("find an address of the contract that no chart serves", () => {
    for (const { settings } of variants) {
      const wanted = JSON.stringify(endpoints(settings));
      const missing = addressesNotServed(settings, []);
      assert.ok(missing.some((text) => text.includes("loki-gateway:80")) && wanted.includes("loki-gateway"));
      assert.ok(!missing.some((text) => text.includes("prom-label-proxy")));
      assert.ok(missing.length > addressesNotServed(settings, readManifests(service("loki-gateway", 80))).length);
    }
  });
});
