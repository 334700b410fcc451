// The look at account and cluster before anything is planned. Reads AWS and the API server, changes nothing.

import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { getClusterAuth } from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "../../contract/refusal";
import { takeOverVariable } from "../../conventions/take-over";
import { mayWriteByIrsa, ranWithoutBrokers } from "../../settings/history/brokers";
import type { StackHistory } from "../../settings/history/changes";
import { withShownNames } from "../../settings/secrets/shown-names";
import type { Settings } from "../../settings/settings";
import { withWords } from "../../settings/stack-file/written-as-text";
import { defaultTags } from "../cloud/controller-tags";
import type { ClusterFacts } from "../cloud/eks-facts";
import type { Place } from "../cloud/names";
import { oneLine } from "../cloud/there-is-none";
import { kubectlAt } from "../cloud/told-commands";
import { refusal, warn } from "../refusal";
import { withStacksCommands } from "../stack/settings";
import { brokerLogin, fileLogsLogin } from "./account/identity";
import { lookIntoAccount } from "./account/look";
import { type Check, checkText, preflightFileVariable, withNames } from "./check";
import { clusterReader } from "./cluster/api-server";
import { lookIntoCluster, nothingKnown } from "./cluster/look";
import { type ClusterFindings, type Known, notAsked } from "./findings";
import { judge } from "./judgement";

/**
 * Refuses what cannot work, and warns once of what is lacking or not to be known.
 *
 * @param history brokers that are there stay, whatever MSK offers today.
 * @throws Refusal with every reason; nothing has been registered by then.
 */
export async function preflight(
  settings: Settings,
  cluster: ClusterFacts,
  place: Place,
  history: StackHistory,
): Promise<void> {
  const asMade = { ...settings, clusterKind: cluster.kind, tags: defaultTags(pulumi.runtime.allConfig()) };
  const [fromAws, [awsCli, fromCluster]] = await Promise.all([
    lookIntoAccount(settings, cluster, place, history),
    clusterFindings(asMade, cluster),
  ]);
  const takesOver = /^(1|true)$/i.test(process.env[takeOverVariable] ?? "");
  const judgements = judge(asMade, {
    ...loginsBefore(history),
    isInCluster: history.unfinished !== true,
    isMonitored: history.monitored === true,
    isAnother: history.oidcIssuer !== undefined && history.oidcIssuer !== cluster.oidcIssuer,
    grafanaGib: history.unfinished ? undefined : history.record?.volumesGib.grafana,
    isPreview: pulumi.runtime.isDryRun(),
    takesOver,
    awsCli,
    aws: fromAws,
    cluster: fromCluster,
  });
  const atCluster = judgements.map((check) => ({ ...check, mend: kubectlAt(check.mend, cluster.endpoint) }));
  const checks = told(settings, atCluster);
  const file = process.env[preflightFileVariable];
  if (file !== undefined) {
    writeFileSync(file, JSON.stringify(checks));
    throw new Refusal("looked, and planned nothing");
  }
  report(settings, checks);
}

/**
 * What there is to say without a look at the cluster, for a program that makes it.
 *
 * @throws Refusal as above.
 */
export function preflightOfLogins(settings: Settings, { partition }: Place, history: StackHistory): void {
  const known = { ...loginsBefore(history), aws: { partition } };
  report(settings, told(settings, [...brokerLogin(settings, known), ...fileLogsLogin(settings, known)]));
}

const loginsBefore = (history: StackHistory) => ({
  isNew: isNew(history),
  // A stack that has taken up what a former one left may have brokers without a record.
  isBeforeBrokers: history.brokers === undefined && (isNew(history) || ranWithoutBrokers(history)),
  writesByIrsa: !isNew(history) && mayWriteByIrsa(history),
});

const told = (settings: Settings, checks: readonly Check[]) =>
  checks.map((check) =>
    withNames(check, (text) => withStacksCommands(withWords(withShownNames(text, settings), settings.inWords))),
  );

/** A run that was cut off may have made the namespace, and left a record. */
export const isNew = ({ record, unfinished, unreadable }: StackHistory): boolean =>
  unfinished === true && record === undefined && unreadable === undefined;

function report(settings: Settings, checks: readonly Check[]): void {
  const cluster = `EKS cluster "${withShownNames(settings.cluster.name, settings)}"`;
  const of = (verdict: Check["verdict"]) => checks.filter((check) => check.verdict === verdict);
  const lines = (found: readonly Check[]) => found.map((check) => `  ${checkText(check)}`).join("\n");
  const impossible = of("impossible");
  if (impossible.length > 0) {
    throw refusal(`${cluster} can't carry the platform; nothing was changed\n${lines(impossible)}`);
  }
  const lacking = of("lacking");
  if (lacking.length > 0) warn(`${cluster} lacks\n${lines(lacking)}`);
  const unknown = of("unknown");
  if (unknown.length > 0) {
    const reasons = [...new Set(unknown.map(({ found }) => found))].map((reason) => {
      const rows = unknown.filter(({ found }) => found === reason);
      return `  ${reason} - ${rows.map(({ what }) => what).join(", ")}`;
    });
    void pulumi.log.warn(`${cluster}, see npm run preflight -- ${pulumi.getStack()}\n${reasons.join("\n")}`);
  }
}

async function clusterFindings(
  settings: Settings,
  cluster: ClusterFacts,
): Promise<[awsCli: Known<boolean>, ClusterFindings]> {
  try {
    const { token } = await getClusterAuth({ name: cluster.name });
    return [{ is: isAwsCliOnPath() }, await lookIntoCluster(settings, clusterReader(cluster, token))];
  } catch (cause) {
    return [notAsked, await nothingKnown(settings, oneLine(cause))];
  }
}

const isAwsCliOnPath = () =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => folder !== "" && ["aws", "aws.exe"].some((command) => existsSync(join(folder, command))));
