// The proxy of what leaves the cluster, for the pods that do: settings in, environment variables out. Fluent Bit is not
// among them: it knows no domains and blocks in NO_PROXY, and talks to brokers, not over HTTP. Pure.
import type { Settings } from "../../settings/settings";
import { copiesOf } from "../collection/copies/targets";

/** Never by a proxy: the pod itself, the node's metadata, the credentials agents of EKS. */
const local = ["localhost", "127.0.0.1", "::1", "169.254.169.254", "169.254.170.23", "fd00:ec2::23", "fd00:ec2::254"];

type Proxied = Pick<Settings, "proxy" | "clusterKind" | "fanout" | "longTermMetrics">;

/** What is reached directly, in one list. */
export function noProxy(settings: Proxied): string {
  const { proxy, clusterKind, fanout, longTermMetrics: store } = settings;
  const { serviceAddressBlock, nodeAddressBlocks } = clusterKind;
  const all = [
    ...local,
    ".svc",
    ".cluster.local",
    ...(serviceAddressBlock === undefined ? [] : [serviceAddressBlock]),
    ...nodeAddressBlocks,
    ...copiesOf({ fanout }).flatMap(({ reaches }) => reaches.map(hostOf).filter(isOfTheCluster)),
    ...(store === undefined || store.type === "amp" ? [] : [hostOf(store.url)].filter(isOfTheCluster)),
    ...(proxy?.noProxy ?? []),
  ];
  return [...new Set(all)].join(",");
}

function hostOf(address: string): string {
  return address.includes("://") ? new URL(address).hostname : (address.split(":")[0] ?? "");
}

/** `service.namespace`, as names of Services are shortened: no public name has so few parts, but of a domain itself. */
const isOfTheCluster = (host: string) => /^[a-z0-9-]+(\.[a-z0-9-]+)?$/.test(host) && !/\.[a-z]{2,3}$/.test(host);

export function proxyVariables(settings: Proxied): Record<string, string> {
  if (settings.proxy === undefined) return {};
  const { url } = settings.proxy;
  return { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: noProxy(settings) };
}
