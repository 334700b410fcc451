// What the parts of Loki and of Tempo share when all of them are on one machine: where each listens, and how their
// rings find each other.
import type { HelmValues } from "../../../components/helm-values";

export interface PartPorts {
  http: number;
  grpc: number;
  gossip: number;
}

/** Throws an Error when no part is called so. */
export function portsOf<Ports extends PartPorts>(ports: Readonly<Record<string, Ports>>, part: string): Ports {
  const found = ports[part];
  if (found === undefined) throw new Error(`no part is called ${part}`);
  return found;
}

/** Keys of the block `server`. */
export function listenersOf({ http, grpc }: PartPorts): HelmValues {
  return {
    http_listen_address: "127.0.0.1",
    http_listen_port: http,
    grpc_listen_address: "127.0.0.1",
    grpc_listen_port: grpc,
  };
}

/** The block `memberlist` of a part, which joins the first of all. */
export function memberlistOf(ports: Readonly<Record<string, PartPorts>>, part: string): HelmValues {
  const { gossip } = portsOf(ports, part);
  const [first = part] = Object.keys(ports);
  return {
    bind_addr: ["127.0.0.1"],
    bind_port: gossip,
    advertise_addr: "127.0.0.1",
    advertise_port: gossip,
    join_members: [...new Set([first, part])].map((name) => `127.0.0.1:${portsOf(ports, name).gossip}`),
    rejoin_interval: "5s",
  };
}

/** S3's stand-in, by Loki's names of its keys. */
export function localS3(endpoint: string): HelmValues {
  return { endpoint, insecure: true, s3forcepathstyle: true, access_key_id: "key", secret_access_key: "secret" };
}
