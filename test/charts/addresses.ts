// Compares the addresses that the platform hands out with the Services that the charts render.
import { endpoints, services } from "../../components/endpoints";
import type { Settings } from "../../settings/settings";
import type { Manifest } from "./manifests";

/** Services that no chart makes: the platform writes these manifests itself. */
const ownServices: ReadonlySet<string> = new Set([services.promLabelProxy, services.tenantReads]);

/** Every in-cluster address of endpoints.ts that is not a rendered Service and port. */
export function addressesNotServed(settings: Settings, manifests: readonly Manifest[]): string[] {
  const served = new Set(
    manifests
      .filter(({ kind }) => kind === "Service")
      .flatMap(({ metadata, spec }) => (spec?.ports ?? []).map(({ port }) => `${metadata.name}:${port}`)),
  );
  const suffix = `.${settings.namespace}.svc.cluster.local`;
  return leaves(endpoints(settings)).flatMap((address) => {
    const { hostname, port } = new URL(address.includes("://") ? address : `http://${address}`);
    if (!hostname.endsWith(suffix)) return [];
    const service = hostname.slice(0, -suffix.length);
    return ownServices.has(service) || served.has(`${service}:${port || "80"}`)
      ? []
      : [`${address}: no chart renders ${service}:${port || "80"}`];
  });
}

function leaves(tree: object): string[] {
  return Object.values(tree).flatMap((value: unknown) =>
    typeof value === "string" ? [value] : leaves(value as object),
  );
}
