// Annotations of a pod template that stand for what its pods hold and the template itself does not show: proof of
// identity, credentials in the environment. When such a thing changes the annotation does, and pods are replaced one
// after another.

import { createHash, createHmac } from "node:crypto";
import type { Settings } from "../../settings/settings";
import type { HelmValues } from "../helm-values";
import { externalBrokers } from "../kafka-client/client";

/** For workloads with an AWS role: a pod is given its proof when it is created, and keeps that kind. */
export function identityRevision({ identity, iam }: Pick<Settings, "iam" | "identity">): HelmValues {
  const { rolePath, roleNamePrefix } = iam;
  // Roles with another path or name are other roles, and those that pods have the credentials of are gone.
  const role = rolePath === "/" && roleNamePrefix === "" ? "" : ` ${rolePath}${roleNamePrefix}`;
  return { "observability.io/identity": `${identity}${role}` };
}

/** For clients of brokers that exist already: they read the addresses at their start, from a Secret. */
export function brokersRevision({ kafka }: Pick<Settings, "kafka">): HelmValues {
  const external = externalBrokers({ kafka });
  if (external === undefined) return {};
  const digest = createHash("sha256").update(external.bootstrapServers.join()).digest("hex").slice(0, 8);
  return { "observability.io/brokers": digest };
}

/**
 * For workloads that read credentials at their start; nothing where there are none. Anybody who may see pods sees
 * annotations, so the digest is made with a key that only the stack's state holds: it confirms no guess.
 *
 * @param credentials what the Secret holds, in plain text.
 */
export function credentialsRevision(
  credentials: Readonly<Record<string, string>>,
  { revisionKey }: Pick<Settings, "revisionKey">,
): HelmValues {
  if (Object.keys(credentials).length === 0) return {};
  return { "observability.io/credentials": credentialsDigest(credentials, { revisionKey }) };
}

/** In hexadecimal, of 16 digits. */
export function credentialsDigest(
  credentials: Readonly<Record<string, string>>,
  { revisionKey }: Pick<Settings, "revisionKey">,
): string {
  // One language for every machine: sorted by its own, credentials that nobody changed would have another digest.
  const sorted = Object.entries(credentials).sort(([a], [b]) => a.localeCompare(b, "en"));
  return createHmac("sha256", revisionKey.reveal()).update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
}
