// Fluent Bit beside one application, for those that want their own: files of one emptyDir to the gateway.
//
// It sends OTLP and never to Kafka: the brokers' credentials stay in the platform's namespace, and the gateway knows
// the pod, hence the tenant, by the connection. Files, offsets and buffer share the emptyDir: they survive a restart of
// a container and end with the pod. Choose the DaemonSet unless an application needs its own buffer or rate.
import { createHash } from "node:crypto";
import { stringify } from "yaml";
import type { SidecarContract } from "../../../contract/contract";
import { conventions } from "../../../conventions/names";
import { images } from "../../../conventions/versions";
import type { Settings } from "../../../settings/settings";
import { endpoints, ports } from "../../endpoints";
import { type HelmValues, resources, restrictedContainer } from "../../helm-values";
import { pulled } from "../../pods/organisation";
import { fileInput, otlpOutput, outputs, service, terminationGraceSeconds } from "./config";
import { stackTraceParser } from "./multiline";

export interface FileLogSidecarOptions {
  /** Image of Fluent Bit; the one that the DaemonSet runs. */
  image: string;
  /** Name of the ConfigMap volume that holds the text under `fluent-bit.yaml`. */
  configVolume: string;
  /** CPU request, in thousandths of a core. */
  cpuMillicores: number;
  /** Memory request and limit, in MiB. */
  memoryMib: number;
  /** Buffer in the emptyDir, in GiB: give the volume a `sizeLimit` above it. */
  bufferGib: number;
}

/** Not the volume that the DaemonSet reads, or every line would be stored twice. */
const sidecarLogVolume = `${conventions.logVolume}-sidecar`;

/** Any user but root: it reads the files by their group, which is the volume's (`fsGroup`). */
const userId = 65_532;

const configPath = "/fluent-bit/etc/conf";
const configFile = "fluent-bit.yaml";
const statePath = `${conventions.logMountPath}/.fluent-bit`;

/** Text of `fluent-bit.yaml`. */
export function sidecarConfig(settings: Settings, { bufferGib }: Pick<FileLogSidecarOptions, "bufferGib">): string {
  const fromEnvironment = (key: string, variable: string): HelmValues => ({
    name: "content_modifier",
    action: "upsert",
    key,
    value: `\${${variable}}`,
  });
  return stringify(
    {
      service: {
        ...service(bufferGib, settings.clusterKind.ipFamily),
        http_server: true,
        http_port: 2020,
        "storage.path": `${statePath}/storage`,
      },
      multiline_parsers: [stackTraceParser],
      pipeline: {
        inputs: [
          fileInput(`${conventions.logMountPath}/${conventions.logFilePattern}`, `${statePath}/files.db`, [
            fromEnvironment("k8s.pod.name", "POD_NAME"),
            fromEnvironment("k8s.namespace.name", "POD_NAMESPACE"),
            fromEnvironment("k8s.pod.uid", "POD_UID"),
          ]),
        ],
        outputs: outputs(otlpOutput({ host: new URL(endpoints(settings).otlp.http).hostname, port: ports.otlpHttp })),
      },
    },
    { lineWidth: 0 },
  );
}

/** A native sidecar: an init container that keeps running, starts before the application and stops after it. */
export function sidecarContainer({
  image,
  configVolume,
  cpuMillicores,
  memoryMib,
}: Omit<FileLogSidecarOptions, "bufferGib">) {
  const downward = (name: string, fieldPath: string): HelmValues => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return {
    name: "file-logs",
    image,
    restartPolicy: "Always",
    command: ["/fluent-bit/bin/fluent-bit"],
    args: ["--workdir=/fluent-bit/etc", `--config=${configPath}/${configFile}`],
    env: [
      downward("POD_NAME", "metadata.name"),
      downward("POD_NAMESPACE", "metadata.namespace"),
      downward("POD_UID", "metadata.uid"),
    ],
    ports: [{ name: "file-logs", containerPort: 2020 }],
    // The application waits for this: what it writes first is read from the start anyway, so running is enough.
    startupProbe: { httpGet: { path: "/", port: "file-logs" }, periodSeconds: 1, failureThreshold: 60 },
    resources: resources({ cpuMillicores, memoryMib }),
    securityContext: { ...restrictedContainer, runAsNonRoot: true, runAsUser: userId, runAsGroup: userId },
    volumeMounts: [
      { name: sidecarLogVolume, mountPath: conventions.logMountPath },
      { name: configVolume, mountPath: configPath, readOnly: true },
    ],
  };
}

/** The sidecar as the contract hands it to applications. */
export function sidecarContract(settings: Settings): SidecarContract {
  const bufferGib = 1;
  const configVolume = "file-logs-config";
  const config = sidecarConfig(settings, { bufferGib });
  return {
    container: sidecarContainer({
      image: pulled(images.fluentBit, settings.images),
      configVolume,
      cpuMillicores: 50,
      memoryMib: 128,
    }),
    logVolume: sidecarLogVolume,
    configVolume,
    configFile,
    config,
    revision: createHash("sha256").update(config).digest("hex").slice(0, 12),
    bufferGib,
    graceSeconds: terminationGraceSeconds,
  };
}
