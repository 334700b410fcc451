// Values of the gateway's release: settings in, plain values out.
import { ownSecretNames } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { ports, services } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { externalScramSecret, gatewayCallsAws, gatewayWrites, kafkaMechanism } from "../../kafka-client/client";
import { brokerCaVolumes, kafkaEnvironment } from "../../kafka-client/spellings";
import { brokersRevision, identityRevision } from "../../pods/revision";
import { serviceAccountValues } from "../../pods/service-account";
import { collectorValues, configTexts, plainServiceAccount } from "../collector";
import { fanoutEnvironment } from "../copies";
import { gatewayConfig, gatewaySurroundings } from "./config";

/** Secret that the component makes: `tokens`, one token a line. */
export const tokensSecret = ownSecretNames.gatewayTokens;
/**
 * Secret that the component makes where logs go through Kafka: `brokers`, and with MSK and SCRAM `username` and
 * `password`.
 */
export const gatewayKafkaSecret = ownSecretNames.gatewayKafka;

/** @param config Texts of the configuration, whose checksum rolls the pods. */
export function gatewayValues(
  settings: Settings,
  names: CloudNames,
  config: readonly string[] = configTexts(gatewayConfig(settings, names)),
): HelmValues {
  const {
    cluster: { externalIngest },
    logs,
    sizing,
  } = settings;
  const { externalTls, externalTokens } = gatewaySurroundings(settings);
  const hasRole = gatewayCallsAws(settings);
  const writes = gatewayWrites(settings);
  return collectorValues({
    name: services.gateway,
    config,
    row: sizing.gateway,
    serviceAccount: hasRole
      ? serviceAccountValues(settings, names, "cloudwatch")
      : plainServiceAccount(services.gateway),
    readsPods: true,
    ports: {
      otlp: ports.otlpGrpc,
      "otlp-http": ports.otlpHttp,
      ...(logs.filePipeline === "collector" ? { "files-http": ports.fileLogsOtlpHttp } : {}),
      ...(externalIngest ? { "ext-grpc": ports.externalOtlpGrpc, "ext-http": ports.externalOtlpHttp } : {}),
    },
    environment: [
      ...(writes ? kafkaEnvironment(kafkaMechanism(settings, names), gatewayKafkaSecret) : []),
      ...fanoutEnvironment(settings),
    ],
    revisions: {
      ...(hasRole ? identityRevision(settings) : {}),
      ...(writes ? brokersRevision(settings) : {}),
    },
    volumes: [
      ...(writes ? brokerCaVolumes(externalScramSecret(settings)) : []),
      ...(externalIngest === undefined
        ? []
        : [
            {
              volume: { name: "tls", secret: { secretName: externalIngest.tlsSecret } },
              mount: { name: "tls", mountPath: externalTls, readOnly: true },
            },
            {
              volume: { name: "tokens", secret: { secretName: tokensSecret } },
              // A directory and not a file: only so does a changed Secret reach the pod.
              mount: { name: "tokens", mountPath: externalTokens.replace(/\/[^/]*$/, ""), readOnly: true },
            },
          ]),
    ],
  });
}
