// What an organisation prescribes must not take away what the platform's own pods live by. Rules that read nothing beside
// a key judge each key by itself, whatever is wrong with others.

import { editByHand, type Path, type Problem, takenAway } from "../refusals/problem";
import type { Configuration } from "../schema";
import { Credential } from "../secrets/credential";
import { isNameOfCredential } from "../secrets/credential-forms";
import type { Rule } from "./rule";

/**
 * Labels by which Deployments, StatefulSets, Services, disruption budgets and network policies find their pods, in the
 * charts' words and in the platform's, and those that Kubernetes or the Prometheus operator write themselves: another
 * value makes a selector that matches nothing, which Kubernetes refuses or nobody notices. `npm run test:charts` finds
 * those of the charts that are not here.
 */
export const podSelectors: ReadonlySet<string> = new Set([
  "alertmanager",
  "app",
  "app.kubernetes.io/component",
  "app.kubernetes.io/instance",
  "app.kubernetes.io/managed-by",
  "app.kubernetes.io/name",
  "app.kubernetes.io/part-of",
  "apps.kubernetes.io/pod-index",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
  "component",
  "controller-revision-hash",
  "k8s-app",
  "name",
  "operator.prometheus.io/name",
  "operator.prometheus.io/shard",
  "pod-template-generation",
  "pod-template-hash",
  "prometheus",
  "release",
  "rollout-group",
  "statefulset.kubernetes.io/pod-name",
]);

/** As a label and as an annotation: the webhook that gives pods the credentials of their role passes them by. */
const withoutRole = /^eks\.amazonaws\.com\/skip-/;

/** Charts and platform keep there what their pods read: where it changes, pods are replaced. */
const revisions = ["checksum/", "observability.io/"];

/** The older words for profiles that containers run under; where a field says it too, an API server refuses both. */
const profiles =
  /^(seccomp\.security\.alpha|container\.(seccomp\.security\.alpha|apparmor\.security\.beta))\.kubernetes\.io(\/|$)/;

/**
 * Sidecars and agents of the OpenTelemetry operator are for applications; networks beside the cluster's know no policy;
 * by `kubernetes.io/config.` the kubelet marks static pods, which a cluster's controllers let be.
 */
const intruders =
  /^((instrumentation|sidecar)\.opentelemetry\.io\/|k8s\.v1\.cni\.cncf\.io\/networks$|kubernetes\.io\/config\.)/;

/** By these meshes and stores of secrets put a container of theirs into pods. */
const injectors =
  /^(sidecar\.istio\.io\/inject|linkerd\.io\/inject|kuma\.io\/sidecar-injection|consul\.hashicorp\.com\/connect-inject|appmesh\.k8s\.aws\/sidecarInjectorWebhook|dapr\.io\/enabled|vault\.hashicorp\.com\/agent-inject)$/;

/** Other values say that a pod is to be left alone. */
const isInjected = (key: string, value: string) =>
  injectors.test(key) && /^(true|enabled|ingress|yes|on|1)$/i.test(value);

/** By these labels Istio takes a pod's traffic over without a container in it, and by a revision's name with one. */
const isMeshed = (key: string, value: string) =>
  (key === "istio.io/dataplane-mode" && value === "ambient") || (key === "istio.io/rev" && value !== "");

const becauseOfPolicies = "it puts into every pod of the platform, or before it, what its network policies do not know";

/** Labels and annotations that pods may not have, and why. */
const takenFromPods: readonly [
  of: readonly ("label" | "annotation")[],
  is: (key: string, value: string) => boolean,
  why: string,
][] = [
  [["label"], (key) => podSelectors.has(key), "pods are found by this one"],
  [
    ["annotation"],
    (key) => revisions.some((prefix) => key.startsWith(prefix)),
    "by this one pods are replaced when what they read has changed",
  ],
  [
    ["annotation"],
    (key) => profiles.test(key),
    "what containers may do is in their own fields, and this one would undo it",
  ],
  [["annotation"], (key) => intruders.test(key), becauseOfPolicies],
  [["label", "annotation"], isInjected, becauseOfPolicies],
  [["label"], isMeshed, becauseOfPolicies],
  [
    ["annotation"],
    (key) => key === "karpenter.sh/do-not-disrupt",
    "with this one on what runs on every node Karpenter renews and empties no node at all; overrides give it to parts",
  ],
  [
    ["label", "annotation"],
    (key) => withoutRole.test(key),
    "with this one pods get no credentials of AWS, and stores reach no bucket",
  ],
];

