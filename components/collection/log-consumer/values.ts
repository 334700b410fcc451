// Values of the log consumer's release: settings in, plain values out.
//
// It scales on CPU and not on lag: while it is behind it reads without pause, so that lag shows as CPU, and the one lag
// that more pods don't cure (Loki is slow or down) does not add any. Lag itself is alerted on. More pods than
// partitions idle.

import { ownSecretNames } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { services } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { asksForIam, externalScramSecret, hasBrokers, kafkaMechanism, mskBrokers } from "../../kafka-client/client";
import { brokerCaVolumes, kafkaEnvironment } from "../../kafka-client/spellings";
import { brokersRevision, identityRevision } from "../../pods/revision";
import { serviceAccountValues } from "../../pods/service-account";
import { collectorValues, configTexts, plainServiceAccount } from "../collector";
import { fanoutEnvironment } from "../copies";
import { logConsumerConfig } from "./config";

/** Secret that the component makes: `brokers`, and with MSK and SCRAM `username` and `password`. */
export const consumerKafkaSecret = ownSecretNames.logConsumerKafka;

/** @param config Texts of the configuration, whose checksum rolls the pods. */
export function logConsumerValues(
  settings: Settings,
  names: CloudNames,
  config: readonly string[] = configTexts(logConsumerConfig(settings, names)),
): HelmValues {
  const {
    sizing: {
      logConsumer,
      kafka: { partitions },
    },
  } = settings;
  const mostUseful = mskBrokers(settings)?.partitions ?? partitions;
  const mechanism = kafkaMechanism(settings, names);
  return collectorValues({
    name: services.logConsumer,
    config,
    row: { ...logConsumer, maxReplicas: Math.max(logConsumer.replicas, Math.min(logConsumer.maxReplicas, mostUseful)) },
    serviceAccount: callsAws(settings)
      ? serviceAccountValues(settings, names, "logConsumer")
      : plainServiceAccount(services.logConsumer),
    readsPods: true,
    environment: [...kafkaEnvironment(mechanism, consumerKafkaSecret), ...fanoutEnvironment(settings)],
    revisions: {
      ...(callsAws(settings) ? identityRevision(settings) : {}),
      ...brokersRevision(settings),
    },
    volumes: brokerCaVolumes(externalScramSecret(settings)),
  });
}

/** Brokers that ask for IAM, or a copy in CloudWatch: components/cloud/identity/identities.ts makes the role. */
function callsAws({ kafka, fanout: { cloudwatch } }: Settings): boolean {
  return asksForIam({ kafka }) || (hasBrokers({ kafka }) && cloudwatch.enabled);
}
