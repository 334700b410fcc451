// One mechanism in the words of each client: Fluent Bit, the Collector, kafka_exporter's chart, and the environment of
// pods. Plain data. Brokers and credentials come from Secrets, because those of MSK are known only once it runs.
import { brokerSecretKeys } from "../../conventions/secrets";
import { fromSecret, type HelmValues } from "../helm-values";
import type { KafkaMechanism } from "./client";

/** The public certificates in Fluent Bit's image; Amazon's roots are among them. */
const publicCertificates = "/etc/ssl/certs/ca-certificates.crt";

/** Variables of a client's container. */
const variables = { brokers: "KAFKA_BROKERS", username: "KAFKA_USERNAME", password: "KAFKA_PASSWORD" } as const;

/** Brokers in a Collector's configuration: those of MSK are known only once it runs. */
export const brokersFromEnvironment = `\${env:${variables.brokers}}`;

/** Where a Collector finds the certificate authorities of external brokers. */
export const brokerCaPath = `/etc/kafka/${brokerSecretKeys.authorities}`;

const authorities = brokerSecretKeys.authorities;

export const brokerCaVolume = (secretName: string): HelmValues => ({
  name: "kafka-ca",
  secret: { secretName, items: [{ key: authorities, path: authorities }] },
});

/** Volume of a Collector's pod with these authorities; none where the image's are enough. */
export function brokerCaVolumes(externalSecret: string | undefined): { volume: HelmValues; mount: HelmValues }[] {
  if (externalSecret === undefined) return [];
  return [
    {
      volume: brokerCaVolume(externalSecret),
      mount: { name: "kafka-ca", mountPath: brokerCaPath.replace(/\/[^/]*$/, ""), readOnly: true },
    },
  ];
}

/** @param ownSecret Secret that the program makes for this client: `brokers`, and MSK's SCRAM user. */
export function kafkaEnvironment(mechanism: KafkaMechanism | undefined, ownSecret: string): HelmValues[] {
  const brokers = fromSecret(variables.brokers, ownSecret, "brokers");
  if (mechanism?.kind !== "scram") return [brokers];
  const credentials = mechanism.existingSecret ?? ownSecret;
  return [
    brokers,
    fromSecret(variables.username, credentials, brokerSecretKeys.username),
    fromSecret(variables.password, credentials, brokerSecretKeys.password),
  ];
}

/** Keys of Fluent Bit's Kafka output. @param externalCaFile authorities of external brokers that use SCRAM. */
export function fluentBitKafka(mechanism: KafkaMechanism, externalCaFile: string): HelmValues {
  if (mechanism.kind === "iam") {
    return {
      aws_msk_iam: true,
      aws_msk_iam_cluster_arn: mechanism.clusterArn,
      "rdkafka.ssl.ca.location": publicCertificates,
    };
  }
  return {
    "rdkafka.security.protocol": "SASL_SSL",
    "rdkafka.sasl.mechanism": "SCRAM-SHA-512",
    "rdkafka.sasl.username": `\${${variables.username}}`,
    "rdkafka.sasl.password": `\${${variables.password}}`,
    "rdkafka.ssl.ca.location": mechanism.existingSecret === undefined ? publicCertificates : externalCaFile,
  };
}

/** Keys of the Collector's receiver and exporter. @param caFile authorities of the brokers; the image's when absent. */
export function collectorKafka(mechanism: KafkaMechanism, brokers: string, caFile?: string): HelmValues {
  return {
    brokers,
    // Without this block the client speaks plain text, whatever the authentication.
    tls: { insecure: false, ...(caFile === undefined ? {} : { ca_file: caFile }) },
    auth: {
      sasl:
        mechanism.kind === "iam"
          ? { mechanism: "AWS_MSK_IAM_OAUTHBEARER", aws_msk: { region: mechanism.region } }
          : {
              mechanism: "SCRAM-SHA-512",
              username: `\${env:${variables.username}}`,
              password: `\${env:${variables.password}}`,
            },
    },
  };
}

/**
 * Values of kafka_exporter's chart. It names the files of a client certificate too; where the Secret has none, the
 * exporter presents none.
 */
export function exporterKafka(mechanism: KafkaMechanism): HelmValues {
  if (mechanism.kind === "iam")
    return { tls: { enabled: true }, sasl: { enabled: true, awsiam: { enabled: true, awsRegion: mechanism.region } } };
  const secretName = mechanism.existingSecret;
  return {
    tls: { enabled: true, mountPath: "/secret/kafka", secretName, caFile: authorities },
    sasl: { enabled: true, scram: { enabled: true, mechanism: "scram-sha512", secretName } },
  };
}
