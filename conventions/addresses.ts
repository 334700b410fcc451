// How a host and a port become one text, for either family of addresses.

/** The pod's own address, as a Collector reads it from its environment: of the cluster's family, known at run time. */
export const podAddress = "${env:MY_POD_IP}";

/**
 * `host:port`. What is, or may at run time turn out to be, an IPv6 address stands in brackets; Go takes an IPv4 address
 * in brackets as well.
 */
export function hostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Every address of a host, of the given family; `::` takes IPv4 connections too. */
export function everyInterface(ipFamily: "ipv4" | "ipv6"): string {
  return ipFamily === "ipv6" ? "::" : "0.0.0.0";
}

/**
 * A block as AWS has it, whatever was written: `2001:db8::/32` for `2001:DB8:0:0::/32`. The controller of load balancers
 * compares texts: another one is a rule to add, which AWS refuses as there already, and nothing changes any more.
 */
export function canonicalBlock(block: string): string {
  const [address = "", length] = block.split("/");
  return address.includes(":") ? `${new URL(`http://[${address}]`).hostname.slice(1, -1)}/${length}` : block;
}
