// Definitions as the charts make them, against the versions that the look before a plan knows of.
import { broughtDefinitions } from "../../components/preflight/others/definitions";
import type { Manifest } from "./manifests";

interface Definition {
  group?: string;
  names?: { plural?: string };
  versions?: readonly { name: string; served?: boolean }[];
}

/** Of the operators' groups alone: others are taken over from nobody. */
export function versionsNotKnown(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap(({ kind, spec }) => {
    const { group = "", names, versions = [] } = (spec ?? {}) as Definition;
    const brought = broughtDefinitions[group];
    if (kind !== "CustomResourceDefinition" || brought === undefined) return [];
    const plural = names?.plural ?? "";
    const known = Object.keys(brought).filter((version) => brought[version]?.includes(plural));
    const served = versions.filter((version) => version.served).map(({ name }) => name);
    return [...known].sort().join() === [...served].sort().join()
      ? []
      : [`${plural}.${group} is served as ${served.join(", ")}, known as ${known.join(", ") || "nothing"}`];
  });
}
