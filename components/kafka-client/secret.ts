// What a client of Kafka is told, as the Secret that its pods read. A Secret rather than chart values, which so stay
// known at preview and free of credentials.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../conventions/names";
import { brokerSecretKeys } from "../../conventions/secrets";

/** What the brokers want to be told. */
export interface KafkaAccess {
  /** `host:port,...` of the listener that the authentication uses. */
  bootstrapServers: pulumi.Input<string>;
  /** SCRAM user of MSK; absent with IAM, and with external brokers, whose Secret exists already. */
  credentials?: { username: pulumi.Input<string>; password: pulumi.Input<string> };
}

/** Makes the Secret, owned by the client's component. */
export function kafkaClientSecret(
  name: string,
  secret: { name: string; namespace: string },
  { bootstrapServers, credentials }: KafkaAccess,
  parent: pulumi.Resource,
): kubernetes.core.v1.Secret {
  return new kubernetes.core.v1.Secret(
    `${name}-kafka`,
    {
      metadata: { ...secret, labels: ownLabels },
      stringData: {
        brokers: bootstrapServers,
        ...(credentials
          ? {
              [brokerSecretKeys.username]: credentials.username,
              [brokerSecretKeys.password]: pulumi.secret(credentials.password),
            }
          : {}),
      },
    },
    { parent },
  );
}
