// Values of fluent-bit-collector, the DaemonSet that reads log files of applications: settings in, plain values out.
//
// It reads files in emptyDir volumes only. A container's stdout is Alloy's (or Promtail's): one reader for each source,
// or every record of stdout would be stored twice. It asks the API server nothing: the path holds the pod's uid, and
// the consumer (or the gateway) resolves that into namespace, tenant and labels.

import { conventions } from "../../../conventions/names";
import { ownSecretNames } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import { type CloudNames, serviceAccounts } from "../../cloud/names";
import { endpoints, ports } from "../../endpoints";
import { type HelmValues, resources, restrictedContainer } from "../../helm-values";
import { everyNode, nodeAgentPriorityClass, nodeAgentUpdate, nodeStatePath } from "../../pods/node-agent";
import { brokersRevision, identityRevision } from "../../pods/revision";
import { fileInput, kafkaOutput, otlpOutput, service, terminationGraceSeconds } from "./config";
import { stackTraceParser } from "./multiline";

/** Where kubelet keeps the volumes of pods, on the node and in this pod. */
const podsPath = "/var/lib/kubelet/pods";

/** `*` stands for a pod's uid. */
export const logFilePath =
  `${podsPath}/*/volumes/kubernetes.io~empty-dir/` + `${conventions.logVolume}/${conventions.logFilePattern}`;

/** Secret that the component makes: `brokers`, and with MSK and SCRAM `username` and `password`. */
export const kafkaSecret = ownSecretNames.fileLogsKafka;

/** The public certificates in Fluent Bit's image; Amazon's roots are among them. */
const publicCertificates = "/etc/ssl/certs/ca-certificates.crt";
const kafkaCaPath = "/fluent-bit/kafka-ca";

export function fileLogsValues(settings: Settings, names: CloudNames): HelmValues {
  const {
    sizing: { fileLogs },
  } = settings;
  const toKafka = settings.logs.filePipeline === "kafka";
  const externalSecret = toKafka ? externalScramSecret(settings) : undefined;
  return {
    fullnameOverride: serviceAccounts.logProducer,
    serviceAccount: {
      name: serviceAccounts.logProducer,
      automountToken: false,
      ...(settings.identity === "irsa" && toKafka
        ? { annotations: { "eks.amazonaws.com/role-arn": names.roles.logProducer.arn } }
        : {}),
    },
    podAnnotations: {
      ...(callsAws(settings) ? identityRevision(settings) : {}),
      ...(toKafka ? brokersRevision(settings) : {}),
    },
    rbac: { create: false },
    priorityClassName: nodeAgentPriorityClass,
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
    },
    // An outage of Kafka must not stop the rollout that may cure it: ready means running. Alerts watch the delivery.
    readinessProbe: { httpGet: { path: "/", port: "http" } },
    service: { enabled: true },
    serviceMonitor: { enabled: true },
    hostVolumes: [],
    extraVolumes: [
      { name: "pods", hostPath: { path: podsPath, type: "Directory" } },
      ...(externalSecret
        ? [{ name: "kafka-ca", secret: { secretName: externalSecret, items: [{ key: "ca.crt", path: "ca.crt" }] } }]
        : []),
    ],
    extraVolumeMounts: [
      // HostToContainer: emptyDirs in memory are mounts of their own, made after this pod started, and unmounted before
      // it ends.
      { name: "pods", mountPath: podsPath, readOnly: true, mountPropagation: "HostToContainer" },
      ...(externalSecret ? [{ name: "kafka-ca", mountPath: kafkaCaPath, readOnly: true }] : []),
    ],
    storage: { enabled: true, hostPath: nodeStatePath("fluent-bit") },
    ...(toKafka ? { env: kafkaEnvironment(settings) } : {}),
    config: {
      service: service(fileLogs.bufferGib, settings.clusterKind.ipFamily),
      parsers: [],
      multilineParsers: [stackTraceParser],
      pipeline: {
        inputs: [fileInput(logFilePath, "${STORAGE_PATH}/files.db")],
        outputs: [
          toKafka
            ? kafkaOutput({ topic: conventions.logTopic, authentication: kafkaAuthentication(settings, names) })
            : toGateway(settings),
        ],
      },
    },
  };
}

/** Brokers that ask for IAM. */
function callsAws({ kafka, logs }: Settings): boolean {
  return logs.filePipeline === "kafka" && kafka.mode !== "none" && kafka.auth === "iam";
}

/** The Secret of external brokers that use SCRAM. */
function externalScramSecret({ kafka }: Settings): string | undefined {
  return kafka.mode === "external" && kafka.auth === "scram" ? kafka.existingSecret : undefined;
}

function kafkaEnvironment(settings: Settings): HelmValues[] {
  const { kafka } = settings;
  const from = (name: string, secret: string, key: string): HelmValues => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key } },
  });
  const brokers = from("KAFKA_BROKERS", kafkaSecret, "brokers");
  if (kafka.mode === "none" || kafka.auth === "iam") return [brokers];
  const credentials = externalScramSecret(settings) ?? kafkaSecret;
  return [brokers, from("KAFKA_USERNAME", credentials, "username"), from("KAFKA_PASSWORD", credentials, "password")];
}

function kafkaAuthentication(settings: Settings, { place, kafkaCluster }: CloudNames): HelmValues {
  const { kafka } = settings;
  if (kafka.mode !== "none" && kafka.auth === "iam") {
    return {
      aws_msk_iam: true,
      // Fluent Bit takes the region out of it and nothing else, so the id that MSK appends need not be known.
      aws_msk_iam_cluster_arn:
        kafka.mode === "external"
          ? kafka.clusterArn
          : `arn:${place.partition}:kafka:${place.region}:${place.accountId}:cluster/${kafkaCluster}`,
      "rdkafka.ssl.ca.location": publicCertificates,
    };
  }
  return {
    "rdkafka.security.protocol": "SASL_SSL",
    "rdkafka.sasl.mechanism": "SCRAM-SHA-512",
    "rdkafka.sasl.username": "${KAFKA_USERNAME}",
    "rdkafka.sasl.password": "${KAFKA_PASSWORD}",
    "rdkafka.ssl.ca.location": externalScramSecret(settings) ? `${kafkaCaPath}/ca.crt` : publicCertificates,
  };
}

/** The gateway's listener for this sender alone: there, and only there, a record's path decides its tenant. */
function toGateway(settings: Settings): HelmValues {
  return otlpOutput({ host: new URL(endpoints(settings).otlp.http).hostname, port: ports.fileLogsOtlpHttp });
}