const podsKeepWhatTheyLiveBy: Rule = {
  reads: [],
  check: ({ pods }) =>
    (["label", "annotation"] as const).flatMap((kind) =>
      Object.entries(pods[`${kind}s`]).flatMap(([key, value]): Problem[] => {
        const [, , why] = takenFromPods.find(([of, is]) => of.includes(kind) && is(key, value)) ?? [];
        const path = ["pods", `${kind}s`, key];
        return why === undefined ? [] : [takenAway(path, value, `must be another ${kind}: ${why}`)];
      }),
    ),
};

/** Settings of annotations. */
const annotationsOf = ({
  pods,
  grafana,
  cluster,
}: Configuration): [path: Path, annotations: Record<string, string>][] => [
  [["pods", "annotations"], pods.annotations],
  [["grafana", "ingress", "annotations"], grafana.ingress?.annotations ?? {}],
  [
    ["cluster", "externalIngest", "loadBalancer", "annotations"],
    cluster.externalIngest?.loadBalancer?.annotations ?? {},
  ],
];

const annotationsHoldNoCredential: Rule = {
  reads: [],
  check: (configuration) =>
    [...annotationsOf(configuration), [["pods", "labels"], configuration.pods.labels] as const].flatMap(
      ([path, annotations]) =>
        Object.entries(annotations)
          .filter(([key, value]) => isNameOfCredential(key) && value !== "" && !/^(true|false)$/i.test(value))
          .map(([key, value]) =>
            takenAway(
              [...path, key],
              new Credential(value),
              "must be another name: this one is a credential's, and whoever sees the object can read it",
            ),
          ),
    ),
};

/**
 * Bytes of all keys and values together that an object takes (kubernetes.io, "Annotations"); half is left to charts.
 */
const mostAnnotationBytes = 131_072;

const bytesOf = (texts: Record<string, string>) =>
  Object.entries(texts).reduce((sum, pair) => sum + Buffer.byteLength(pair.join("")), 0);

const annotationsFit: Rule = {
  reads: [["grafana"], ["cluster"]],
  check: (configuration) =>
    annotationsOf(configuration).flatMap(([path, annotations]): Problem[] => {
      // Those of pods have a bound of their own.
      if (path[0] === "pods") return [];
      const bytes = bytesOf(annotations);
      return bytes <= mostAnnotationBytes
        ? []
        : [
            {
              path,
              value: annotations,
              allowed: `must have at most ${mostAnnotationBytes} bytes together (it has ${bytes})`,
              command: editByHand("shorten them, or take some away"),
            },
          ];
    }),
};

/** Helm keeps a release in 1 MiB, with some twenty pod templates in the largest; each has all of these. */
const mostPodBytes = 16_384;

const podsFitTheirReleases: Rule = {
  reads: [["pods"], ["scheduling"]],
  check: ({ pods, scheduling: { nodeSelector } }): Problem[] => {
    const maps: [path: Path, texts: Record<string, string>][] = [
      [["pods", "labels"], pods.labels],
      [["pods", "annotations"], pods.annotations],
      [["scheduling", "nodeSelector"], nodeSelector],
    ];
    const sizes = maps.map(([path, value]) => ({ path, value, bytes: bytesOf(value) }));
    const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const [largest] = sizes.sort((a, b) => b.bytes - a.bytes);
    if (all <= mostPodBytes || largest === undefined) return [];
    const together = "pods.labels, pods.annotations and scheduling.nodeSelector";
    const { path, value } = largest;
    return [
      {
        path,
        value,
        allowed: `must be shorter: ${together} may have at most ${mostPodBytes} bytes together (they have ${all}), as every pod carries them`,
        command: editByHand("shorten them, or take some away"),
      },
    ];
  },
};

/** `className` fills the field of the same meaning, and the API server refuses an Ingress with both. */
const classAnnotation = "kubernetes.io/ingress.class";

const classesStandOnce: Rule = {
  reads: [],
  check: ({ grafana: { ingress } }) => {
    const path = ["grafana", "ingress", "annotations", classAnnotation];
    const value = ingress?.annotations[classAnnotation];
    const allowed = "must be absent: grafana.ingress.className says it, and the API server refuses both";
    return value === undefined ? [] : [takenAway(path, value, allowed)];
  },
};

export const organisationRules: readonly Rule[] = [
  podsKeepWhatTheyLiveBy,
  annotationsHoldNoCredential,
  annotationsFit,
  podsFitTheirReleases,
  classesStandOnce,
];
