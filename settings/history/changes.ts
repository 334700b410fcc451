// Changes of a running stack that are refused before anything is touched: what is fixed, what cannot shrink, what needs
// steps first, and what deletes data that nobody has let go of.

import { editByHand, type Path, type Problem, setTo } from "../refusals/problem";
import type { Credential } from "../secrets/credential";
import type { Settings } from "../settings";
import { type Acceptable, asked, leftEntries, unaccepted } from "./accepted";
import { keptBrokerVolumes, refusedBrokers } from "./brokers";
import { leftBehind } from "./left-behind";
import type { Loss } from "./loss";
import { losses, lostKey, type StoredData, storedLosses } from "./losses";
import type { StackRecord } from "./record";
import { cannotShrink, mustStay, page, removedTenants } from "./stays";

/** What is known of the stack before this run. */
export interface StackHistory {
  /** Undefined where the platform has not been up: a first run, or data that was just taken up again. */
  record?: StackRecord;
  /** MSK brokers in the state, as they were made: most partitions of a topic of logs, and GiB of each one's volume. */
  brokers?: {
    auth?: "iam" | "scram";
    brokerType?: string;
    brokersPerZone?: number;
    partitions?: number;
    retentionHours?: number;
    subnetIds?: string[];
    volumeGib?: number;
  };
  /** Set where there is a record that this version cannot read, or none although the platform stands. */
  unreadable?: true;
  /** Set where the state has nothing in the cluster: no volume is there, and nothing is stored unless it is `left`. */
  unfinished?: true;
  /** Set where it had something there, which was taken out of it or is gone: what is stored in AWS is there still. */
  left?: true;
  /** Set where objects of the Prometheus operator's definitions stand in the state. */
  monitored?: true;
  /** Set where associations of Pod Identity stand in the state. */
  associated?: true;
  /** Paths of roles that stand in the state, by name; absent where there are none. */
  roles?: Readonly<Record<string, string>>;
  /** Issuer of the cluster that the platform was put on; undefined where no role stands in the state. */
  oidcIssuer?: string;
  /** VPC of the brokers that stand in the state, and their `server.properties`. */
  brokersVpc?: string;
  brokerProperties?: string;
  /** What buckets in the state say of the data in them; undefined where there are none. */
  stored?: StoredData;
  /** Names that the state says by itself: of buckets, and of the namespace. */
  standing?: { environment?: string; namespace?: string };
  /** URNs of what holds data, and of what others live in or by. */
  held?: readonly string[];
  /** Whether the platform's own Kubernetes provider made what it has in the cluster; absent where it has nothing there. */
  ownProvider?: boolean;
  /** Names in AWS that stand in the state, as `type name`, of what AWS makes once only. */
  named?: readonly string[];
  /** Security groups of nodes that brokers in the state admit; none when absent. */
  admittedGroups?: readonly string[];
  /** Address blocks that a policy in the state admits, of nodes; none when absent. */
  admittedBlocks?: readonly string[];
  /** Set where names in AWS are those of the first version (components/cloud/names.ts). */
  naming?: "account";
  /** Set where Loki runs in a ring without a name. */
  rings?: "unnamed";
  /** Absent before the first run, and in states of older versions. */
  revisionKey?: Credential;
}

/**
 * Rows whose StatefulSets the Prometheus operator makes anew with another template, on the claims that are there.
 * Kubernetes refuses such a change of one that Helm updates, and Grafana's claim is Helm's own.
 */
const operatorsOwn: ReadonlySet<string> = new Set(["prometheus", "prometheusAgent", "tenantAgent", "alertmanager"]);

/**
 * All problems of a change at once.
 *
 * @param today `2026-11-27`.
 */
export function refusedChanges(
  history: StackHistory,
  after: StackRecord,
  settings: Pick<Settings, "accept" | "kafka" | "tenants" | "signOn" | "size">,
  today: string,
): Problem[] {
  const { accept, size } = settings;
  const before = history.record;
  if (before === undefined) {
    const expiring = lossesOf(history, after, today).map(asked(accept));
    return [
      ...otherNames(history, after),
      ...otherKey(history, after),
      ...refusedBrokers(history, after, settings),
      ...unaccepted([...(history.unreadable ? [unreadable] : []), ...expiring], accept),
    ];
  }
  const lost = lossesOf(history, after, today).map(asked(accept));
  const standing = [...fixed(asItBinds(history, before, after), after), ...refusedBrokers(history, after, settings)];
  const removed = removedTenants(before, after, settings);
  if (history.unfinished) return [...standing, ...(history.left ? removed : []), ...unaccepted(lost, accept)];
  return [
    ...standing,
    ...smallerVolumes(before, after),
    ...leftAlone(before, after),
    ...removed,
    ...unaccepted([...otherWorkloads(before, after, size), ...largerVolumes(before, after), ...lost], accept),
  ];
}

