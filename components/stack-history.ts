// What the last run of this stack left behind: read from the stack's own state before anything is planned, and written
// there by this one. The engine answers from whatever backend the stack has, file or service, and as of the last step
// that succeeded, so a run that was cut off is known too.
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { told } from "../settings/disclosure";
import { notices, refusedChanges, type StackHistory } from "../settings/history/changes";
import { recordOf, recordSchema, recordType, type StackRecord } from "../settings/history/record";
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
  return state.success ? historyOf(Object.values(state.data.outputs)) : {};
}

/** What matters of a state: the record, and the brokers. */
function historyOf(resources: readonly { type: string; outputs?: unknown }[]): StackHistory {
  const outputsOf = (type: string) => resources.filter((resource) => resource.type === type).map((r) => r.outputs);
  const record = recordSchema.safeParse(outputsOf(recordType)[0]);
  const partitions = outputsOf("aws:msk/topic:Topic").flatMap((outputs) => {
    const topic = z.object({ name: z.literal("logs"), partitionCount: z.number() }).safeParse(outputs);
    return topic.success ? [topic.data.partitionCount] : [];
  })[0];
  return {
    ...(record.success ? { record: record.data } : {}),
    ...(outputsOf("aws:msk/cluster:Cluster").length > 0
      ? { brokers: partitions === undefined ? {} : { partitions } }
      : {}),
  };
}

/**
 * Compares what is asked for with what is there.
 *
 * @returns the record that this run leaves.
 * @throws pulumi.RunError with all changes that are refused; nothing has been registered by then.
 */
export function checkedRecord(settings: Settings, place: Place, history: StackHistory): StackRecord {
  const today = new Date().toISOString().slice(0, 10);
  const record = recordOf(settings, clusterArn(settings, place), history.record, today, overriddenPaths(settings));
  const problems = refusedChanges(history, record, settings, today);
  if (problems.length > 0) throw new pulumi.RunError(new InvalidSettings(problems.map(told)).message);
  for (const notice of notices(history, record)) void pulumi.log.warn(notice);
  return record;
}

/** Keeps the record: as outputs for the next run, as inputs for whoever reads a preview. Makes nothing. */
export class RecordKeeper extends pulumi.ComponentResource {
  constructor(name: string, record: StackRecord, opts?: pulumi.ComponentResourceOptions) {
    super(recordType, name, record, opts);
    this.registerOutputs({ ...record });
  }
}
