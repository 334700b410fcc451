// A container's memory has a limit, so that it can't take its neighbours along. CPU has none: throttling loses data.
import { releaseType } from "../../conventions/data-types";
import type { ResourceRule } from "../rule";
import { shown } from "../shown";
import { asList, asObject, entriesOf } from "../values";

const containerLists = new Set(["containers", "initContainers"]);

/** `cpu` or `memory` is asked for: a container's requests, not a volume's. */
const isContainerRequest = (value: unknown) =>
  ["cpu", "memory"].some((name) => name in asObject(asObject(value).requests));
const limitsMemory = (value: unknown) => asObject(asObject(value).limits).memory !== undefined;

/**
 * Sees requests without a memory limit everywhere, and containers without any resources in plain manifests. What a
 * chart leaves out of its own templates isn't in its values: the charts tier looks at rendered manifests.
 */
export const memoryIsLimited: ResourceRule = {
  name: "memory-is-limited",
  description: "Every container has a memory limit.",
  remedy: "Use resources() of components/helm-values.ts with a row of the size table.",
  check({ type, props }) {
    if (!type.startsWith("kubernetes:")) return [];
    const isRelease = type === releaseType;
    return [...entriesOf(isRelease ? props.values : props.spec)].flatMap(({ path, key, value }) => {
      if (isContainerRequest(value) && !limitsMemory(value)) return [`${path} requests without limits.memory`];
      if (isRelease || !containerLists.has(key)) return [];
      return asList(value)
        .map(asObject)
        .filter((container) => !isContainerRequest(container.resources) && !limitsMemory(container.resources))
        .map((container) => `${path}: container ${shown(container.name, /^[a-z0-9-]{1,63}$/)} has no memory limit`);
    });
  },
};
