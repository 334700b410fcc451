// SCRAM users of the MSK cluster: a password each, kept in Secrets Manager where the brokers read it.
import { ScramSecretAssociation } from "@pulumi/aws/msk";
import { Secret, SecretVersion } from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { dataOptions } from "../data-options";

export interface KafkaCredentialsArgs {
  clusterArn: pulumi.Input<string>;
  /** Of the names of the users' secrets. */
  secretPrefix: string;
  /** MSK refuses secrets under the account's default key. */
  keyArn: pulumi.Input<string>;
  protect: boolean;
}

/**
 * Who connects: one user for whoever writes, one for whoever reads, so that either can be rotated or shut out alone.
 */
export const kafkaUsers = ["log-producer", "log-consumer"] as const;
export type KafkaUser = (typeof kafkaUsers)[number];

/** Name of a user's secret. */
export const secretName = (prefix: string, user: KafkaUser): string => `${prefix}_${user}`;

export class KafkaCredentials extends pulumi.ComponentResource {
  /** Passwords by user; secret. */
  readonly passwords: Readonly<Record<KafkaUser, pulumi.Output<string>>>;

  constructor(name: string, args: KafkaCredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cloud:KafkaCredentials", name, {}, opts);
    const data = dataOptions(this, args.protect);

    const users = kafkaUsers.map((user) => {
      const password = new random.RandomPassword(`${name}-${user}`, { length: 40, special: false }, { parent: this });
      const secret = new Secret(
        `${name}-${user}`,
        {
          name: secretName(args.secretPrefix, user),
          description: `Kafka user ${user}`,
          kmsKeyId: args.keyArn,
          // Else AWS keeps the name for a month, and the next stack could not have it. A new password comes with it.
          ...(args.protect ? {} : { recoveryWindowInDays: 0 }),
        },
        data,
      );
      const version = new SecretVersion(
        `${name}-${user}`,
        {
          secretId: secret.id,
          secretString: pulumi.jsonStringify({ username: user, password: password.result }),
          // Not protected: a new password is a new version, and the secret keeps the old one for a while.
        },
        { parent: this },
      );
      return { user, password: password.result, secret, version };
    });
    new ScramSecretAssociation(
      name,
      {
        clusterArn: args.clusterArn,
        secretArnLists: users.map(({ secret }) => secret.arn),
      },
      { ...data, dependsOn: users.map(({ version }) => version) },
    );

    this.passwords = Object.fromEntries(users.map(({ user, password }) => [user, password])) as Record<
      KafkaUser,
      pulumi.Output<string>
    >;
    this.registerOutputs({});
  }
}
