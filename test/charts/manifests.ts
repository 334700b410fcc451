// What Helm renders, as far as the checks look into it.
import { parseAllDocuments } from "yaml";

export interface Container {
  name: string;
  image?: string;
  args?: string[];
  securityContext?: SecurityContext;
  ports?: { containerPort: number; hostPort?: number }[];
  env?: { name: string; value?: string }[];
  resources?: { requests?: Partial<Record<string, string>>; limits?: Partial<Record<string, string>> };
}

interface SecurityContext {
  allowPrivilegeEscalation?: boolean;
  runAsNonRoot?: boolean;
  readOnlyRootFilesystem?: boolean;
  capabilities?: { drop?: string[] };
  seccompProfile?: { type?: string };
}

export interface PodSpec {
  securityContext?: SecurityContext;
  hostNetwork?: boolean;
  priorityClassName?: string;
  nodeSelector?: Record<string, string>;
  imagePullSecrets?: { name?: string }[];
  tolerations?: { key?: string; operator?: string; effect?: string }[];
  affinity?: {
    nodeAffinity?: unknown;
    podAntiAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: {
        topologyKey: string;
        labelSelector?: { matchLabels?: Record<string, string> };
      }[];
    };
  };
  topologySpreadConstraints?: { topologyKey: string; whenUnsatisfiable?: string }[];
  containers?: Container[];
  initContainers?: Container[];
}

interface PodMetadata {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface Manifest {
  kind: string;
  metadata: PodMetadata & { name: string };
  spec?: {
    template?: { metadata?: PodMetadata; spec?: PodSpec };
    podMetadata?: PodMetadata;
    jobTemplate?: { spec?: { template?: { spec?: PodSpec } } };
    ports?: { name?: string; port: number }[] | undefined;
    resources?: Container["resources"];
    selector?: Record<string, unknown>;
    replicas?: number;
    strategy?: { rollingUpdate?: { maxSurge?: unknown; maxUnavailable?: unknown } };
    updateStrategy?: { type?: string; rollingUpdate?: { maxUnavailable?: unknown } };
  };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

/** @throws Error when a document is not YAML, or has a key twice. */
export function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`rendered YAML is broken: ${error.message}`);
    const content = document.toJS({ maxAliasCount: -1 }) as Manifest | null;
    return content === null ? [] : [content];
  });
}

/** Every container of a manifest; the operator's Prometheus and Alertmanager count as one each. */
export function containersOf({ kind, metadata, spec }: Manifest): Container[] {
  if (kind === "Prometheus" || kind === "Alertmanager")
    return [{ name: metadata.name, ...(spec?.resources && { resources: spec.resources }) }];
  const pod = spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec;
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
}

/** The pods that a manifest makes; the operator's own kinds describe theirs in `spec` itself. */
export function podOf({ kind, spec }: Manifest): PodSpec | undefined {
  if (["Prometheus", "PrometheusAgent", "Alertmanager"].includes(kind)) return spec as PodSpec;
  return (
    spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec ?? (kind === "Pod" ? (spec as PodSpec) : undefined)
  );
}

/** Labels and annotations of those pods. */
export function podMetadataOf({ kind, metadata, spec }: Manifest): PodMetadata {
  return (kind === "Pod" ? metadata : (spec?.template?.metadata ?? spec?.podMetadata)) ?? {};
}
