// What a target of copies is. Plain data and functions of the target's own settings: the schema of the settings, the
// rules, the Collectors, the network table, Grafana and the cost sheet read it. At run time a target's file imports
// nothing but zod, conventions and the building blocks of settings/, as the settings are made from it; everything else
// it takes as a type.
import type { z } from "zod";
import type { assumed, DailyVolume } from "../../../../cost/assumptions";
import type { PriceName } from "../../../../cost/prices";
import type { Path, Problem } from "../../../../settings/refusals/problem";
import type { Credential } from "../../../../settings/secrets/credential";
import type { CloudNames } from "../../../cloud/names";
import type { HelmValues } from "../../../helm-values";
import type { ComponentId, Components, Pipeline, Pipelines, Signal, Sink } from "../../collector";

export type { ComponentId, Components, Pipeline, Sink };

/** Where an enabled target gets its copies, and what it takes besides. */
export interface Copy {
  /** What it is given. */
  signals: readonly Signal[];
  /** Exporter that has its queue on disk. None where the target takes a store's place: what is stored is no copy. */
  exporter?: Sink;
  /** Its exporter sends what a metric has grown by since the gateway at hand saw it last: a sender is to stay with one. */
  sendsGrowth?: true;
  /** What a signal passes before its queue: what would come out otherwise when a request is tried once more. */
  before?: Partial<Record<Signal, Components<"processors">>>;
  /** What stands behind an exporter that only lends its queue. @param carried Signals of the Collector at hand. */
  behind?: (carried: readonly Signal[], place: CopyPlace) => Behind;
  extensions?: Components<"extensions">;
  /** Entries of the Secret, and variables of the Collectors: `${env:NAME}`. Names are unique among targets. */
  credentials?: Readonly<Record<string, Credential | string>>;
  /** Addresses that the Collectors connect to, `host:port` or URLs. Port 443 is open to all pods anyway. */
  reaches: readonly string[];
  /** What Grafana shows to operators. */
  dataSource?: CopyDataSource;
  /** What the copy costs a month; nothing where its price is not ours to know. */
  costs?: (volume: DailyVolume, assume: typeof assumed) => readonly CopyCost[];
}

export interface CopyPlace {
  environment: string;
  names: Pick<CloudNames, "place" | "logGroupPrefix">;
}

/** Parts of a Collector's configuration. */
export interface Behind {
  receivers: Components<"receivers">;
  processors?: Components<"processors">;
  exporters: Components<"exporters">;
  pipelines: Pipelines;
}

export interface CopyDataSource {
  /** Body that Grafana's HTTP API takes. */
  body: HelmValues & { readonly uid: string; readonly name: string; readonly type: string; readonly url: string };
  /** Password of basic authentication: Grafana reads it from a variable of this name. */
  password?: { variable: string; credential: Credential };
}

export interface CopyCost {
  item: string;
  /** In units of the price, per month. */
  quantity: number;
  price: PriceName;
}

export interface CopyTarget<Schema extends z.ZodType = z.ZodType> {
  /** In headings: `Copy to <title>`. */
  title: string;
  /** Settings at `fanout.<key>`; a boolean `enabled` is among them. */
  schema: Schema;
  /** What is wrong with settings of the right shape. @param at Their path. */
  refusals(own: z.output<Schema>, at: Path): Problem[];
  /** Asked for enabled targets only. */
  copy(own: z.output<Schema>): Copy;
}

/** Ties a target's functions to the settings that its schema yields. */
export function copyTarget<Schema extends z.ZodType<{ enabled: boolean }>>(
  target: CopyTarget<Schema>,
): CopyTarget<Schema> {
  return target;
}
