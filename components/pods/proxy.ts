// The proxy of what leaves the cluster, for the pods that do: settings in, environment variables out. Fluent Bit is not
// among them: it knows no domains and blocks in NO_PROXY, and talks to brokers, not over HTTP. Pure.
import { hostOf, isProbablyService } from "../../conventions/hosts";
import type { Settings } from "../../settings/settings";
import { copiesOf } from "../collection/copies/targets";

/** Never by a proxy: the pod itself, the node's metadata, the credentials agents of EKS. */
const local = ["localhost", "127.0.0.1", "::1", "169.254.169.254", "169.254.170.23", "fd00:ec2::23", "fd00:ec2::254"];

export type Proxied = Pick<Settings, "proxy" | "clusterKind" | "fanout" | "longTermMetrics" | "signOn">;

/** What is reached directly, in one list. */
export function noProxy(settings: Proxied): string {
  const { proxy, clusterKind } = settings;
  const { serviceAddressBlock, nodeAddressBlocks } = clusterKind;
  const all = [
    ...local,
    ".svc",
    ".cluster.local",
    ...(serviceAddressBlock === undefined ? [] : [serviceAddressBlock]),
    ...nodeAddressBlocks,
    ...addresses(settings)
      .filter(isProbablyService)
      .map((address) => hostOf(address) ?? ""),
    ...(proxy?.noProxy ?? []),
  ];
  return [...new Set(all)].join(",");
}

/** What the pods connect to by HTTP or gRPC and the settings name. Those of receivers are secret: no list holds them. */
function addresses({ fanout, longTermMetrics: store, signOn }: Proxied): string[] {
  return [
    ...copiesOf({ fanout }).flatMap(({ reaches, dataSource }) => [...reaches, dataSource?.body.url ?? []].flat()),
    ...(store === undefined || store.type === "amp" ? [] : [store.url]),
    ...[signOn?.tokenUrl ?? [], signOn?.userInfoUrl ?? []].flat(),
  ];
}

export function proxyVariables(settings: Proxied): Record<string, string> {
  if (settings.proxy === undefined) return {};
  const { url } = settings.proxy;
  return { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: noProxy(settings) };
}
