// What the real Helm makes of an upgrade that follows on a failed one, with and without the command that is printed then.
// Helm 3 is what the Kubernetes provider has in it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { forgettingEarlier } from "../../commands/cut-off/failed-releases";
import { installed } from "../../tools/install";
import { removeScratch, scratchDirectory } from "../servers/cleanup";
import { KubeApi } from "../servers/kube-api";

const template = `apiVersion: apps/v1
kind: Deployment
metadata: { name: it }
spec:
  selector: { matchLabels: { app: it } }
  template:
    metadata: { labels: { app: it } }
    spec:
      nodeSelector: {{ toJson .Values.nodeSelector }}
      containers:
        - name: it
          image: example.com/it:1
          env: {{ toJson .Values.env }}
`;
const sound = ["--set-json", 'nodeSelector={},env=[{"name":"A","value":"1"}]'];
const failing = [
  "--set-json",
  'nodeSelector={"no-node":"has-it"},env=[{"name":"A","value":"1"},{"name":"HTTP_PROXY","value":"http://p"}]',
];

describe("an upgrade by Helm that follows on a failed one", function () {
  this.timeout(300_000);
  let api: KubeApi;
  let directory: string;
  let program: string;

  before(async function () {
    this.timeout(3_600_000); // builds what is missing
    program = await installed("helm");
    api = await KubeApi.start();
    directory = scratchDirectory("failed-upgrade-");
    mkdirSync(join(directory, "chart", "templates"), { recursive: true });
    writeFileSync(join(directory, "chart", "Chart.yaml"), "apiVersion: v2\nname: it\nversion: 1.0.0\n");
    writeFileSync(join(directory, "chart", "templates", "it.yaml"), template);
  });
  after(async () => {
    removeScratch(directory);
    await api?.stop();
  });

  const helm = (...args: string[]) =>
    execFileSync(program, [...args, "--namespace", "default", "--kubeconfig", api.kubeconfigFile], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, HELM_CACHE_HOME: directory, HELM_CONFIG_HOME: directory, HELM_DATA_HOME: directory },
    });
  const upgrade = (...args: string[]) => helm("upgrade", "--install", "it", join(directory, "chart"), ...args);
  async function left(): Promise<unknown> {
    const { body } = await api.request("GET", "/apis/apps/v1/namespaces/default/deployments/it");
    const { spec } = (
      body as { spec: { template: { spec: { nodeSelector?: object; containers: [{ env: object[] }] } } } }
    ).spec.template;
    return { selector: spec.nodeSelector ?? {}, variables: spec.containers[0].env.length };
  }
  /** No node is there, so that no pod becomes ready. */
  function fails(): void {
    upgrade(...sound);
    assert.throws(() => upgrade(...failing, "--wait", "--timeout", "2s", "--cleanup-on-fail"));
  }

  it("leaves what the failed one brought, where that is taken back", async () => {
    fails();
    upgrade(...sound);
    assert.deepEqual(await left(), { selector: { "no-node": "has-it" }, variables: 2 });
    helm("uninstall", "it");
  });

  it("takes it out once the revision before is forgotten as the printed command says", async () => {
    fails();
    const [command = ""] = forgettingEarlier(new Map([["default", ["it"]]]), { deployment: { resources: [] } });
    const [, namespace, selector = ""] =
      /--namespace (\S+) delete secret --selector \\\n +'([^']+)'/.exec(command) ?? [];
    const secrets = `/api/v1/namespaces/${namespace}/secrets?labelSelector=${encodeURIComponent(selector)}`;
    const { status } = await api.request("DELETE", secrets);
    assert.equal(status, 200);
    upgrade(...sound);
    assert.deepEqual(await left(), { selector: {}, variables: 1 });
  });
});
