/**
 * Nodes for a Kubernetes API: the real scheduler, KWOK in the place of the kubelets, and volumes as EBS makes them. Pods
 * are placed, refused, displaced and evicted as in a cluster, and report ready without running anything; a Job's pods
 * complete at once.
 */
import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installed } from "../../tools/install";
import { Daemon, freePorts } from "./daemon";
import type { KubeApi } from "./kube-api";

const READY_WITHIN_SECONDS = 120;

export interface NodeSpec {
  name: string;
  zone: string;
  cpu: number;
  memoryGib: number;
  /** Pods that fit, as the VPC's addresses limit them. */
  pods?: number;
  architecture?: "amd64" | "arm64";
  os?: "linux" | "windows";
  taint?: { key: string; value: string; effect: "NoSchedule" };
}

interface Claim {
  metadata: { name: string; namespace: string; uid: string; annotations?: Record<string, string> };
  spec: { storageClassName?: string; volumeName?: string; accessModes: string[]; resources: { requests: object } };
}

export class Nodes {
  private readonly daemons: Daemon[] = [];
  private stopped = false;
  private provisioning: Promise<void> = Promise.resolve();
  private readonly zones = new Map<string, string>();

  private constructor(private readonly api: KubeApi) {}

  static async start(api: KubeApi): Promise<Nodes> {
    const [scheduler, kwok] = [await installed("kube-scheduler"), await installed("kwok")];
    const nodes = new Nodes(api);
    const [schedulerPort, kwokPort] = (await freePorts(2)) as [number, number];
    const kubeconfig = api.kubeconfigFile;
    const certificates = path.join(api.directory, "kube-scheduler");
    mkdirSync(certificates);
    const start = async (name: string, command: string, args: string[], port: number, scheme: string) => {
      const logFile = path.join(api.directory, `${name}.log`);
      const ready = async () => (await healthOf(`${scheme}://127.0.0.1:${port}/healthz`)) === 200;
      nodes.daemons.push(
        await Daemon.start({ name, command, args, logFile, ready, readyWithinSeconds: READY_WITHIN_SECONDS }),
      );
    };
    try {
      await start(
        "kube-scheduler",
        scheduler,
        [
          `--kubeconfig=${kubeconfig}`,
          `--authentication-kubeconfig=${kubeconfig}`,
          `--authorization-kubeconfig=${kubeconfig}`,
          "--bind-address=127.0.0.1",
          `--secure-port=${schedulerPort}`,
          `--cert-dir=${certificates}`,
          "--leader-elect=false",
        ],
        schedulerPort,
        "https",
      );
      await start(
        "kwok",
        kwok,
        [
          `--kubeconfig=${kubeconfig}`,
          "--manage-all-nodes",
          `--config=${path.join(__dirname, "kwok-stages.yaml")}`,
          "--node-lease-duration-seconds=40",
          "--cidr=10.0.64.0/18",
          "--node-ip=10.0.0.10",
          `--server-address=127.0.0.1:${kwokPort}`,
        ],
        kwokPort,
        "http",
      );
      nodes.provisioning = nodes.provision();
      return nodes;
    } catch (error) {
      await nodes.stop();
      throw error;
    }
  }

  /** Adds a node, which is ready within seconds. */
  async add({ name, zone, cpu, memoryGib, pods = 110, architecture = "amd64", os = "linux", taint }: NodeSpec) {
    this.zones.set(name, zone);
    const room = { cpu: String(cpu), memory: `${memoryGib}Gi`, pods: String(pods), "ephemeral-storage": "100Gi" };
    const { status, body } = await this.api.request("POST", "/api/v1/nodes", {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name,
        labels: {
          "kubernetes.io/hostname": name,
          "kubernetes.io/os": os,
          "kubernetes.io/arch": architecture,
          "topology.kubernetes.io/zone": zone,
          "topology.kubernetes.io/region": "eu-central-1",
        },
      },
      spec: { ...(taint && { taints: [taint] }) },
      status: { allocatable: room, capacity: room },
    });
    if (status !== 201) throw new Error(`node ${name}: ${JSON.stringify(body)}`);
  }

  async cordon(name: string, unschedulable = true): Promise<void> {
    const patch = { spec: { unschedulable } };
    await this.api.request("PATCH", `/api/v1/nodes/${name}`, patch, "application/merge-patch+json");
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.provisioning;
    for (const daemon of this.daemons.splice(0).reverse()) await daemon.stop();
  }

  /** As EBS does: a volume in the zone of the node that the scheduler chose, which holds its pod there from then on. */
  private async provision(): Promise<void> {
    while (!this.stopped) {
      try {
        const { body } = await this.api.request("GET", "/api/v1/persistentvolumeclaims");
        for (const claim of (body as { items?: Claim[] }).items ?? []) await this.provisionFor(claim);
      } catch {
        // The API server is starting or going.
      }
      await sleep(200);
    }
  }

  private async provisionFor({ metadata, spec }: Claim): Promise<void> {
    const zone = this.zones.get(metadata.annotations?.["volume.kubernetes.io/selected-node"] ?? "");
    if (zone === undefined || spec.volumeName !== undefined) return;
    await this.api.request("POST", "/api/v1/persistentvolumes", {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: `pvc-${metadata.uid}` },
      spec: {
        capacity: spec.resources.requests,
        accessModes: spec.accessModes,
        storageClassName: spec.storageClassName,
        claimRef: { kind: "PersistentVolumeClaim", apiVersion: "v1", ...pick(metadata) },
        csi: { driver: "ebs.csi.aws.com", volumeHandle: `vol-${metadata.uid}` },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: [zone] }] },
            ],
          },
        },
      },
    });
  }
}

const pick = ({ name, namespace, uid }: Claim["metadata"]) => ({ name, namespace, uid });

/** The scheduler's certificate is its own, made at its start. */
function healthOf(url: string): Promise<number> {
  const get = url.startsWith("https") ? import("node:https") : import("node:http");
  return get.then(
    ({ request }) =>
      new Promise<number>((resolve, reject) => {
        const call = request(url, { rejectUnauthorized: false, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        call.on("error", reject);
        call.end();
      }),
  );
}
