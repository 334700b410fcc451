// What the last run of this stack left behind: read from the stack's own state before anything is planned, and written
// there by this one. The engine answers from whatever backend the stack has, file or service, and as of the last step
// that succeeded, so a run that was cut off is known too.

import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Refusal } from "../../contract/refusal";
import { dataTypes, platformType, recordType, setupType, sharedTypes } from "../../conventions/data-types";
import { asBrokersStand, brokersOfToday } from "../../settings/history/brokers";
import { lossesOf, notices, refusedChanges, type StackHistory } from "../../settings/history/changes";
import { formerProof } from "../../settings/history/left-behind";
import { acceptedLoss } from "../../settings/history/loss";
import { recordOf, recordSchema, type StackRecord } from "../../settings/history/record";
import { movedRoles } from "../../settings/history/roles";
import { Credential } from "../../settings/secrets/credential";
import type { Settings } from "../../settings/settings";
import { overriddenPaths } from "../chart-values/overrides";
import { admittedIn } from "../cloud/admitted";
import { serverProperties } from "../cloud/kafka/plan";
import { clusterArn, type Place, roleNames } from "../cloud/names";
import { oneLine } from "../cloud/there-is-none";
import { refusalOf, warnOf } from "../refusal";
import { brokersIn, propertiesIn, vpcIn } from "./brokers";
import { withRaisesAsMade } from "./made-raises";
import { volumesBefore, withVolumesAsMade } from "./made-volumes";
import { ringsIn } from "./rings";
import { type MovedTenants, movedTenants, withNamespacesAsServed } from "./served-namespaces";
import { addedTenants, withoutUnserved, writersIn } from "./served-tenants";
import { storedIn } from "./stored-data";

/** Resources of a state by URN; only what is read here is looked at. */
const stateSchema = z.object({
  outputs: z.record(z.string(), z.object({ type: z.string(), outputs: z.unknown().optional() })),
});

/**
 * Reads the state of this very stack; empty before its first run, and under mocks.
 *
 * @throws Refusal where it cannot be read, so that no change could be compared, or has the platform under another name.
 */
export async function readHistory(): Promise<StackHistory> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const answer: unknown = await pulumi.runtime
    .invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })
    .catch((cause: unknown) => {
      const reason = oneLine(cause);
      // Old backends have no projects, so that no stack can be asked for by its own.
      const mend = reason.includes("invalid character '/'") ? " - give the backend projects: pulumi state upgrade" : "";
      throw new Refusal(`the state of stack ${stackName} cannot be read: ${reason}${mend}`);
    });
  const state = stateSchema.safeParse(answer);
  if (!state.success) return {};
  const other = otherStackIn(state.data.outputs, pulumi.getStack(), pulumi.getProject());
  if (other === undefined) return historyOf(state.data.outputs);
  throw new Refusal(
    `the state of stack ${stackName} has the platform of ${other}; nothing was changed: up would make all of it a ` +
      'second time, and delete the first - docs/data.md, "Another name or backend"',
  );
}

/** As whose a state has the platform, where that is not this stack: it was imported by force, or a project renamed. */
function otherStackIn(state: State, stack: string, project: string): string | undefined {
  const other = Object.keys(state).find((urn) => isOwn(urn) && !urn.startsWith(`urn:pulumi:${stack}::${project}::`));
  const [, otherStack, otherProject] = /^urn:pulumi:(.*?)::(.*?)::/.exec(other ?? "") ?? [];
  return otherStack && `stack ${otherStack} of project ${otherProject}`;
}