/**
 * Stored data that expires sooner than it was to.
 *
 * @param today `2026-11-27`.
 */
export function lossesOf(
  { record, stored, unfinished, left }: StackHistory,
  after: StackRecord,
  today: string,
): Loss[] {
  const gone = stored === undefined ? [] : lostKey(stored);
  if (record === undefined || (unfinished && !left && record.earlierData))
    return stored === undefined ? [] : [...gone, ...storedLosses(stored, after)];
  return unfinished && !left ? gone : [...gone, ...losses(record, after, today)];
}

/** Nobody else knows of a key that the organisation brought along; the platform's own is in the state. */
function otherKey({ stored }: StackHistory, { kmsKeyArn: now }: StackRecord): Problem[] {
  const had = stored?.kmsKeyArn;
  return had === undefined || had === now
    ? []
    : [mustStay(["kmsKeyArn"], had, now, "what is stored can be read with that key alone")];
}

/** A newer version wrote it, the run was cut off while it did, or somebody took it out of the state. */
const unreadable: Acceptable = {
  token: "unread-record",
  path: ["accept"],
  value: undefined,
  allowed:
    'must have "unread-record" if this is meant: what the previous run wrote down cannot be read (a newer version wrote ' +
    "it, the run was cut off, or the state has lost it), so nothing can be compared: upgrade this program, or leave all other settings as they were in " +
    'that run; of a destroy that broke off: docs/operations/troubleshooting.md, "A destroy that is taken back"',
};

/** What the run before did not come to make is not held against this one. */
function asItBinds({ unfinished, left, brokers }: StackHistory, before: StackRecord, after: StackRecord): StackRecord {
  const { namespace, storageClass, kmsKeyArn } = after;
  const hasVolumes = !unfinished && Object.keys(before.volumesGib).length > 0;
  // Buckets without anything in them take another. The platform's own does not go by itself.
  const isKeyUsed =
    !unfinished || left || before.earlierData || brokers !== undefined || before.kmsKeyArn === undefined;
  return {
    ...before,
    ...(unfinished ? { namespace } : {}),
    ...(hasVolumes ? {} : { storageClass }),
    ...(isKeyUsed ? {} : { kmsKeyArn }),
  };
}

function fixed(before: StackRecord, after: StackRecord): Problem[] {
  const cluster = (arn: string) => arn.split("/").at(-1) ?? arn;
  const places: [path: Path, from: unknown, to: unknown, why: string][] = [
    [["environment"], before.environment, after.environment, why.environment],
    [["namespace"], before.namespace, after.namespace, why.namespace],
    [
      ["cluster", "name"],
      cluster(before.cluster),
      cluster(after.cluster),
      "the platform and its volumes are on that cluster",
    ],
    [["storageClass"], before.storageClass, after.storageClass, "volumes keep the class that they were made with"],
    [["kmsKeyArn"], before.kmsKeyArn, after.kmsKeyArn, "what is stored can be read with that key alone"],
  ];
  const elsewhere = before.cluster !== after.cluster && cluster(before.cluster) === cluster(after.cluster);
  return [
    ...places.filter(([, from, to]) => from !== to).map(([path, from, to, why]) => mustStay(path, from, to, why)),
    ...(elsewhere
      ? [
          {
            path: ["cluster", "name"],
            value: cluster(after.cluster),
            allowed: `must be ${before.cluster}, AWS is asked for ${after.cluster}: another account or region`,
            command: wayBack(before.cluster, after.cluster),
          },
        ]
      : []),
  ];
}

const why = {
  environment: "it is part of the name of everything that holds data",
  namespace: "volumes cannot leave their namespace",
} as const;

/** Where a `destroy` kept the data and nothing else, or the record cannot be read, the state still has these names. */
function otherNames({ standing = {} }: StackHistory, after: StackRecord): Problem[] {
  return (["environment", "namespace"] as const).flatMap((key) =>
    standing[key] === undefined || standing[key] === after[key]
      ? []
      : [mustStay([key], standing[key], after[key], why[key])],
  );
}

