// The settings of the running stack, from Pulumi's configuration. The only place that reads it.

import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "../../contract/refusal";
import { knowsEachSecret, ownFile, rawSettings, type StackConfiguration } from "../../settings/configuration";
import type { StackHistory } from "../../settings/history/changes";
import { loadSettings, warningsOf } from "../../settings/load";
import { InvalidSettings } from "../../settings/refusals/invalid-settings";
import { isTokenOfAMaker } from "../../settings/secrets/credential-forms";
import type { Settings } from "../../settings/settings";
import { type AwsIdentity, awsIdentity, UnusableIdentity } from "../cloud/aws-identity";
import { defaultTags, type Tags } from "../cloud/controller-tags";
import { tagsRefused, tagsWarned } from "../cloud/tag-problems";
import { toldCommands } from "../cloud/told-commands";
import { isRunByEngine, refusal, warnOf } from "../refusal";
import { AmbiguousStackFile, fileNamed, findStackFile } from "./find-file";
import { areFromStack } from "./settings-source";
import { unreadConfiguration } from "./unread-configuration";

/**
 * Reads the stack's settings and warns of what works but should change.
 *
 * The engine tells which top-level keys hold a secret. Which single values do is read from the stack's file.
 *
 * @throws Refusal listing every problem; nothing has been registered by then.
 */
export function stackSettings(): Settings {
  areFromStack();
  const values = pulumi.runtime.allConfig();
  const stack: StackConfiguration = { values, secretKeys: new Set(Object.keys(values).filter(isSecret)) };
  try {
    const file = findStackFile(pulumi.getRootDirectory() || process.cwd(), pulumi.getStack(), process.env);
    if (file) stack.file = file;
    const settings = loadSettings(stack);
    const unread = unreadConfiguration(Object.keys(values), pulumi.getProject());
    for (const warning of [...unread, ...warningsOf(settings)]) warnOf(warning, settings);
    if (!knowsEachSecret(stack)) {
      void pulumi.log.warn(
        "the stack's file was not found where Pulumi.yaml is, or is not what the engine read, so a key with one " +
          "secret counts as secret as a whole; with --config-file, name the file in PULUMI_CONFIG_FILE too",
      );
    }
    return settings;
  } catch (error) {
    if (error instanceof InvalidSettings) throw refusal(withDoubtOfFile(error.message, stack));
    if (error instanceof AmbiguousStackFile) throw refusal(error.message);
    throw error;
  }
}

/** With `--config-file` alone the program does not learn which file its commands are for. */
function withDoubtOfFile(message: string, stack: StackConfiguration): string {
  const isTold = fileNamed(process.env) !== undefined || !isRunByEngine() || !message.includes("pulumi config ");
  return isTold || ownFile(stack, rawSettings(stack)) !== undefined
    ? message
    : `${message}\n  the settings are not those of the stack's own file: where --config-file names another, run each ` +
        "`pulumi config` with it";
}

/**
 * As whom the stack's AWS provider asks.
 *
 * @throws Refusal where the cluster could not be asked as the same.
 */
export function stackIdentity(): AwsIdentity {
  try {
    const identity = awsIdentity(pulumi.runtime.allConfig());
    return ["aws:profile", "aws:assumeRoles"].some(isSecret) ? { ...identity, isSecret: true } : identity;
  } catch (error) {
    if (error instanceof UnusableIdentity) throw refusal(error.message);
    throw error;
  }
}

/**
 * Tags that the stack's AWS provider puts on everything, with a warning where they are many for a platform that stands.
 *
 * @throws Refusal where one is a credential, or encrypted as if it were, or none that every service of AWS takes.
 */
export function stackTags({ record, unfinished }: StackHistory = {}): Tags {
  const stands = record !== undefined && !unfinished;
  const values = pulumi.runtime.allConfig();
  const tags = defaultTags(values);
  const isCredential = Object.entries(tags).some((tag) => tag.some(isTokenOfAMaker));
  if (isCredential || isSecret("aws:defaultTags")) {
    throw new Refusal(
      "aws:defaultTags - must be no credential and no Pulumi secret: tags stand in plain text in the account and in " +
        "objects of the cluster - edit the stack's file: write them in plain text, without what nobody may read",
    );
  }
  const refused = tagsRefused(values["aws:defaultTags"], stands);
  if (refused !== undefined) throw refusal(refused);
  const warned = stands ? tagsWarned(values["aws:defaultTags"]) : undefined;
  if (warned !== undefined) void pulumi.log.warn(warned);
  return tags;
}

/** Commands of AWS in a text that people are shown, as whoever the stack's AWS provider is. */
export function withStacksCommands(text: string): string {
  const values = pulumi.runtime.allConfig();
  const shown = isSecret("aws:profile") ? { ...values, "aws:profile": "<profile>" } : values;
  return toldCommands(text, shown, process.env);
}

/** What `pulumi.Config` itself asks; left out of the SDK's types. A key that it does not know counts as plain. */
function isSecret(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(key) ?? false;
}
