// The customer key that encrypts the platform's data: S3 objects, Kafka's volumes, Kafka's SCRAM secrets.
import { Alias, Key } from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { dataOptions } from "../data-options";

export interface DataKeyArgs {
  /** Alias with its `alias/` prefix. */
  alias: string;
  environment: string;
  protect: boolean;
}

/**
 * One key for all of them: its loss is the loss of everything, so it is rotated yearly and deleted only after 30 days.
 */
export class DataKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: DataKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:cloud:DataKey", name, args, opts);
    const data = dataOptions(this, args.protect);

    // No key policy: AWS's default lets IAM decide, and every role's policy names this key's ARN.
    const key = new Key(
      name,
      {
        description: `Observability data of ${args.environment}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
      },
      data,
    );
    new Alias(name, { name: args.alias, targetKeyId: key.keyId }, data);

    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
