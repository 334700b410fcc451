// What the host of an address tells: whether it is a Service of the cluster, by its name alone.

/**
 * Host of `host:port` or of an address, in lower case; undefined where a text is neither. Addresses with templates or
 * marks in their paths, which `URL` would refuse, have one too.
 */
export function hostOf(text: string): string | undefined {
  return /^(?:https?:\/\/)?([\w.-]+):\d+(?:[/?#]|$)|^https?:\/\/([\w.-]+|\[[0-9A-Fa-f:.]+\])/i
    .exec(text)
    ?.slice(1)
    .find((host) => host !== undefined)
    ?.toLowerCase();
}

/** What a pod finds there is itself, or its node. */
export function isOwnPod(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|0\.0\.0\.0|169\.254(\.\d+){2}|\[(::1?|::ffff:127(\.\d+){3})\])$/.test(host);
}

const part = "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?";
const serviceName = new RegExp(`^${part}((\\.${part})+\\.svc(\\.cluster\\.local)?)?$`);

/**
 * Whether nothing but a Service of the cluster can have the name: `name`, and `name.namespace.svc` with or without
 * `cluster.local`, which no override changes. `name.namespace` is not among them: as many parts has `example.com`.
 */
export function isService(host: string): boolean {
  return serviceName.test(host) && !/^\d+$/.test(host) && !isOwnPod(host);
}

/**
 * Whether an address is more likely a Service's than a public one: for how it is reached, not for what may be sent
 * there. Of two parts it is `name.namespace`, unless the last may be a country or one of the old domains, or the
 * address is that of an ordinary web site, `https://` without a port: few but those have a bare domain. Where that guess is wrong,
 * the name with `.svc` says it, or `proxy.noProxy`.
 */
export function isProbablyService(address: string): boolean {
  const host = hostOf(address) ?? "";
  if (isService(host)) return true;
  const hasTwoParts = new RegExp(`^${part}\\.${part}$`).test(host) && !/\.([a-z]{2,3}|\d+)$/.test(host);
  return hasTwoParts && !/^https:\/\/[^/:]+(:443)?([/?#]|$)/i.test(address);
}
