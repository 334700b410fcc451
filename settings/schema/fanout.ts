// Copies for other systems: each target's settings stand with all else that it is.
import { z } from "zod";
import { copyTargets } from "../../components/collection/copies/targets";

type Shape = { [Key in keyof typeof copyTargets]: (typeof copyTargets)[Key]["schema"] };

export const fanout = z.strictObject(
  Object.fromEntries(Object.entries(copyTargets).map(([key, { schema }]) => [key, schema])) as Shape,
);
