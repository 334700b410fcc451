// Webhooks of others: which of them refuse what the platform makes while nobody answers.
import assert from "node:assert/strict";
import { checks, unknown } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import { lookIntoCluster } from "../cluster/look";
import { askedWebhooks, hasReadyEndpoint } from "./failing-webhooks";

const settings = settingsWith({});
const service = { namespace: "kube-system", name: "webhook-service" };
const services = { operations: ["CREATE"], apiGroups: [""], resources: ["services"] };
const ingresses = { ...services, apiGroups: ["networking.k8s.io"], resources: ["ingresses"] };
/** As the AWS Load Balancer Controller has it. */
const ofServices = {
  name: "mservice.elbv2.k8s.aws",
  failurePolicy: "Fail",
  clientConfig: { service },
  rules: [services],
  objectSelector: { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "NotIn", values: ["controller"] }] },
};
const configurations = (...webhooks: object[]) => ({ items: [{ webhooks }, { webhooks: null }] });
const isAsked = (change: object) =>
  askedWebhooks(configurations({ ...ofServices, ...change }), settings).map(({ name }) => name).length === 1;
const expression = (operator: string, key: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 ? { values } : {}) }],
});

const asked: [what: string, change: object, is: boolean][] = [
  ["services, of any namespace", {}, true],
  ["no policy, which is Fail", { failurePolicy: undefined }, true],
  ["nobody waits for it", { failurePolicy: "Ignore" }, false],
  ["what is changed only", { rules: [{ ...services, operations: ["UPDATE", "DELETE"] }] }, true],
  [
    "changed objects of no namespace",
    {
      rules: [
        {
          operations: ["UPDATE"],
          apiGroups: ["rbac.authorization.k8s.io"],
          resources: ["clusterroles"],
          scope: "Cluster",
        },
      ],
    },
    true,
  ],
  [
    "Services that are deleted: up deletes none in its course",
    { rules: [{ ...services, operations: ["DELETE"] }] },
    false,
  ],
  [
    "pods that are deleted: each rollout does",
    { rules: [{ ...services, operations: ["DELETE"], resources: ["pods"] }] },
    true,
  ],
  ["what people do in pods", { rules: [{ ...services, operations: ["CONNECT"], resources: ["pods/exec"] }] }, false],
  [
    "pods that are deleted in namespaces but the platform's",
    {
      rules: [{ ...services, operations: ["DELETE"], resources: ["pods"] }],
      namespaceSelector: expression("NotIn", "kubernetes.io/metadata.name", "observability"),
    },
    false,
  ],
  ["everything", { rules: [{ operations: ["*"], apiGroups: ["*"], resources: ["*"] }] }, true],
  ["everything, subresources too", { rules: [{ operations: ["*"], apiGroups: ["*"], resources: ["*/*"] }] }, true],
  [
    "another's objects",
    { rules: [{ ...services, apiGroups: ["cert-manager.io"], resources: ["certificates"] }] },
    false,
  ],
  ["services of another group", { rules: [{ ...services, apiGroups: ["serving.knative.dev"] }] }, false],
  ["other core objects", { rules: [{ ...services, resources: ["nodes"] }] }, false],
  [
    "definitions",
    { rules: [{ ...services, apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"] }] },
    true,
  ],
  [
    "another operator's own objects, which the platform makes too",
    { rules: [{ ...services, apiGroups: ["opentelemetry.io"], resources: ["instrumentations"] }] },
    true,
  ],
  ["one rule of several", { rules: [{ ...services, resources: ["nodes"] }, services] }, true],
  ["no rules", { rules: null }, false],
  ["an address outside", { clientConfig: { url: "https://webhook.example.com" } }, false],
  ["the platform's own", { clientConfig: { service: { namespace: "observability", name: "otel-operator" } } }, false],
  [
    "namespaces but kube-system",
    { namespaceSelector: expression("NotIn", "kubernetes.io/metadata.name", "kube-system") },
    true,
  ],
  [
    "namespaces but the platform's",
    { namespaceSelector: expression("NotIn", "kubernetes.io/metadata.name", "observability") },
    false,
  ],
  [
    "objects of no namespace, whichever namespaces it selects",
    {
      rules: [{ ...services, apiGroups: ["rbac.authorization.k8s.io"], resources: ["clusterroles"] }],
      namespaceSelector: expression("NotIn", "kubernetes.io/metadata.name", "observability"),
    },
    true,
  ],
  [
    "everything, of no namespace too, but the platform's namespace",
    {
      rules: [{ operations: ["*"], apiGroups: ["*"], resources: ["*"] }],
      namespaceSelector: expression("NotIn", "kubernetes.io/metadata.name", "observability"),
    },
    true,
  ],
  [
    "everything in namespaces but the platform's",
    {
      rules: [{ operations: ["*"], apiGroups: ["*"], resources: ["*"], scope: "Namespaced" }],
      namespaceSelector: expression("NotIn", "kubernetes.io/metadata.name", "observability"),
    },
    false,
  ],
  [
    "the namespaces themselves, by their labels",
    {
      rules: [{ ...services, resources: ["namespaces"] }],
      namespaceSelector: { matchLabels: { "istio-injection": "enabled" } },
    },
    false,
  ],
  ["ingresses, of which there is none", { rules: [ingresses] }, false],
  [
    "the platform's namespace",
    { namespaceSelector: expression("In", "kubernetes.io/metadata.name", "observability") },
    true,
  ],
  ["namespaces that ask for it", { namespaceSelector: { matchLabels: { "istio-injection": "enabled" } } }, false],
  ["namespaces with a label", { namespaceSelector: expression("Exists", "istio-injection") }, false],
  ["namespaces without a label", { namespaceSelector: expression("DoesNotExist", "istio-injection") }, true],
  [
    "privileged namespaces",
    { namespaceSelector: { matchLabels: { "pod-security.kubernetes.io/enforce": "privileged" } } },
    true,
  ],
  [
    "a selector that says nothing",
    { namespaceSelector: {}, objectSelector: { matchExpressions: null, matchLabels: null } },
    true,
  ],
  ["objects that ask for it", { objectSelector: { matchLabels: { inject: "true" } } }, false],
];

describe("webhooks of others", () => {
  for (const [what, change, is] of asked) {
    it(`are ${is ? "" : "not "}asked about what the platform makes: ${what}`, () => assert.equal(isAsked(change), is));
  }

  it("are asked about Grafana's Ingress where there is one", () => {
    const grafana = { hostname: "grafana.example.com", ingress: { className: "alb" } };
    const body = configurations({ ...ofServices, rules: [ingresses] });
    assert.equal(askedWebhooks(body, settingsWith({ grafana })).length, 1);
  });

  it("answer where one pod is ready, or not said to be none", () => {
    const slices = (...ready: (boolean | null | undefined)[]) => ({
      items: [{ endpoints: null }, { endpoints: ready.map((is) => ({ conditions: { ready: is } })) }],
    });
    assert.deepEqual(
      [slices(), slices(false), slices(false, true), slices(null), { items: [{ endpoints: [{}] }] }].map(
        hasReadyEndpoint,
      ),
      [false, false, true, true, true],
    );
    assert.equal(hasReadyEndpoint({ items: null }), false);
  });

  it("are told where no pod is ready, a Service once", async () => {
    const paths: string[] = [];
    const look = async (endpoints: object, status = 200) => {
      paths.length = 0;
      const { deadWebhooks } = await lookIntoCluster(settings, (path) => {
        paths.push(decodeURIComponent(path));
        if (path.includes("webhookconfigurations"))
          return Promise.resolve({ status: 200, body: configurations(ofServices, { ...ofServices, rules: null }) });
        return path.includes("webhook-service")
          ? Promise.resolve({ status, body: endpoints })
          : Promise.resolve({ status: 404, body: {} });
      });
      return deadWebhooks;
    };
    const webhook = { name: "mservice.elbv2.k8s.aws", service };
    // Of mutating and of validating ones alike.
    assert.deepEqual(await look({ items: [] }), { is: [webhook, webhook] });
    assert.deepEqual(
      paths.filter((path) => path.includes("webhook-service")),
      [
        "/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices?labelSelector=kubernetes.io/service-name=webhook-service",
      ],
    );
    assert.deepEqual(await look({ items: [{ endpoints: [{ conditions: { ready: true } }] }] }), { is: [] });
    assert.ok("unknown" in (await look({}, 403)));

    const row = (deadWebhooks: { is: (typeof webhook)[] } | typeof unknown) =>
      checks({ cluster: { deadWebhooks } }).find(({ what }) => what === "webhooks of others");
    assert.equal(row({ is: [] })?.verdict, "ok");
    assert.equal(row(unknown)?.verdict, "unknown");
    const dead = row({ is: [webhook] });
    assert.equal(dead?.verdict, "lacking");
    assert.equal(dead?.found, "mservice.elbv2.k8s.aws (no pod of Service kube-system/webhook-service)");
  });
});
