// The settings of the running stack, from Pulumi's configuration. The only place that reads it.
import * as pulumi from "@pulumi/pulumi";
import { loadSettings, warningsOf } from "../settings/load";
import { InvalidSettings } from "../settings/problem";
import type { Settings } from "../settings/settings";
import { type AwsIdentity, awsIdentity, UnusableIdentity } from "./cloud/aws-identity";

/**
 * Reads the stack's settings and warns of what works but should change.
 *
 * @throws pulumi.RunError listing every problem; nothing has been registered by then.
 */
export function stackSettings(): Settings {
  const values = pulumi.runtime.allConfig();
  const secretKeys = new Set(Object.keys(values).filter(isSecret));
  try {
    const settings = loadSettings({ values, secretKeys });
    for (const warning of warningsOf(settings)) void pulumi.log.warn(warning);
    return settings;
  } catch (error) {
    if (error instanceof InvalidSettings) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/**
 * As whom the stack's AWS provider asks.
 *
 * @throws pulumi.RunError where the cluster could not be asked as the same.
 */
export function stackIdentity(): AwsIdentity {
  try {
    return awsIdentity(pulumi.runtime.allConfig());
  } catch (error) {
    if (error instanceof UnusableIdentity) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/**
 * What `pulumi.Config` itself asks; exported, but left out of the SDK's types. A key it does not know counts as plain.
 */
function isSecret(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(key) ?? false;
}
