// How a setting says what it means. The README's table, the error messages and the reference page are made from this.
import { z } from "zod";

/** What a change of a setting does to a running stack. */
type Effect =
  | "in place" // the running workloads take it without a restart
  | "rolling" // pods are replaced one after another, nothing is lost
  | "replacement" // a new resource takes the place of the old one: data moves or is left behind
  | "fixed" // cannot change after the first `pulumi up`
  | "by key"; // of a map that is always there: each of its keys says for itself

export interface Documentation {
  /** One sentence. */
  means: string;
  unit?: string;
  effect: Effect;
  /** A value that is accepted, for documentation and editors. A mend sets none of it: what is missing is asked for. */
  example: string | number | boolean | readonly unknown[] | Readonly<Record<string, unknown>>;
}

/** Attaches documentation to a schema; the outermost wrapper (default, optional) must carry it. */
export function documented<T extends z.ZodType>(schema: T, documentation: Documentation): T {
  return schema.meta({
    description: documentation.means,
    unit: documentation.unit,
    effect: documentation.effect,
    example: documentation.example,
  });
}

/** The documentation of a schema, if it has any. */
export function documentationOf(schema: z.core.$ZodType): Partial<Documentation> & { description?: string } {
  const meta = z.globalRegistry.get(schema);
  return { ...(meta as Partial<Documentation> | undefined), means: meta?.description };
}
