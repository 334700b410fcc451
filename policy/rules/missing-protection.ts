// What holds data cannot be deleted by a slip.
import { dataTypes } from "../../conventions/data-types";
import type { ResourceRule } from "../rule";

/** Stacks with `protect: false` say so on the command line: `--policy-pack-config policy/unprotected.json`. */
export const dataIsProtected: ResourceRule = {
  name: "data-is-protected",
  description:
    "Buckets, keys, brokers, topics and secrets are protected against deletion, and no bucket is emptied by force.",
  remedy: "Give the resource dataOptions(), and set observability:protect true.",
  check({ type, props, protect }) {
    return [
      ...(dataTypes.has(type) && !protect ? ["it holds data and is not protected"] : []),
      ...(props.forceDestroy === true ? ["forceDestroy would delete what is in it"] : []),
    ];
  },
};
