// What the last run of this stack left behind: read from the stack's own state before anything is planned, and written
// there by this one. The engine answers from whatever backend the stack has, file or service, and as of the last step
// that succeeded, so a run that was cut off is known too.
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { dataTypes, recordType, sharedTypes } from "../conventions/data-types";
import { told } from "../settings/disclosure";
import { notices, refusedChanges, type StackHistory } from "../settings/history/changes";
import { losses } from "../settings/history/losses";
import { recordOf, recordSchema, type StackRecord } from "../settings/history/record";
import { InvalidSettings } from "../settings/invalid-settings";
import type { Settings } from "../settings/settings";
import { overriddenPaths } from "./chart-values/overrides";
import { clusterArn, type Place } from "./cloud/names";

/** Resources of a state by URN; only what is read here is looked at. */
const stateSchema = z.object({
  outputs: z.record(z.string(), z.object({ type: z.string(), outputs: z.unknown().optional() })),
});

/** Reads the state of this very stack; empty before its first run, and under mocks. */
export async function readHistory(): Promise<StackHistory> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const answer: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName });
  const state = stateSchema.safeParse(answer);
  return state.success ? historyOf(state.data.outputs) : {};
}

const brokersSchema = z.object({
  brokerNodeGroupInfo: z.object({ storageInfo: z.object({ ebsStorageInfo: z.object({ volumeSize: z.number() }) }) }),
});

const endsInAccount = z.object({ bucket: z.string().regex(/-\d{12}$/) });

/** What matters of a state, by URN: the record, the brokers, and what holds data or is used by others. */
function historyOf(state: Readonly<Record<string, { type: string; outputs?: unknown }>>): StackHistory {
  const resources = Object.values(state);
  const outputsOf = (type: string) => resources.filter((resource) => resource.type === type).map((r) => r.outputs);
  const record = recordSchema.safeParse(outputsOf(recordType)[0]);
  const partitions = outputsOf("aws:msk/topic:Topic").flatMap((outputs) => {
    const topic = z.object({ name: z.literal("logs"), partitionCount: z.number() }).safeParse(outputs);
    return topic.success ? [topic.data.partitionCount] : [];
  })[0];
  const [cluster] = outputsOf("aws:msk/cluster:Cluster").map((outputs) => brokersSchema.safeParse(outputs));
  const volumeGib = cluster?.data?.brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize;
  const named = outputsOf("aws:s3/bucket:Bucket").some((outputs) => endsInAccount.safeParse(outputs).success);
  return {
    ...(record.success ? { record: record.data } : {}),
    ...(named ? { naming: "account" } : {}),
    ...(cluster === undefined
      ? {}
      : {
          brokers: {
            ...(partitions === undefined ? {} : { partitions }),
            ...(volumeGib === undefined ? {} : { volumeGib }),
          },
        }),
    held: Object.entries(state)
      .filter(([, { type }]) => dataTypes.has(type) || sharedTypes.has(type))
      .map(([urn]) => urn)
      .sort(),
  };
}

/** What a run writes down, and what it lets go of that the run before had. */
export interface CheckedChange {
  record: StackRecord;
  /** Stored data that expires sooner than it was to, accepted in the stack's file: a sentence each. */
  expiring: string[];
  /** URNs of data and of what others use, as they were. */
  held: readonly string[];
}

/**
 * Compares what is asked for with what is there.
 *
 * @throws pulumi.RunError with all changes that are refused; nothing has been registered by then.
 */
export function checkedChange(settings: Settings, place: Place, history: StackHistory): CheckedChange {
  const today = new Date().toISOString().slice(0, 10);
  const record = recordOf(settings, clusterArn(settings, place), history.record, today, overriddenPaths(settings));
  const problems = refusedChanges(history, record, settings, today);
  if (problems.length > 0) throw new pulumi.RunError(new InvalidSettings(problems.map(told)).message);
  for (const notice of notices(history, record, settings.accept, today)) void pulumi.log.warn(notice);
  const lost = history.record === undefined ? [] : losses(history.record, record, today);
  return { record, expiring: lost.map(({ message }) => message), held: history.held ?? [] };
}

/**
 * Keeps the record: as outputs for the next run, as inputs for whoever reads a preview. What this run lets go of is an
 * output alone, for the policy pack: as an input it would be a change of the next run's. Makes nothing.
 */
export class RecordKeeper extends pulumi.ComponentResource {
  constructor(name: string, { record, expiring, held }: CheckedChange, opts?: pulumi.ComponentResourceOptions) {
    super(recordType, name, record, opts);
    this.registerOutputs({ ...record, change: { expiring, held } });
  }
}
