// Annotations that win over the platform's own and leave no way in, or one for everybody: what a load balancer must be told of the listener of
// outside senders, and of Grafana, follows from what these are, and no annotation changes that.
import { jsonOf } from "../../conventions/json";
import { type Path, type Problem, takenAway } from "../refusals/problem";
import { ingressController, isInGroup } from "../schema/grafana";
import type { Rule } from "./rule";

interface Way {
  /** Annotations with this beginning. */
  prefix: string;
  /** What each must be, and why; `fits` sees all others beside it. */
  must: Readonly<Record<string, { fits(value: string, all: Annotations): boolean; be: string }>>;
}

type Annotations = Readonly<Record<string, string>>;

const noPorts = "Services of the platform have no ports on nodes";
const noProxyProtocol = "absent: the listener begins with TLS, and knows no PROXY protocol";

const nlbPrefix = "service.beta.kubernetes.io/aws-load-balancer-";

const nlb: Way = {
  prefix: nlbPrefix,
  must: {
    "proxy-protocol": { fits: () => false, be: noProxyProtocol },
    "target-group-attributes": {
      fits: (value) => !/proxy_protocol_v2\.enabled *= *true/.test(value),
      be: "without proxy_protocol_v2: the listener begins with TLS, and knows no PROXY protocol",
    },
    "nlb-target-type": { fits: (value) => value === "ip", be: `ip: ${noPorts}` },
    // To pods it comes with its own address, so that nobody else could tell who sends.
    "disable-nlb-sg": {
      fits: (value) => value === "false",
      be: "absent: without a security group it lets everybody in, whatever sourceRanges says, and is never given one",
    },
    "ssl-cert": {
      fits: (_, all) => all[`${nlbPrefix}backend-protocol`] === "ssl",
      be: "absent without backend-protocol ssl: the gateway takes TLS alone, with cluster.externalIngest.tlsSecret",
    },
  },
};

const http = {
  fits: (value: string) => ["HTTP", "AUTO_HTTP"].includes(value.toUpperCase()),
  be: "HTTP, which Grafana speaks to what stands before it",
};

const albPrefix = "alb.ingress.kubernetes.io/";
const noListener = "else the controller makes no listener, of none in the same group.name";

/**
 * The platform's own redirect leads to 443 (components/backends/grafana/ingress.ts), in a group it has none, and others may have
 * the listener; other controllers have none.
 */
const redirectOfAlb: Way = {
  prefix: albPrefix,
  must: {
    "listen-ports": {
      fits: (value, all) =>
        isInGroup({ annotations: all })
          ? httpsPorts(value).length > 0
          : [443, Number(all[`${albPrefix}ssl-redirect`])].some((port) => httpsPorts(value).includes(port)),
      be: `JSON that has the port of ssl-redirect, which is 443 when absent, for HTTPS: ${noListener}`,
    },
    "ssl-redirect": {
      fits: (value, all) =>
        isInGroup({ annotations: all })
          ? /^\d+$/.test(value)
          : value === "443" || httpsPorts(all[`${albPrefix}listen-ports`]).includes(Number(value)),
      be: `443, or a port that listen-ports has for HTTPS: ${noListener}`,
    },
  },
};

const ingresses: readonly Way[] = [
  {
    prefix: albPrefix,
    must: {
      "target-type": { fits: (value) => value === "ip", be: `ip: ${noPorts}` },
      "backend-protocol": http,
    },
  },
  {
    prefix: "nginx.ingress.kubernetes.io/",
    must: {
      "backend-protocol": http,
      "ssl-passthrough": {
        fits: (value) => value !== "true",
        be: "absent: Grafana speaks HTTP to what stands before it",
      },
      // At the path / a rewrite to / is none.
      "rewrite-target": { fits: (value) => value === "/", be: "absent: every path would become this one" },
    },
  },
];

/** Of `[{"HTTP": 80}, {"HTTPS": 443}]`. */
function httpsPorts(text = ""): unknown[] {
  const ports = jsonOf(text);
  return Array.isArray(ports) ? ports.flatMap((port: { HTTPS?: unknown } | null) => port?.HTTPS ?? []) : [];
}

export const waysInStayOpen: Rule = {
  reads: [],
  check: ({ cluster, grafana }) => [
    ...closed(nlb, ["cluster", "externalIngest", "loadBalancer"], cluster.externalIngest?.loadBalancer?.annotations),
    ...ingresses.flatMap((way) => closed(way, ["grafana", "ingress"], grafana.ingress?.annotations)),
  ],
};

export const redirectsLeadOn: Rule = {
  reads: [
    ["grafana", "ingress", "className"],
    ["grafana", "ingress", "controller"],
  ],
  check: ({ grafana: { ingress } }) =>
    ingress !== undefined && ingressController(ingress) === "alb"
      ? closed(redirectOfAlb, ["grafana", "ingress"], ingress.annotations)
      : [],
};

function closed({ prefix, must }: Way, at: Path, annotations: Annotations = {}): Problem[] {
  return Object.entries(must).flatMap(([key, { fits, be }]) => {
    const name = `${prefix}${key}`;
    const value = annotations[name];
    const path = [...at, "annotations", name];
    return value === undefined || fits(value, annotations) ? [] : [takenAway(path, value, `must be ${be}`)];
  });
}
