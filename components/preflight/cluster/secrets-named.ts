// Secrets that the settings name and the program does not make, and what must be in them. Pure.
import { brokerSecretKeys, pullSecretKeys, tlsSecretKeys } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import { externalScramSecret } from "../../kafka-client/client";

export interface NamedSecret {
  name: string;
  /** Keys that it needs: one of each list. */
  keys: readonly (readonly string[])[];
  /** What becomes of the platform without it; undefined where pods that mount it never start. */
  without?: string;
}

/** Whether cert-manager is to make the Secret of Grafana's Ingress. */
export function isFilledByCertManager({ grafana: { ingress } }: Pick<Settings, "grafana">): boolean {
  return Object.keys(ingress?.annotations ?? {}).some(
    (key) => key.startsWith("cert-manager.io/") || key === "kubernetes.io/tls-acme",
  );
}

export function secretsNamed(settings: Settings): NamedSecret[] {
  const {
    cluster,
    kafka,
    grafana: { ingress },
    images,
  } = settings;
  const each = (keys: Readonly<Record<string, string>>) => Object.values(keys).map((key) => [key]);
  const named = (name: string | undefined, keys: NamedSecret["keys"], without?: string): NamedSecret[] =>
    name === undefined ? [] : [{ name, keys, ...(without === undefined ? {} : { without }) }];
  return [
    ...named(cluster.externalIngest?.tlsSecret, each(tlsSecretKeys)),
    ...named(externalScramSecret({ kafka }), each(brokerSecretKeys)),
    ...named(
      isFilledByCertManager(settings) ? undefined : ingress?.tlsSecret,
      each(tlsSecretKeys),
      "browsers are shown a certificate of the controller's own",
    ),
    ...images.pullSecrets.flatMap((name) =>
      named(name, [pullSecretKeys], "images are pulled with the rights of the node alone"),
    ),
  ];
}

/** Keys that a Secret lacks, by those that it has; where one of several would do, the first. */
export function keysMissing({ keys }: NamedSecret, has: readonly string[]): string[] {
  return keys.filter((any) => !any.some((key) => has.includes(key))).map(([first = ""]) => first);
}
