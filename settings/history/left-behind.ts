// What a change leaves as it was: queues on volumes and records in topics that nobody reads any more, volumes that were
// made without protection. Nothing deletes it, so it is told and not refused.
import type { Settings } from "../settings";
import type { StackHistory } from "./changes";
import { names, plural } from "./loss";
import { type StackRecord, tenantOf } from "./record";
import { page } from "./stays";

/** What a change leaves behind, a sentence each. */
export function leftBehind(before: StackRecord, after: StackRecord): string[] {
  return [
    ...fewerPods(before, after),
    ...keptVolumes(before, after),
    ...takenUpAgain(before, after),
    ...otherBrokers(before, after),
    ...bucketOfControlPlane(before, after),
    ...noLongerApart(before, after),
    ...otherWays(before, after),
    ...nothingSent(before, after),
    ...otherStore(before, after),
    ...otherNodes(before, after),
    ...otherWayOfTraces(before, after),
    ...targetsGone(before, after),
    ...signalsGone(before, after),
    ...otherMetricsStore(before, after),
    ...filesUnread(before, after),
    ...tokensGone(before, after),
    ...unprotectedVolumes(before, after),
  ];
}

/** The sentence where the condition holds. */
const when = (condition: unknown, sentence: string): string[] => (condition ? [sentence] : []);

type TenantRecord = StackRecord["tenants"][string];

/** Listed tenants, before and now, of which this holds. */
function tenantsOf(
  before: StackRecord,
  after: StackRecord,
  isMeant: (had: TenantRecord, now: TenantRecord) => boolean | undefined,
): string[] {
  return Object.entries(before.tenants).flatMap(([id, had]) => {
    const now = tenantOf(after, id);
    return now !== undefined && isMeant(had, now) ? [id] : [];
  });
}

/** Rows whose last pods go, or all of them, with their queues. Ingesters that make way for others flush first. */
function fewerPods({ queueingPods: had = {} }: StackRecord, { queueingPods: now = {} }: StackRecord): string[] {
  return Object.entries(had).flatMap(([row, pods]) => {
    const left = now[row] ?? 0;
    if (left >= pods || (left === 0 && row === "tempoIngester")) return [];
    return [
      `sizing.${row}: at most ${plural(left, "pod")} in place of ${pods}; what the others have not sent yet waits ` +
        `on their volumes until they are back: ${page}, "Fewer pods"`,
    ];
  });
}

/**
 * Kubernetes deletes a claim of a StatefulSet's neither with it nor with its pod, and what it costs goes on. Of rows
 * whose queue waits there that is said above.
 */
function keptVolumes(before: StackRecord, after: StackRecord): string[] {
  const told = new Set(Object.keys(before.queueingPods ?? {}).filter((row) => row !== "tempoIngester"));
  const gone = Object.keys(before.volumesGib).filter((row) => {
    if (told.has(row)) return false;
    const [had = 0, now = had] = [before.otherPods?.[row], after.otherPods?.[row]];
    return after.volumesGib[row] === undefined || now < had;
  });
  return when(
    gone.length > 0,
    `volumes: pods of ${names(gone)} go, but their volumes and claims stay, and cost what they did, until you ` +
      `delete them: ${page}, "Volumes that are left"`,
  );
}

/** Pods of a row that comes back take up the claims that it left, as large as they are. */
function takenUpAgain({ leftGib = {} }: StackRecord, { volumesGib: now }: StackRecord): string[] {
  return Object.entries(leftGib)
    .filter(([row, had]) => now[row] !== undefined && now[row] > had)
    .map(
      ([row, had]) =>
        `sizing.${row}.volumeGib: claims that earlier pods left have ${had} GiB, not ${now[row]}, and are ` +
        `used again: grow them, or delete them first: ${page}, "Volumes that are left"`,
    );
}

/** Brokers of MSK go as a whole, and are a loss. */
function otherBrokers({ kafka: had }: StackRecord, { kafka: now }: StackRecord): string[] {
  const what = now.mode === "external" ? "kafka.bootstrapServers: these are brokers of another cluster" : "kafka.mode";
  return when(
    had.mode === "external" && !(now.mode === "external" && isSameCluster(had, now)),
    `${what}: what the log consumer has not read yet stays in the old brokers, and expires there: first follow ` +
      `${page}, "Another Kafka mode"`,
  );
}

/**
 * Brokers come and go; those of one cluster have an ARN, or at least one host in common: each authentication has a
 * port.
 */
function isSameCluster(had: StackRecord["kafka"], now: StackRecord["kafka"]): boolean {
  if (had.clusterArn !== undefined && now.clusterArn !== undefined) return had.clusterArn === now.clusterArn;
  const hosts = ({ servers = [] }: StackRecord["kafka"]) => servers.map((server) => server.replace(/:\d+$/, ""));
  return had.servers === undefined || hosts(had).some((host) => hosts(now).includes(host));
}

/** The row is there while it is read: neither the engine nor AWS lets a bucket with something in it go by itself. */
function bucketOfControlPlane({ volumesGib: had }: StackRecord, { volumesGib: now }: StackRecord): string[] {
  return when(
    had.controlPlaneLogs !== undefined && now.controlPlaneLogs === undefined,
    "logs.controlPlane: the bucket through which these logs came stops the change unless it is let go of, or " +
      `emptied, first: ${page}, "Logs of the EKS control plane"`,
  );
}

function noLongerApart(before: StackRecord, after: StackRecord): string[] {
  const ids = tenantsOf(before, after, (had, now) => had.logsApart && !now.logsApart);
  return when(
    ids.length > 0,
    `tenants[].logsApart: logs of ${names(ids)} that are in the topic logs-apart, or on their way to it, are no longer ` +
      "read; write false instead of nothing, and they are",
  );
}

