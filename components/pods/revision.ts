// Annotations of a pod template that stand for what its pods hold and the template itself does not show: proof of
// identity, credentials in the environment. When such a thing changes the annotation does, and pods are replaced one
// after another.

import { createHash, scryptSync } from "node:crypto";
import type { Settings } from "../../settings/settings";
import type { HelmValues } from "../helm-values";
import { externalBrokers } from "../kafka-client/client";

/** For workloads with an AWS role: a pod is given its proof when it is created, and keeps that kind. */
export function identityRevision({ identity }: Pick<Settings, "identity">): HelmValues {
  return { "observability.io/identity": identity };
}

/** For clients of brokers that exist already: they read the addresses at their start, from a Secret. */
export function brokersRevision({ kafka }: Pick<Settings, "kafka">): HelmValues {
  const external = externalBrokers({ kafka });
  if (external === undefined) return {};
  const digest = createHash("sha256").update(external.bootstrapServers.join()).digest("hex").slice(0, 8);
  return { "observability.io/brokers": digest };
}

/** 16 bits tell two credentials apart, and tell nobody which of many guesses is the right one. */
const revisionBytes = 2;

/**
 * For workloads that read credentials at their start; nothing where there are none. Anybody who may see pods sees
 * annotations, so the digest is short and slow to compute: it confirms no guess. Every 65,536th change goes unseen.
 *
 * @param credentials what the Secret holds, in plain text.
 */
export function credentialsRevision(
  credentials: Readonly<Record<string, string>>,
  { environment, cluster }: Pick<Settings, "environment" | "cluster">,
): HelmValues {
  if (Object.keys(credentials).length === 0) return {};
  const text = JSON.stringify(Object.entries(credentials).sort(([a], [b]) => a.localeCompare(b)));
  const digest = scryptSync(text, `${cluster.name}/${environment}`, revisionBytes).toString("hex");
  return { "observability.io/credentials": digest };
}