/** How to go back to the region; which profile or role leads to another account is not known here. */
function wayBack(before: string, after: string): string {
  const [regionOf, accountOf] = [(arn: string) => arn.split(":")[3] ?? "", (arn: string) => arn.split(":")[4] ?? ""];
  return accountOf(before) === accountOf(after)
    ? `pulumi config set aws:region ${regionOf(before)}`
    : editByHand(`name a profile or a role of account ${accountOf(before)} (aws:profile, aws:assumeRoles)`);
}

/** Rows that were there before and are there still, whose volumes are to have another size. */
function changedVolumes(before: StackRecord, after: StackRecord): { row: string; had: number; now: number }[] {
  return Object.entries(before.volumesGib)
    .map(([row, had]) => ({ row, had, now: after.volumesGib[row] ?? had }))
    .filter(({ had, now }) => now !== had);
}

function smallerVolumes(before: StackRecord, after: StackRecord): Problem[] {
  return changedVolumes(before, after)
    .filter(({ row, had, now }) => now < had && !operatorsOwn.has(row))
    .map(({ row, had, now }) => cannotShrink(["sizing", row, "volumeGib"], now, had, "volumes do not shrink"));
}

/** Ingesters of `large` keep their places in the ring, which others give up when those are gone, but one alone does not. */
function leftAlone({ volumesGib: had }: StackRecord, { volumesGib: now, otherPods }: StackRecord): Problem[] {
  const path = ["sizing", "loki", "replicas"];
  return had.lokiIngester === undefined || now.lokiIngester !== undefined || otherPods?.loki !== 1
    ? []
    : [
        setTo(
          path,
          1,
          `must be 3 until the pods of \`large\` are gone: a single Loki would never become ready (${page}, "Change the size")`,
          3,
        ),
      ];
}

function largerVolumes(before: StackRecord, after: StackRecord): Acceptable[] {
  return changedVolumes(before, after)
    .filter(({ row, had, now }) => now > had && row !== "grafana" && !operatorsOwn.has(row))
    .map(({ row, had, now }) => ({
      token: `volume/${row}/${now}`,
      path: ["sizing", row, "volumeGib"],
      value: now,
      allowed: `must stay ${had} until the volumes have been grown by hand (${page}, "Larger volumes")`,
    }));
}

/** From and to large other pods take the place of those that hold what is not in S3 yet, on volumes of their own. */
function otherWorkloads(
  { volumesGib: had }: StackRecord,
  { volumesGib: now }: StackRecord,
  size?: Settings["size"],
): Acceptable[] {
  const comes = (
    [
      ["tempo", "tempoIngester"],
      ["tempoIngester", "tempo"],
    ] as const
  ).find(([row, other]) => had[row] === undefined && now[row] !== undefined && had[other] !== undefined);
  return comes === undefined
    ? []
    : [
        {
          token: `flushed/${comes[0]}`,
          path: ["size"],
          value: size,
          allowed: `must stay as it was until you have flushed by hand what Loki and Tempo hold (${page}, "Change the size")`,
        },
      ];
}

/**
 * What is left to do: volumes that grow without steps before, but not by themselves; entries of `accept` that have
 * served, and would let the same change through another time.
 *
 * @param today `2026-11-27`.
 */
export function notices(history: StackHistory, after: StackRecord, accept: readonly string[], today: string): string[] {
  const { record: before, unfinished } = history;
  if (before === undefined || unfinished) return [];
  const asked = [...otherWorkloads(before, after), ...largerVolumes(before, after), ...lossesOf(history, after, today)];
  return [
    ...changedVolumes(before, after)
      .filter(({ row }) => operatorsOwn.has(row))
      .map(({ row, had, now }) =>
        now > had
          ? `sizing.${row}.volumeGib: new volumes have ${now} GiB; those of ${had} GiB grow by hand: ` +
            `${page}, "Larger volumes"`
          : `sizing.${row}.volumeGib: new volumes have ${now} GiB; existing ones keep their size`,
      ),
    ...keptBrokerVolumes(before, after),
    ...leftBehind(before, after),
    ...leftEntries(
      accept,
      asked.map(({ token }) => token),
    ),
  ];
}
