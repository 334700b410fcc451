// Values of fluent-bit-collector, the DaemonSet that reads log files of applications: settings in, plain values out.
//
// It reads files in emptyDir volumes only. A container's stdout is Alloy's (or Promtail's): one reader for each source,
// or every record of stdout would be stored twice. Each record leaves with its pod and tenant (pod-identity.ts).

import { conventions } from "../../../conventions/names";
import { brokerSecretKeys, ownSecretNames } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import { type CloudNames, serviceAccounts } from "../../cloud/names";
import { endpoints, ports } from "../../endpoints";
import { type HelmValues, resources, restrictedContainer } from "../../helm-values";
import { asksForIam, kafkaMechanism } from "../../kafka-client/client";
import { brokerCaVolume, fluentBitKafka, kafkaEnvironment } from "../../kafka-client/spellings";
import { everyNode, nodeAgentUpdate, nodeStatePath } from "../../pods/node-agent";
import { brokersRevision, identityRevision } from "../../pods/revision";
import { fileInput, kafkaOutput, otlpOutput, outputs, service, terminationGraceSeconds } from "./config";
import { stackTraceParser } from "./multiline";
import { nodeVariable, podIdentity, podIdentityScripts, podLogsPath, podsPath } from "./pod-identity";

/** `*` stands for a pod's uid. */
export const logFilePath =
  `${podsPath}/*/volumes/kubernetes.io~empty-dir/` + `${conventions.logVolume}/${conventions.logFilePattern}`;

/** Secret that the component makes: `brokers`, and with MSK and SCRAM `username` and `password`. */
export const kafkaSecret = ownSecretNames.fileLogsKafka;

/** Where the authorities of external brokers are mounted. */
const kafkaCaPath = "/fluent-bit/kafka-ca";

/**
 * Where SELinux is enforced, as on Bottlerocket and so on the nodes of EKS Auto Mode, a pod's emptyDirs carry two
 * categories of the pod's own, and only who has both may read them (bottlerocket-core-kit, selinux-policy/mcs.cil).
 * Nothing elsewhere.
 */
const everyCategory = "s0:c0.c1023";

/**
 * Fails above five refused chunks a minute (`health_check`), which is a Kafka client that has given up: after some errors,
 * as one moment in which the cluster refuses an idempotent one, that takes nothing more until it is made anew (librdkafka,
 * rd_kafka_fatal_error), and each chunk that comes is put aside as rejected. Brokers that are away are no such error.
 */
const healthPath = "/api/v1/health";

/**
 * Nothing is answered before every chunk that waits on disk has been read (chunkio checks it), of a node's root disk at
 * some 125 MB/s, which others use as well. Killed meanwhile, it would begin anew for ever.
 */
const startSeconds = (bufferGib: number): number => 10 + 30 * bufferGib;

export function fileLogsValues(settings: Settings, names: CloudNames): HelmValues {
  const {
    sizing: { fileLogs },
  } = settings;
  const toKafka = settings.logs.filePipeline === "kafka";
  const mechanism = toKafka ? kafkaMechanism(settings, names) : undefined;
  const externalSecret = mechanism?.kind === "scram" ? mechanism.existingSecret : undefined;
  return {
    fullnameOverride: serviceAccounts.logProducer,
    serviceAccount: {
      name: serviceAccounts.logProducer,
      automountToken: true,
      ...(settings.identity === "irsa" && toKafka
        ? { annotations: { "eks.amazonaws.com/role-arn": names.roles.logProducer.arn } }
        : {}),
    },
    podAnnotations: {
      ...(callsAws(settings) ? identityRevision(settings) : {}),
      ...(toKafka ? brokersRevision(settings) : {}),
    },
    // Pods and namespaces, to read.
    rbac: { create: true },
    tolerations: [everyNode],
    updateStrategy: nodeAgentUpdate,
    terminationGracePeriodSeconds: terminationGraceSeconds,
    resources: resources(fileLogs),
    // Root, because files belong to whatever user an application runs as; of root's powers only that of reading them.
    securityContext: {
      ...restrictedContainer,
      runAsUser: 0,
      runAsGroup: 0,
      capabilities: { drop: ["ALL"], add: ["DAC_READ_SEARCH"] },
      seLinuxOptions: { level: everyCategory },
    },
    // An outage of Kafka must not stop the rollout that may cure it: ready means running. Alerts watch the delivery.
    readinessProbe: { httpGet: { path: "/", port: "http" } },
    livenessProbe: {
      ...(mechanism ? { httpGet: { path: healthPath, port: "http" } } : {}),
      initialDelaySeconds: startSeconds(fileLogs.bufferGib),
    },
    service: { enabled: true },
    serviceMonitor: { enabled: true },
    hostVolumes: [],
    extraVolumes: [
      { name: "pods", hostPath: { path: podsPath, type: "Directory" } },
      { name: "pod-logs", hostPath: { path: podLogsPath, type: "Directory" } },
      ...(externalSecret ? [brokerCaVolume(externalSecret)] : []),
    ],
    extraVolumeMounts: [
      // HostToContainer: what kubelet mounts there later is seen, and let go of when it is unmounted, or disks of claims
      // would stay in use. An emptyDir in memory is kept by its open files: docs/applications.md asks for none.
      { name: "pods", mountPath: podsPath, readOnly: true, mountPropagation: "HostToContainer" },
      { name: "pod-logs", mountPath: podLogsPath, readOnly: true },
      ...(externalSecret ? [{ name: "kafka-ca", mountPath: kafkaCaPath, readOnly: true }] : []),
    ],
    storage: { enabled: true, hostPath: nodeStatePath("fluent-bit") },
    env: [
      { name: nodeVariable, valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      ...(mechanism ? kafkaEnvironment(mechanism, kafkaSecret) : []),
    ],
    luaScripts: podIdentityScripts(settings),
    config: {
      service: {
        ...service(fileLogs.bufferGib, settings.clusterKind.ipFamily),
        ...(mechanism ? { health_check: true } : {}),
      },
      parsers: [],
      multilineParsers: [stackTraceParser],
      pipeline: {
        inputs: [fileInput(logFilePath, "${STORAGE_PATH}/files.db", podIdentity(mechanism ? "kafka" : "gateway"))],
        outputs: outputs(
          mechanism
            ? kafkaOutput({
                topic: conventions.chunkTopic,
                authentication: fluentBitKafka(mechanism, `${kafkaCaPath}/${brokerSecretKeys.authorities}`),
              })
            : toGateway(settings),
        ),
      },
    },
  };
}

/** Brokers that ask for IAM. */
function callsAws({ kafka, logs }: Settings): boolean {
  return logs.filePipeline === "kafka" && asksForIam({ kafka });
}

/** The gateway's listener for this sender alone: there, and only there, a record's path decides its tenant. */
function toGateway(settings: Settings): HelmValues {
  return otlpOutput({ host: new URL(endpoints(settings).otlp.http).hostname, port: ports.fileLogsOtlpHttp });
}
