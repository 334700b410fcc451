// Secrets that the settings name and the program does not make. Pure.
import type { Settings } from "../../settings/settings";
import { externalScramSecret } from "../kafka-client/client";

export interface NamedSecret {
  name: string;
  /** What becomes of the platform without it; undefined where pods that mount it never start. */
  without?: string;
}

export function secretsNamed({ cluster, kafka, grafana, images }: Settings): NamedSecret[] {
  const { ingress } = grafana;
  const filledByCertManager = Object.keys(ingress?.annotations ?? {}).some(
    (key) => key.startsWith("cert-manager.io/") || key === "kubernetes.io/tls-acme",
  );
  const mounted = [cluster.externalIngest?.tlsSecret ?? [], externalScramSecret({ kafka }) ?? []].flat();
  return [
    ...mounted.map((name) => ({ name })),
    ...(ingress?.tlsSecret === undefined || filledByCertManager
      ? []
      : [{ name: ingress.tlsSecret, without: "browsers are shown a certificate of the controller's own" }]),
    ...images.pullSecrets.map((name) => ({ name, without: "images are pulled with the rights of the node alone" })),
  ];
}
