// What overrides may not touch, and why: whatever keeps tenants and identities apart, names that others rely on, and
// what a setting says better. Paths as in path-list.ts; each stands for everything at and below it.
import { collectionPaths } from "./collection";
import { metricsPaths } from "./metrics";
import type { GuardedPaths } from "./reasons";
import { storesPaths } from "./stores";

export const guardedPaths: GuardedPaths = { ...metricsPaths, ...storesPaths, ...collectionPaths };
