// The gateway. In: OTLP from pods, from Fluent Bit, and with a token from outside the cluster. Out: Prometheus, Loki,
// Tempo (or the sampler), and copies to whatever the settings name. May touch: Secrets with the outside senders' tokens
// and the copies' credentials, and the volumes that hold its queues.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { ownLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import type { CloudNames } from "../../cloud/names";
import { type KafkaAccess, kafkaClientSecret } from "../../kafka-client/secret";
import { releases } from "../../releases";
import { collectorRelease } from "../collector/release";
import { fanoutCredentials, fanoutSecret } from "../copies";
import { externalToken } from "./external";
import { loadBalancerSpec } from "./load-balancer-spec";
import { gatewayKafkaSecret, tokensSecret } from "./values";

export interface GatewayArgs {
  /** A change rolls the pods one by one; what they had queued stays on their volumes. */
  settings: Settings;
  names: CloudNames;
  /** Needed while a tenant's logs go through Kafka. */
  kafka?: KafkaAccess;
}

/** Length of a token's secret part: 43 characters of letters and digits are 256 bits. */
const tokenSecretLength = 43;

export class Gateway extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;
  /** Bearer token of each tenant for the external listener; secret. Empty while the listener is off. */
  readonly tokens: Readonly<Record<string, pulumi.Output<string>>>;
  /**
   * Secret with the credentials of copies and of a search engine, which the log consumer reads too; empty where there
   * are none.
   */
  readonly targetCredentials: readonly kubernetes.core.v1.Secret[];

  constructor(name: string, { settings, names, kafka }: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:collection:Gateway", name, {}, opts);
    this.tokens = settings.cluster.externalIngest ? this.makeTokens(name, settings) : {};
    this.targetCredentials = this.fanoutSecret(name, settings);
    const kafkaSecret =
      kafka === undefined
        ? []
        : [kafkaClientSecret(name, { name: gatewayKafkaSecret, namespace: settings.namespace }, kafka, this)];
    const secrets = [...this.tokensSecret(name, settings), ...this.targetCredentials, ...kafkaSecret];
    this.release = collectorRelease(
      name,
      {
        row: releases.gateway,
        settings,
        names,
        dependsOn: secrets,
      },
      this,
    );
    const loadBalancer = loadBalancerSpec(settings);
    if (loadBalancer !== undefined) {
      new kubernetes.core.v1.Service(`${name}-load-balancer`, loadBalancer, {
        parent: this,
        dependsOn: this.release,
        // A cluster that takes on Auto Mode keeps the controller that made the load balancer: Kubernetes refuses another.
        ignoreChanges: ["spec.loadBalancerClass"],
      });
    }
    this.registerOutputs({ release: this.release.name, tokens: this.tokens });
  }

  /** Replacing a tenant's RandomPassword rotates its token; the gateway reads the new list without a restart. */
  private makeTokens(name: string, { tenants }: Settings): Record<string, pulumi.Output<string>> {
    return Object.fromEntries(
      tenants
        .filter(({ retired }) => !retired)
        .map(({ id }) => {
          const secret = new random.RandomPassword(
            `${name}-token-${id}`,
            { length: tokenSecretLength, special: false },
            { parent: this },
          );
          return [id, pulumi.secret(secret.result.apply((text) => externalToken(id, text)))];
        }),
    );
  }

  private tokensSecret(name: string, { cluster, namespace }: Settings): kubernetes.core.v1.Secret[] {
    if (!cluster.externalIngest) return [];
    const tokens = pulumi.secret(pulumi.all(Object.values(this.tokens)).apply((all) => `${all.join("\n")}\n`));
    return [
      new kubernetes.core.v1.Secret(
        `${name}-tokens`,
        {
          metadata: { name: tokensSecret, namespace, labels: ownLabels },
          stringData: { tokens },
        },
        { parent: this },
      ),
    ];
  }

  private fanoutSecret(name: string, settings: Settings): kubernetes.core.v1.Secret[] {
    const credentials = fanoutCredentials(settings);
    if (Object.keys(credentials).length === 0) return [];
    return [
      new kubernetes.core.v1.Secret(
        `${name}-${fanoutSecret(settings)}`,
        {
          metadata: { name: fanoutSecret(settings), namespace: settings.namespace, labels: ownLabels },
          stringData: pulumi.secret(credentials),
        },
        { parent: this },
      ),
    ];
  }
}
