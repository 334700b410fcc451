// Through which proxy an address is reached, by the rules of Go, which kubectl and the Kubernetes provider follow
// (golang.org/x/net/http/httpproxy). Pure.

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy's address; undefined where there is none for this one.
 *
 * @param address An API server's: a name, or one of this machine.
 * @throws Error, without the value, which may hold a password.
 */
export function proxyFor(address: string, environment: Environment): string | undefined {
  const named = (key: string) => environment[key] || environment[key.toLowerCase()];
  const { hostname, port } = new URL(address);
  const proxy = named("HTTPS_PROXY");
  if (!proxy || isLoopback(hostname) || isExempt(hostname, port || "443", named("NO_PROXY") ?? "")) return undefined;
  // Without a scheme a host and its port are one of their own, or none.
  const found = proxy.includes("://") ? proxy : `http://${proxy}`;
  if (!/^(https?|socks5h?):/.test(found) || !URL.canParse(found))
    throw new Error("HTTPS_PROXY holds no address of a proxy");
  return found;
}

const isLoopback = (hostname: string) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** A name stands for what is below it too, with a dot or `*.` before it for that alone; `*` for everything. */
function isExempt(hostname: string, port: string, list: string): boolean {
  return list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (entry === "*") return true;
      const [, name = "", ofPort] = /^\*?([^:]+)(?::(\d+))?$/.exec(entry) ?? [];
      if (name === "" || (ofPort !== undefined && ofPort !== port)) return false;
      return name.startsWith(".") ? hostname.endsWith(name) : hostname === name || hostname.endsWith(`.${name}`);
    });
}
