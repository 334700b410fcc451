// Others in the cluster that would act on the platform's objects, or keep them from going: what is found of them, and told.
import assert from "node:assert/strict";
import { answering } from "../../../test/support/api-server-answers";
import { behindNginx, type Change, checks } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import type { Check } from "../check";
import { lookIntoCluster } from "../cluster/look";
import type { ClusterFindings } from "../findings";

const row = (what: string, change: Change): Check | undefined => checks(change).find((check) => check.what === what);
const look = (answers: Parameters<typeof answering>[0]): Promise<ClusterFindings> =>
  lookIntoCluster(settingsWith({}), answering(answers));

describe("Argo CD", () => {
  const what = "applications of Argo CD";
  const loki = { name: "loki", namespace: "argocd" };
  const apps = { items: [{ metadata: loki }, { metadata: { name: "shop", namespace: "argocd" } }] };
  const method = (value?: string) => ({
    metadata: { name: "argocd-cm" },
    data: value === undefined ? null : { "application.resourceTrackingMethod": value },
  });
  const found = async (cm: [status: number, body?: unknown]) =>
    (await look({ "argoproj.io/v1alpha1/applications": [200, apps], "argocd/configmaps/argocd-cm": cm })).applications;

  it("takes what has a release's name for its own, unless it goes by an annotation", async () => {
    for (const cm of [[404], [403], [200, method()], [200, method("label")]] as [number, unknown?][])
      assert.deepEqual(await found(cm), { is: [loki] }, JSON.stringify(cm));
    for (const value of ["annotation", "annotation+label"])
      assert.deepEqual(await found([200, method(value)]), { is: [] }, value);
    assert.deepEqual((await look({})).applications, { is: [] }, "a cluster without it");
  });

  it("is told before the platform is there, with the command that has it tell objects otherwise", () => {
    const cluster = { applications: { is: [loki] } };
    const told = row(what, { isNew: true, cluster });
    assert.deepEqual([told?.verdict, told?.found], ["lacking", "argocd/loki"]);
    assert.match(
      told?.mend ?? "",
      /^kubectl -n argocd patch configmap argocd-cm .*resourceTrackingMethod":"annotation"/,
    );
    assert.equal(row(what, { cluster }), undefined, "a platform that runs has lived with it");
    assert.equal(row(what, { isNew: true, cluster: { applications: { unknown: "403" } } }), undefined);
  });
});

describe("APIs that others have added", () => {
  const api = (name: string, status: string | undefined, service: object | null = { name: "adapter" }) => ({
    metadata: { name },
    spec: { service },
    status: { conditions: status === undefined ? null : [{ type: "Available", status }] },
  });

  it("are dead where a Service is to answer and none does; of that of metrics a row of its own tells", async () => {
    const items = [
      ...[api("v1.apps", "True", null), api("v1beta1.external.metrics.k8s.io", "True")],
      ...[
        api("v1beta1.custom.metrics.k8s.io", "False"),
        api("v1.new", undefined),
        api("v1beta1.metrics.k8s.io", "False"),
      ],
    ];
    const { deadApis } = await look({ "v1/apiservices": [200, { items }] });
    assert.deepEqual(deadApis, { is: ["v1beta1.custom.metrics.k8s.io", "v1.new"] });
  });

  it("are told while there is time: destroy would wait for them for ever", () => {
    const told = row("APIs of others", { cluster: { deadApis: { is: ["v1beta1.custom.metrics.k8s.io"] } } });
    assert.equal(told?.verdict, "lacking");
    assert.match(told?.mend ?? "", /: kubectl delete apiservice v1beta1\.custom\.metrics\.k8s\.io$/);
    assert.equal(row("APIs of others", {}), undefined);
  });
});

describe("a service mesh", () => {
  const what = "service mesh in namespace observability";
  const marks = async (metadata: object) =>
    (await look({ "namespaces/observability": [200, { metadata: { name: "observability", ...metadata } }] })).meshMarks;

  it("has its mark on the namespace, where it is switched on", async () => {
    const on: object[] = [
      { labels: { "istio-injection": "enabled" } },
      { labels: { "istio.io/rev": "1-27" } },
      { labels: { "istio.io/dataplane-mode": "ambient" } },
      { annotations: { "linkerd.io/inject": "enabled" } },
    ];
    for (const metadata of on) {
      const found = await marks(metadata);
      assert.equal("is" in found && found.is.length, 1, JSON.stringify(metadata));
    }
    for (const metadata of [
      {},
      { labels: null, annotations: null },
      { labels: { "istio-injection": "disabled", "istio.io/dataplane-mode": "none" } },
      { annotations: { "linkerd.io/inject": "disabled" } },
    ])
      assert.deepEqual(await marks(metadata), { is: [] }, JSON.stringify(metadata));
  });

  it("refuses to take the namespace over, and is told where the platform runs in it, with what takes the mark off", () => {
    const cluster: Change["cluster"] = {
      meshMarks: {
        is: [
          { kind: "label", key: "istio-injection", value: "enabled" },
          { kind: "annotation", key: "linkerd.io/inject", value: "enabled" },
        ],
      },
    };
    const told = row(what, { isNew: true, takesOver: true, cluster });
    assert.equal(told?.verdict, "impossible");
    assert.equal(
      told?.mend,
      "kubectl label namespace observability istio-injection- && " +
        "kubectl annotate namespace observability linkerd.io/inject-",
    );
    assert.equal(row(what, { isInCluster: true, cluster })?.verdict, "lacking");
    assert.equal(row(what, { isNew: true, cluster }), undefined, "the name is refused altogether");
  });
});

describe("cert-manager", () => {
  it("is missed where it is to make a Secret, and nowhere else", () => {
    const annotations = { "cert-manager.io/cluster-issuer": "letsencrypt" };
    const cluster = { certManager: { is: false } };
    assert.equal(row("cert-manager", { settings: behindNginx(annotations), cluster })?.verdict, "lacking");
    assert.equal(row("cert-manager", { settings: behindNginx(annotations) }), undefined);
    assert.equal(row("cert-manager", { settings: behindNginx({}), cluster }), undefined);
  });
});
