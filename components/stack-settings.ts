// The settings of the running stack, from Pulumi's configuration. The only place that reads it.
import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { InvalidSettings } from "../settings/invalid-settings";
import { knowsEachSecret, loadSettings, type StackConfiguration, warningsOf } from "../settings/load";
import type { Settings } from "../settings/settings";
import { ambiguityOf, readStackFile, type StackFile } from "../settings/stack-file";
import { type AwsIdentity, awsIdentity, UnusableIdentity } from "./cloud/aws-identity";
import { defaultTags, type Tags } from "./cloud/controller-tags";

/**
 * Reads the stack's settings and warns of what works but should change.
 *
 * The engine tells which top-level keys hold a secret. Which single values do is read from the stack's file, beside
 * Pulumi.yaml, or where the variable `PULUMI_CONFIG_FILE` says: name it there when `--config-file` is used.
 *
 * @throws pulumi.RunError listing every problem; nothing has been registered by then.
 */
export function stackSettings(): Settings {
  const values = pulumi.runtime.allConfig();
  const file = stackFile();
  const stack: StackConfiguration = {
    values,
    secretKeys: new Set(Object.keys(values).filter(isSecret)),
    ...(file ? { file } : {}),
  };
  try {
    const settings = loadSettings(stack);
    for (const warning of warningsOf(settings)) void pulumi.log.warn(warning);
    if (!knowsEachSecret(stack)) {
      void pulumi.log.warn(
        "the stack's file was not found where Pulumi.yaml is, or is not what the engine read, so a key with one " +
          "secret " +
          "counts as secret as a whole; with --config-file, name the file in PULUMI_CONFIG_FILE too",
      );
    }
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

/** Tags that the stack's AWS provider puts on everything. */
export function stackTags(): Tags {
  return defaultTags(pulumi.runtime.allConfig());
}

/** What `pulumi.Config` itself asks; left out of the SDK's types. A key that it does not know counts as plain. */
function isSecret(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(key) ?? false;
}

/**
 * The stack's file; undefined where there is none, or it can't be read: it is not needed for the settings themselves.
 *
 * @throws pulumi.RunError where it does not tell what the engine reads.
 */
function stackFile(): StackFile | undefined {
  try {
    const root = pulumi.getRootDirectory() || process.cwd();
    const name = pulumi.getStack().split("/").at(-1) ?? "";
    const file = process.env.PULUMI_CONFIG_FILE
      ? resolve(root, process.env.PULUMI_CONFIG_FILE)
      : join(root, configurationDirectory(root), `Pulumi.${name}.yaml`);
    if (!existsSync(file)) return undefined;
    const text = readFileSync(file, "utf8");
    const ambiguity = ambiguityOf(text);
    if (ambiguity !== undefined) throw new pulumi.RunError(`${basename(file)} ${ambiguity}`);
    return readStackFile(text);
  } catch (error) {
    if (error instanceof pulumi.RunError) throw error;
    return undefined;
  }
}

/** `stackConfigDir` of Pulumi.yaml, formerly `config`. */
function configurationDirectory(root: string): string {
  const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as Record<string, unknown>;
  const directory = project.stackConfigDir ?? project.config;
  return typeof directory === "string" ? directory : "";
}
