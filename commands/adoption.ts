// Which resources of an old state a new stack takes over, as the file that `pulumi import --file` reads.
import { z } from "zod";
import { recordType } from "../conventions/data-types";
import { recordSchema, type StackRecord } from "../settings/history/record";
import { importIds } from "./import-ids";

const stateSchema = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          custom: z.boolean().default(false),
          id: z.string().optional(),
          parent: z.string().optional(),
          provider: z.string().optional(),
          retainOnDelete: z.boolean().default(false),
          outputs: z.record(z.string(), z.unknown()).default({}),
        }),
      )
      .default([]),
  }),
});

type StateResource = z.output<typeof stateSchema>["deployment"]["resources"][number];

interface ImportEntry {
  type: string;
  /** Unique in the file; `logicalName` is the name in the program. */
  name: string;
  logicalName: string;
  id?: string;
  component?: true;
  parent?: string;
}

export interface ImportFile {
  /** URNs of what stands in the stack already, by names that entries call their parents. */
  nameTable: Record<string, string>;
  resources: ImportEntry[];
}

const nameOf = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);
/** Without its stack, which may have had another name. */
const placeOf = (urn: string) => urn.split("::").slice(1).join("::");
const isStack = ({ type }: StateResource) => type === "pulumi:pulumi:Stack";

/**
 * Every resource of AWS that the old stack was to leave behind and that the stack has not, below the components that
 * own it, so that it keeps its URN.
 *
 * @param state what `pulumi stack export` printed before the old stack was destroyed, or let go of it.
 * @param own what it prints of the stack that is to have it.
 * @throws ZodError where that is something else.
 */
export function importFile(state: unknown, own: unknown): ImportFile {
  const { resources } = stateSchema.parse(state).deployment;
  const standing = new Map(stateSchema.parse(own).deployment.resources.map(({ urn }) => [placeOf(urn), urn]));
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const kept = resources.filter(
    ({ urn, custom, retainOnDelete, type }) =>
      custom && retainOnDelete && type.startsWith("aws:") && !standing.has(placeOf(urn)),
  );
  const owners = new Set<string>();
  for (const resource of kept) {
    for (
      let owner = resource.parent;
      owner !== undefined && !isStack(byUrn.get(owner) ?? resource);
      owner = byUrn.get(owner)?.parent
    )
      owners.add(owner);
  }
  const parentOf = ({ parent }: StateResource) =>
    parent !== undefined && owners.has(parent) ? { parent: key(parent) } : {};
  const above = resources.filter(({ urn }) => owners.has(urn));
  return {
    nameTable: Object.fromEntries(
      above.flatMap(({ urn }) => {
        const now = standing.get(placeOf(urn));
        return now === undefined ? [] : [[key(urn), now]];
      }),
    ),
    resources: [
      ...above
        .filter(({ urn }) => !standing.has(placeOf(urn)))
        .map(
          (resource): ImportEntry => ({
            type: resource.type,
            name: key(resource.urn),
            logicalName: nameOf(resource.urn),
            component: true,
            ...parentOf(resource),
          }),
        ),
      ...kept.map(
        (resource): ImportEntry => ({
          type: resource.type,
          name: key(resource.urn),
          logicalName: nameOf(resource.urn),
          id: importIds[resource.type]?.(resource.outputs) ?? resource.id ?? "",
          ...parentOf(resource),
        }),
      ),
    ],
  };
}

/** Whether its buckets are named after the cluster; the first version named them after the account (cloud/names.ts). */
export function isNamedByCluster(state: unknown): boolean {
  const { resources } = stateSchema.parse(state).deployment;
  return !resources.some(({ type, id = "" }) => type === "aws:s3/bucket:Bucket" && /-\d{12}$/.test(id));
}

/** What the last run of a stack wrote down; undefined where the platform has not been up. */
export function recordIn(state: unknown): StackRecord | undefined {
  const { resources } = stateSchema.parse(state).deployment;
  return recordSchema.safeParse(resources.find(({ type }) => type === recordType)?.outputs).data;
}

/** Names repeat among types (a bucket and its policy), and an import file wants them unique. */
function key(urn: string): string {
  const [type = ""] = urn.split("::").slice(-2, -1);
  return `${nameOf(urn)} ${type.split("$").at(-1) ?? ""}`;
}
