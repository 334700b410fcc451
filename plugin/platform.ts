// The platform for programs in any language: settings as a stack's file has them, outputs as plain values.
import * as pulumi from "@pulumi/pulumi";
import type { ClusterFacts } from "eks-observability";
import { type Account, lookUpSurroundings, Platform as ObservabilityPlatform } from "eks-observability";
import { InvalidSettings, loadSettings, type Settings } from "eks-observability/settings";
import { known } from "./known";

export interface PlatformArgs {
  /**
   * The settings by their keys, as a stack's file has them under `observability:`; credentials as secrets. All must be
   * known before `up`.
   */
  // biome-ignore lint/suspicious/noExplicitAny: a map of anything, for the schema; the settings' own schema judges it
  settings: { [key: string]: any };
  /** ARN of an existing key, in the place of the setting `kmsKeyArn`. */
  kmsKeyArn?: pulumi.Input<string>;
  /** Addresses of external brokers, `host:port,...`, where they are known only after `up`. */
  bootstrapServers?: pulumi.Input<string>;
}

interface Prepared {
  settings: Settings;
  surroundings: Account & { cluster: ClusterFacts };
}

export class Platform extends pulumi.ComponentResource {
  /** The contract that applications read: endpoints, tenants, conventions. */
  // biome-ignore lint/suspicious/noExplicitAny: for the schema; the type is the contract's
  readonly contract: pulumi.Output<any>;
  /** The log sidecar, the contract's other part. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly sidecar: pulumi.Output<any>;
  /** Grafana's administrator and the tokens of outside senders. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly secrets: pulumi.Output<any>;

  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-observability:index:Platform", name, {}, opts);
    const { settings, surroundings } = (args as PlatformArgs & { prepared: Prepared }).prepared;
    const { kmsKeyArn, bootstrapServers } = args;
    const platform = new ObservabilityPlatform(
      name,
      { settings, ...surroundings, kmsKeyArn, bootstrapServers },
      { parent: this },
    );
    this.contract = pulumi.output(platform.contract);
    this.sidecar = pulumi.output(platform.sidecar);
    this.secrets = platform.secrets;
    this.registerOutputs({ contract: this.contract, sidecar: this.sidecar, secrets: this.secrets });
  }
}

/** Settings and lookups, before anything is registered. */
export async function preparedPlatform(inputs: pulumi.Inputs): Promise<pulumi.Inputs> {
  const { value, isSecret } = await known("settings", inputs.settings);
  const entries = Object.entries(value as Record<string, unknown>).filter(([, setting]) => setting != null);
  const values = Object.fromEntries(
    entries.map(([key, setting]) => [
      `observability:${key}`,
      typeof setting === "string" ? setting : JSON.stringify(setting),
    ]),
  );
  // One secret in a map makes the whole map secret on its way here, so where there is one each key counts as secret.
  const settings = settled(values, new Set(isSecret ? Object.keys(values) : []));
  return { ...inputs, prepared: { settings, surroundings: await lookUpSurroundings(settings) } };
}

function settled(values: Record<string, string>, secretKeys: Set<string>): Settings {
  try {
    return loadSettings({ values, secretKeys });
  } catch (error) {
    if (error instanceof InvalidSettings) throw new pulumi.RunError(error.message);
    throw error;
  }
}