/** Roles trust the cluster's own issuer, which another cluster of the name does not have. */
const roleSchema = z.object({ assumeRolePolicy: z.string().regex(/:oidc-provider\//) });

/** Names that AWS gives once only. */
const namedSchema = z.union([
  z.object({ bucket: z.string() }).transform(({ bucket }) => bucket),
  z.object({ clusterName: z.string() }).transform(({ clusterName }) => clusterName),
  z.object({ name: z.string() }).transform(({ name }) => name),
]);

/** Outputs of the component that makes the namespace, once it has made it. */
const wasMade = z.object({ namespace: z.string() });

const endsInAccount = z.object({ bucket: z.string().regex(/-\d{12}$/) });

type State = Readonly<Record<string, { type: string; outputs?: unknown }>>;

/** A program may have other resources beside the platform's. */
const isOwn = (urn: string) => urn.includes(`${platformType}$`);

/**
 * What matters of a state, by URN: the record, the brokers, and what holds data or is used by others. A run that failed
 * wrote its record first: what it has not made is not held against the next one.
 */
export function historyOf(state: State): StackHistory {
  const own = Object.entries(state).filter(([urn]) => isOwn(urn));
  const outputsOf = (type: string) => own.filter(([, resource]) => resource.type === type).map(([, r]) => r.outputs);
  const brokers = brokersIn(outputsOf("aws:msk/cluster:Cluster"), outputsOf("aws:msk/topic:Topic"));
  const named = outputsOf("aws:s3/bucket:Bucket").some((outputs) => endsInAccount.safeParse(outputs).success);
  const stored = storedIn(own);
  const made = own.flatMap(([, { type, outputs }]) => (type.startsWith("obs:") ? [] : [outputs]));
  const isMade = made.length > 0;
  const isInCluster = own.some(([, { type }]) => type === "kubernetes:core/v1:Namespace");
  const isTold = outputsOf(setupType).some((outputs) => wasMade.safeParse(outputs).success);
  const isLeft = isTold && !isInCluster;
  return {
    ...(isMade ? recordIn(outputsOf, brokers, isLeft ? undefined : made, writersIn(state), isTold && isInCluster) : {}),
    ...revisionKeyIn(outputsOf(recordType)),
    ...(isInCluster ? {} : { unfinished: true }),
    ...(isLeft ? { left: true } : {}),
    ...(isInCluster ? { ownProvider: own.some(([, { type }]) => type === "pulumi:providers:kubernetes") } : {}),
    ...(stored === undefined ? {} : { stored }),
    ...(named ? { naming: "account" } : {}),
    ...ringsIn(made),
    standing: standingIn(outputsOf),
    ...(brokers === undefined
      ? {}
      : {
          brokers,
          ...vpcIn(outputsOf("aws:ec2/securityGroup:SecurityGroup")),
          ...propertiesIn(outputsOf("aws:msk/configuration:Configuration")),
        }),
    ...(own.some(([, { type }]) => type.startsWith("kubernetes:monitoring.coreos.com/")) ? { monitored: true } : {}),
    ...(outputsOf("aws:eks/podIdentityAssociation:PodIdentityAssociation").length > 0 ? { associated: true } : {}),
    ...issuerIn(outputsOf("aws:iam/role:Role")),
    ...rolesIn(outputsOf("aws:iam/role:Role")),
    ...admittedIn(own),
    named: Object.values(state)
      .flatMap(({ type, outputs }) => {
        const { data: name } = namedSchema.safeParse(outputs);
        return type.startsWith("aws:") && name !== undefined ? [`${type} ${name}`] : [];
      })
      .sort(),
    held: Object.entries(state)
      .filter(([, { type }]) => dataTypes.has(type) || sharedTypes.has(type))
      .map(([urn]) => urn)
      .sort(),
  };
}

type OutputsOf = (type: string) => unknown[];

const lokiBucketSchema = z.object({
  bucket: z.string().transform((name) => /^(.+)-observability-loki-chunks-/.exec(name)?.[1]),
});
const namespaceSchema = z.object({ metadata: z.object({ name: z.string() }) });

function standingIn(outputsOf: OutputsOf): NonNullable<StackHistory["standing"]> {
  const [environment] = outputsOf("aws:s3/bucket:Bucket").flatMap(
    (outputs) => lokiBucketSchema.safeParse(outputs).data?.bucket ?? [],
  );
  const [namespace] = outputsOf("kubernetes:core/v1:Namespace").flatMap(
    (outputs) => namespaceSchema.safeParse(outputs).data?.metadata.name ?? [],
  );
  return { ...(environment === undefined ? {} : { environment }), ...(namespace === undefined ? {} : { namespace }) };
}

function issuerIn(roles: readonly unknown[]): Pick<StackHistory, "oidcIssuer"> {
  const [policy] = roles.flatMap((role) => roleSchema.safeParse(role).data?.assumeRolePolicy ?? []);
  const [, provider] = /:oidc-provider\/([^"]+)"/.exec(policy ?? "") ?? [];
  return provider === undefined ? {} : { oidcIssuer: `https://${provider}` };
}

const roleAtPath = z.object({ name: z.string(), path: z.string() });

function rolesIn(outputs: readonly unknown[]): Pick<StackHistory, "roles"> {
  const roles = outputs.flatMap((role) => roleAtPath.safeParse(role).data ?? []);
  return roles.length === 0 ? {} : { roles: Object.fromEntries(roles.map(({ name, path }) => [name, path])) };
}

/**
 * @param made Undefined where the state has lost what would tell what has come of the record.
 * @param isExpected Whether the platform stands, and was made by a version that writes records.
 */
function recordIn(
  outputsOf: OutputsOf,
  brokers: StackHistory["brokers"],
  made: readonly unknown[] | undefined,
  writers: readonly unknown[],
  isExpected: boolean,
): Pick<StackHistory, "record" | "unreadable"> {
  const [outputs] = outputsOf(recordType);
  if (outputs === undefined) return isExpected ? { unreadable: true } : {};
  const { success, data } = recordSchema.safeParse(outputs);
  if (!success) return { unreadable: true };
  const standing = asBrokersStand(data, brokers);
  if (made === undefined) return { record: standing };
  const served = withNamespacesAsServed(withoutUnserved(standing, outputs, writers), outputs, made);
  return { record: withVolumesAsMade(withRaisesAsMade(served, made, outputs), outputs, made) };
}

const keyBytes = 32;
const keySchema = z.object({ revisionKey: z.string().length(2 * keyBytes) });

function revisionKeyIn([outputs]: readonly unknown[]): Pick<StackHistory, "revisionKey"> {
  const { success, data } = keySchema.safeParse(outputs);
  return success ? { revisionKey: new Credential(data.revisionKey) } : {};
}

/** What a run writes down, and what it lets go of that the run before had. */
export interface CheckedChange {
  record: StackRecord;
  /** Stored data that expires sooner than it was to, accepted in the stack's file: a sentence each. */
  expiring: string[];
  /** Tenants that no run before had. */
  added: string[];
  /** Those that retire with this run, or have others' namespaces. */
  moved: MovedTenants;
  /** GiB that rows of the size table had before, of those whose volumes this run changes. */
  volumesBefore: Readonly<Record<string, number>>;
  /** URNs of data and of what others use, as they were. */
  held: readonly string[];
  /** As in the history. */
  ownProvider?: boolean;
  /** Day of the run, `2026-11-27`. */
  on: string;
  /** Made by the first run, and kept by all others. */
  revisionKey: Credential;
}

/** What is stored without a record stays so until the platform has come, however often that fails. */
function earlierData({ record, stored }: StackHistory): Pick<StackRecord, "earlierData"> {
  return record?.earlierData || (record === undefined && stored !== undefined) ? { earlierData: true } : {};
}

/**
 * Compares what is asked for with what is there.
 *
 * @throws Refusal with all changes that are refused; nothing has been registered by then.
 */
export function checkedChange(settings: Settings, place: Place, history: StackHistory): CheckedChange {
  const today = new Date().toISOString().slice(0, 10);
  const record = {
    ...recordOf(settings, clusterArn(settings, place), history.record, today, overriddenPaths(settings)),
    ...earlierData(history),
  };
  const problems = [
    ...refusedChanges(history, record, settings, today),
    ...movedRoles(history, settings, roleNames(settings, place)),
  ];
  if (problems.length > 0) throw refusalOf(problems, settings);
  const expiring = lossesOf(history, record, today).map(({ message }) => message);
  for (const notice of [
    ...notices(history, record, settings.accept, today),
    ...formerProof(history, settings),
    ...brokersOfToday(history, settings, serverProperties()),
    ...expiring.map((message) => acceptedLoss + message),
  ])
    warnOf(notice, settings);
  return {
    record,
    expiring,
    added: addedTenants(history, record),
    moved: movedTenants(history.record, record),
    volumesBefore: volumesBefore(history.record, record),
    held: history.held ?? [],
    on: today,
    ...(history.ownProvider === undefined ? {} : { ownProvider: history.ownProvider }),
    revisionKey: history.revisionKey ?? new Credential(randomBytes(keyBytes).toString("hex")),
  };
}

/**
 * Keeps the record: as outputs for the next run, as inputs for whoever reads a preview. What this run lets go of is an
 * output alone, for the policy pack: as an input it would be a change of the next run's. The key is an output alone,
 * and a secret. Makes nothing.
 */
export class RecordKeeper extends pulumi.ComponentResource {
  constructor(name: string, change: CheckedChange, opts?: pulumi.ComponentResourceOptions) {
    const { record, revisionKey, expiring, added, moved, volumesBefore, held, on } = change;
    super(recordType, name, record, opts);
    this.registerOutputs({
      ...record,
      change: { expiring, added, moved, volumesBefore, held, on },
      revisionKey: pulumi.secret(revisionKey.reveal()),
    });
  }
}
