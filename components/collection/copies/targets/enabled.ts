// `enabled`, which every target has.
import { z } from "zod";
import { documented } from "../../../../settings/documented";

/** @param what Target and signals: `Jaeger: traces`. */
export const enabled = (what: string) =>
  documented(z.boolean().default(false), { means: `Sends a copy to ${what}`, effect: "rolling", example: true });