/** Each way has a queue of its own in the gateway. */
function otherWays(before: StackRecord, after: StackRecord): string[] {
  const ids = tenantsOf(before, after, (had, now) => (had.throughKafka ?? false) !== (now.throughKafka ?? false));
  return when(
    // Records that know no other pods are older than those that know the way.
    before.otherPods !== undefined && ids.length > 0,
    `tenants[].otlpPipeline: what waits for ${names(ids)} in the gateway's queue for the old way stays on its ` +
      `volume until logs go that way again: ${queuesFirst}`,
  );
}

const queuesFirst = `${page}, "Fewer pods", step 1, first`;

/** What waits of retired tenants is still sent. */
function nothingSent(before: StackRecord, after: StackRecord): string[] {
  const ids = tenantsOf(before, after, (had, now) => had.sends && !now.sends && now.retiredOn === undefined);
  return when(
    ids.length > 0,
    `tenants[]: nothing can send for ${names(ids)} any more, and what still waits in the gateway's queues stays on ` +
      `their volumes until something can, or the tenant is retired: ${queuesFirst}`,
  );
}

/** Each store has queues of its own; what goes on as a copy takes along what waited for the store. */
function otherStore({ logStores: [had] = [] }: StackRecord, { logStores: now = [] }: StackRecord): string[] {
  return when(
    had !== undefined && !now.includes(had),
    `fanout.elasticsearch: logs go to ${now[0]} in place of ${had}; what waits for ${had} in the queues of gateway ` +
      `and log consumer stays on their volumes until they go there again: ${queuesFirst}`,
  );
}

/** Nodes come and go; those of one engine have at least one in common. What waits goes to the new ones. */
function otherNodes({ searchNodes: had }: StackRecord, { searchNodes: now }: StackRecord): string[] {
  return when(
    had !== undefined && now !== undefined && !had.some((node) => now.includes(node)),
    "fanout.elasticsearch.endpoints: where these belong to another engine, stored logs stay in the old one, " +
      "and Grafana reads the new one alone",
  );
}

/** Where a search engine stands in for Loki that is said above. Each engine has queues of its own. */
function targetsGone(
  { copies: had = [], logStores: [store, ...engines] = [] }: StackRecord,
  { copies: now = [], logStores: stores = [] }: StackRecord,
) {
  const gone = [
    ...had.filter((target) => target !== store && !now.includes(target)),
    ...engines.filter((engine) => now.includes("elasticsearch") && !stores.includes(engine)),
  ];
  return when(
    gone.length > 0,
    `fanout: what waits for ${names(gone)} in the queues of gateway and log consumer stays on their volumes until ` +
      `it is copied there again: ${queuesFirst}`,
  );
}

/** Each signal has a queue of its own. */
function signalsGone({ copiedSignals: had = [] }: StackRecord, { copiedSignals: now }: StackRecord): string[] {
  const gone = now === undefined ? [] : had.filter((signal) => !now.includes(signal));
  return when(
    gone.length > 0,
    `fanout.otlpHttp.signals: what waits (${names(gone)}) in the queues of gateway and log consumer stays on their ` +
      `volumes until they are copied again: ${queuesFirst}`,
  );
}

/** Prometheus begins a queue anew for another address, tenant (a header) or user; for another password it does not. */
function otherMetricsStore(before: StackRecord, after: StackRecord): string[] {
  const { longTermMetrics: had } = before;
  const isSame =
    had === after.longTermMetrics &&
    (["longTermTenant", "longTermUser"] as const).every((key) => [undefined, after[key]].includes(before[key]));
  return when(
    had !== undefined && !isSame,
    "longTermMetrics: what Prometheus has not yet written to the old store never gets there: wait until it is " +
      "not behind (docs/runbooks/LongTermMetricsBehind.md)",
  );
}

function filesUnread({ filesRead: had }: StackRecord, { filesRead: now }: StackRecord): string[] {
  return when(
    had && !now,
    "logs.filePipeline: nothing reads log files any more, and what Fluent Bit has not sent yet stays on its nodes " +
      "until it is back",
  );
}

function tokensGone({ tokens: had }: StackRecord, { tokens: now }: StackRecord): string[] {
  return when(
    had && !now,
    "cluster.externalIngest: the tokens of senders outside the cluster are deleted; when it is back, hand out " +
      "the new ones",
  );
}

/** In large all go to the samplers, which only that size has; in the others each tenant's to Tempo. */
function otherWayOfTraces({ volumesGib: had }: StackRecord, { volumesGib: now }: StackRecord): string[] {
  return when(
    (had.tempo !== undefined && now.tempoIngester !== undefined) ||
      (had.tempoIngester !== undefined && now.tempo !== undefined),
    "size: traces take another way from the gateway; what waits in its queues for the old way stays on their " +
      `volumes until traces go that way again: ${queuesFirst}`,
  );
}

/** Whether a volume outlives its claim is written into it when it is made. */
function unprotectedVolumes(before: StackRecord, after: StackRecord): string[] {
  return when(
    before.protect === false && after.protect && after.storageClass === undefined,
    'protect: volumes that are there still go with their claims; keep them, too: docs/data.md, "Volumes made without"',
  );
}

/** EKS gives new pods this one while associations are there, which the engine deletes when all pods have been replaced. */
export function formerProof(
  { associated }: Pick<StackHistory, "associated">,
  { identity }: Pick<Settings, "identity">,
): string[] {
  return when(
    associated && identity === "irsa",
    "identity: pods that are replaced now still get the proof of podIdentity, and are refused within six hours: restart " +
      `them once more when \`up\` has ended: ${page}, "Another identity"`,
  );
}
