/**
 * A Kubernetes API without nodes on loopback: etcd, API server and controller manager, for tests that apply resources.
 * Objects are stored, validated, defaulted and garbage collected as in a cluster; without scheduler and kubelet no pod
 * ever runs. The controller manager is needed: without it a namespace is never removed.
 * Writes a temporary directory only, which `stop` removes.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as https from "node:https";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installed } from "../../tools/install";
import { removeScratch, scratchDirectory } from "./cleanup";
import { Daemon, freePorts } from "./daemon";

/** Each of the three processes is up within seconds on an idle machine; a loaded one takes many times as long. */
const READY_WITHIN_SECONDS = 180;

/** What the API server answered. */
export interface Answer {
  status: number;
  /** The JSON object in the answer; text that is no JSON as it is. */
  body: unknown;
  /** What the API server warns of, such as pods that a namespace's new rules would refuse. */
  warnings: string[];
}

export class KubeApi {
  private readonly daemons: Daemon[] = [];

  private constructor(
    /** `https://127.0.0.1:<port>` */
    readonly server: string,
    /** Kubeconfig of an administrator. */
    readonly kubeconfigFile: string,
    /** Directory of the three log files `etcd.log`, `kube-apiserver.log`, `kube-controller-manager.log`. */
    readonly directory: string,
    /** Bearer token of that administrator. */
    readonly token: string,
  ) {}

  /** Starts all three and waits until a new namespace would be usable. Throws an Error with the end of a log. */
  static async start(): Promise<KubeApi> {
    const etcd = await installed("etcd");
    const apiServer = await installed("kube-apiserver");
    const controllerManager = await installed("kube-controller-manager");
    const directory = scratchDirectory("kube-api-");
    const [etcdPort, etcdPeerPort, apiPort, managerPort] = (await freePorts(4)) as [number, number, number, number];
    const api = new KubeApi(
      `https://127.0.0.1:${apiPort}`,
      path.join(directory, "kubeconfig.json"),
      directory,
      randomBytes(16).toString("hex"),
    );
    try {
      await api.run(etcd, etcdArguments(directory, etcdPort, etcdPeerPort), async () => {
        const response = await fetch(`http://127.0.0.1:${etcdPort}/health`);
        return ((await response.json()) as { health: string }).health === "true";
      });
      api.writeKeys();
      await api.run(apiServer, apiServerArguments(directory, apiPort, etcdPort), async () => {
        return (await api.request("GET", "/readyz")).status === 200;
      });
      api.writeKubeconfig();
      await api.run(controllerManager, controllerArguments(directory, managerPort), async () => {
        // Its first visible work: every namespace gets a service account.
        return (await api.request("GET", "/api/v1/namespaces/default/serviceaccounts/default")).status === 200;
      });
      return api;
    } catch (error) {
      await api.stop();
      throw error;
    }
  }

  /**
   * Sends one request as administrator. Errors of the connection are thrown, answers of any status returned.
   *
   * @param contentType of the body; a PATCH says by it which kind of patch it is.
   */
  request(method: string, pathAndQuery: string, body?: unknown, contentType = "application/json"): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = https.request(
        `${this.server}${pathAndQuery}`,
        {
          method,
          ca: fs.readFileSync(this.caFile),
          agent: false,
          headers: { authorization: `Bearer ${this.token}`, "content-type": contentType },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            resolve({
              status: response.statusCode ?? 0,
              body: parse(Buffer.concat(chunks).toString()),
              warnings: [response.headers.warning ?? []].flat(),
            });
          });
        },
      );
      request.on("error", reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Ends the API server at once (SIGKILL), and starts it again, on what etcd has, after as many seconds. */
  async loseApiServer(seconds: number): Promise<void> {
    const server = this.daemons.find(({ name }) => name === "kube-apiserver");
    if (server === undefined) throw new Error("there is no API server");
    await server.kill();
    await sleep(seconds * 1_000);
    this.daemons[this.daemons.indexOf(server)] = await server.again();
  }

  /** Stops all three, the last started first, and removes all data. */
  async stop(): Promise<void> {
    for (const daemon of this.daemons.splice(0).reverse()) {
      await daemon.stop();
    }
    removeScratch(this.directory);
  }

  private async run(command: string, args: readonly string[], ready: () => Promise<boolean>): Promise<void> {
    const name = path.basename(command);
    const logFile = path.join(this.directory, `${name}.log`);
    this.daemons.push(
      await Daemon.start({ name, command, args, logFile, ready, readyWithinSeconds: READY_WITHIN_SECONDS }),
    );
  }

  /** Made by the API server for itself at its start; it holds the issuer too. */
  get caFile(): string {
    return path.join(this.directory, "apiserver.crt");
  }

  private writeKeys(): void {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const files = {
      "service-account.key": privateKey,
      "service-account.pub": publicKey,
      "tokens.csv": `${this.token},admin,admin,"system:masters"\n`,
    };
    for (const [name, content] of Object.entries(files)) {
      fs.writeFileSync(path.join(this.directory, name), content, { mode: 0o600 });
    }
  }

  private writeKubeconfig(): void {
    const name = "local";
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name,
          cluster: {
            server: this.server,
            "certificate-authority-data": fs.readFileSync(this.caFile).toString("base64"),
          },
        },
      ],
      users: [{ name, user: { token: this.token } }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": name,
    };
    fs.writeFileSync(this.kubeconfigFile, JSON.stringify(kubeconfig, undefined, 2), { mode: 0o600 });
  }
}

/** Without fsync: what a crash of the machine would lose is not worth waiting for. */
function etcdArguments(directory: string, port: number, peerPort: number): string[] {
  return [
    `--data-dir=${path.join(directory, "etcd")}`,
    `--listen-client-urls=http://127.0.0.1:${port}`,
    `--advertise-client-urls=http://127.0.0.1:${port}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
  ];
}

function apiServerArguments(directory: string, port: number, etcdPort: number): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    "--bind-address=127.0.0.1",
    // Loopback is no address to advertise in a cluster; here nothing looks for the API by its Service.
    "--advertise-address=127.0.0.1",
    "--endpoint-reconciler-type=none",
    `--secure-port=${port}`,
    `--cert-dir=${directory}`,
    `--token-auth-file=${path.join(directory, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    // No pod runs, so no webhook that a chart registers would ever answer.
    "--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook",
    "--service-cluster-ip-range=10.96.0.0/16",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${path.join(directory, "service-account.pub")}`,
    `--service-account-signing-key-file=${path.join(directory, "service-account.key")}`,
  ];
}

function controllerArguments(directory: string, port: number): string[] {
  const kubeconfig = path.join(directory, "kubeconfig.json");
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${path.join(directory, "controller-manager")}`,
    "--leader-elect=false",
    `--service-account-private-key-file=${path.join(directory, "service-account.key")}`,
    `--root-ca-file=${path.join(directory, "apiserver.crt")}`,
  ];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // the health endpoints answer in plain words
  }
}
