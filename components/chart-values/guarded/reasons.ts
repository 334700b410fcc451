// Why an override is refused: ends of a sentence that begins with "must not be overridden: ".

/** Why a value is guarded. */
export type Reason = string;

/** Reasons by path, by chart. */
export type GuardedPaths = Readonly<Record<string, Readonly<Record<string, Reason>>>>;

export const identity: Reason =
  "roles of AWS and rights in the cluster belong to the service account that the platform makes";
export const network: Reason = "who may reach whom is one table for all releases, and decides who may name a tenant";
export const names: Reason = "other parts of the platform find it by this name";
export const objects: Reason = "objects of your own belong into a program of your own";
export const published: Reason = "whoever reaches it names the tenant: it stays behind the platform's own doors";
export const labels: Reason = "network policies know pods by their labels; set pods.labels";
export const stamping: Reason = "this configuration decides whose each record is";
export const tenants: Reason = "tenants, their limits and their retention are the settings `tenants` and `retention`";
export const storage: Reason = "bucket, key and schema hold the data that is there";
export const people: Reason = "this decides who sees which tenant; see the settings below grafana";
export const hostNetwork: Reason = "on its node's network a pod is no longer bound by network policies";
export const program: Reason = "the platform hands its configuration to the program so";
export const flags: Reason = "a flag goes before the configuration, and so before what keeps tenants apart";
export const variables: Reason =
  "Grafana takes all of its configuration from variables too, and with it who sees which tenant";
export const needed: Reason = "the rest of the platform lives by it";
export const sizing: Reason = "it is a number of `sizing`, which knows what its engine can't do without";
export const size: Reason = "it follows from `size`";
export const away: Reason = "how many pods may be away at once decides whether their quorum holds";
export const receivers: Reason = "who is told of whose alerts is the setting `alerts`";
export const ring: Reason = "the copies of a store find each other by it";
export const lost: Reason =
  "what is refused here is lost: limits are the settings `tenants[].limits` and `sizing.tenantLimits`";
export const root: Reason = "a container would be root, and with it its node";
export const nodesDisk: Reason = "on its node's disk are the logs and the queues of every tenant";
export const single: Reason = "a second copy would split or corrupt its data";
