// What does not go together in the store outside that keeps metrics longer.

import { hostOf } from "../../conventions/hosts";
import { editByHand, type Path, type Problem, setSecretCommand, setTo } from "../refusals/problem";
import { atAnotherPort, type OtherPorts } from "../refusals/wrong-port";
import { inTheClear } from "../secrets/cleartext";
import type { Rule } from "./rule";

const credentials: Rule = {
  reads: [["longTermMetrics"]],
  check: ({ longTermMetrics: store }) => {
    if (store === undefined || store.type === "amp") return [];
    const at = (key: string): Path => ["longTermMetrics", key];
    const problems: Problem[] = [];
    if (store.username !== undefined && store.credential === undefined) {
      const path = at("credential");
      const allowed = "is required beside longTermMetrics.username: its password";
      problems.push({ path, value: undefined, allowed, command: setSecretCommand(path) });
    }
    if ((store.credential ?? store.username) !== undefined) problems.push(...inTheClear(at("url"), store.url));
    return problems;
  },
};

/** Where each takes what Prometheus writes, unless a proxy in front has it elsewhere. */
const pushPaths = { mimir: "/api/v1/push", thanos: "/api/v1/receive" } as const;
const ports: Record<keyof typeof pushPaths, OtherPorts> = {
  mimir: { right: 8080, others: { 9095: "what Mimir's parts say to each other, by gRPC" } },
  thanos: {
    right: 19291,
    others: { 10901: "the store's API for Thanos' own parts, by gRPC", 10902: "what Thanos says of itself" },
  },
};

/** Every write would be answered with an error, and Prometheus tries none of those again. */
const takesWrites: Rule = {
  reads: [["longTermMetrics"]],
  check: ({ longTermMetrics: store }) => {
    if (store === undefined || store.type === "amp") return [];
    const { type, url } = store;
    const path: Path = ["longTermMetrics", "url"];
    if (/^aps-workspaces[.-]/.test(hostOf(url) ?? "")) {
      const allowed = "must not be of Amazon Managed Service for Prometheus, which accepts signed requests only";
      const command = editByHand("write type amp and the workspaceArn under longTermMetrics, and nothing else");
      return [{ path, value: url, allowed, command }];
    }
    const [, origin = "", pathname = ""] = /^([^:]+:\/\/[^/]+)(.*?)\/*$/.exec(url) ?? [];
    // Mimir answers queries there: the address of a data source.
    const isOfQueries = type === "mimir" && pathname.endsWith("/prometheus");
    if (pathname !== "" && !isOfQueries) return atAnotherPort(path, url, ports[type]);
    const base = `${origin}${pathname.replace(/\/prometheus$/, "")}`;
    const allowed =
      `must have the path that takes remote writes: ${pushPaths[type]} of ${type === "mimir" ? "Mimir" : "Thanos"}` +
      (isOfQueries ? ", which answers queries at /prometheus" : "; VictoriaMetrics has /api/v1/write");
    return [setTo(path, url, allowed, `${base}${pushPaths[type]}`)];
  },
};

export const longTermMetricsRules: readonly Rule[] = [credentials, takesWrites];
