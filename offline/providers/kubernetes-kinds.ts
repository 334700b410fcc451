// The kinds the stand-in Kubernetes provider knows: the fields they have beside apiVersion, kind and metadata, and the
// fields whose change replaces the object. The latter are those of the real provider (its forceNewProperties).

export interface Kind {
  fields: readonly string[];
  replaceOn?: readonly string[];
  /** Not in a namespace. */
  clusterScoped?: boolean;
  secretFields?: readonly string[];
}

const spec: Kind = { fields: ["spec"] };
const workload: Kind = { fields: ["spec"], replaceOn: ["spec.selector"] };
const binding: Kind = { fields: ["roleRef", "subjects"], replaceOn: ["roleRef"] };

/** By resource type without the package: `<group>/<version>:<Kind>`; the core group is written `core`. */
export const kinds: Record<string, Kind> = {
  "core/v1:Namespace": { fields: ["spec"], clusterScoped: true },
  "core/v1:Secret": {
    fields: ["data", "stringData", "type", "immutable"],
    replaceOn: ["data", "stringData", "type"],
    secretFields: ["data", "stringData"],
  },
  "core/v1:ConfigMap": { fields: ["data", "binaryData", "immutable"], replaceOn: ["data", "binaryData"] },
  "core/v1:ServiceAccount": { fields: ["automountServiceAccountToken", "imagePullSecrets", "secrets"] },
  "core/v1:ResourceQuota": { fields: ["spec"], replaceOn: ["spec.scopes"] },
  "core/v1:LimitRange": spec,
  "core/v1:Service": { fields: ["spec"], replaceOn: ["spec.clusterIP"] },
  "networking.k8s.io/v1:NetworkPolicy": spec,
  "networking.k8s.io/v1:Ingress": spec,
  "admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy": { fields: ["spec"], clusterScoped: true },
  "admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding": { fields: ["spec"], clusterScoped: true },
  "scheduling.k8s.io/v1:PriorityClass": {
    fields: ["value", "description", "globalDefault", "preemptionPolicy"],
    clusterScoped: true,
  },
  "storage.k8s.io/v1:StorageClass": {
    fields: [
      "provisioner",
      "parameters",
      "allowedTopologies",
      "allowVolumeExpansion",
      "mountOptions",
      "reclaimPolicy",
      "volumeBindingMode",
    ],
    replaceOn: ["provisioner", "parameters"],
    clusterScoped: true,
  },
  "rbac.authorization.k8s.io/v1:Role": { fields: ["rules"] },
  "rbac.authorization.k8s.io/v1:RoleBinding": binding,
  "rbac.authorization.k8s.io/v1:ClusterRole": { fields: ["rules", "aggregationRule"], clusterScoped: true },
  "rbac.authorization.k8s.io/v1:ClusterRoleBinding": { ...binding, clusterScoped: true },
  "apps/v1:Deployment": workload,
  "apps/v1:DaemonSet": workload,
  "apps/v1:StatefulSet": {
    fields: ["spec"],
    replaceOn: [
      "spec.podManagementPolicy",
      "spec.revisionHistoryLimit",
      "spec.selector",
      "spec.serviceName",
      "spec.volumeClaimTemplates",
    ],
  },
  "autoscaling/v2:HorizontalPodAutoscaler": spec,
  "policy/v1:PodDisruptionBudget": spec,
  "batch/v1:Job": {
    fields: ["spec"],
    replaceOn: ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  },
  "batch/v1:CronJob": spec,
  "monitoring.coreos.com/v1:ServiceMonitor": spec,
  "monitoring.coreos.com/v1:PodMonitor": spec,
  "monitoring.coreos.com/v1:PrometheusRule": spec,
  "monitoring.coreos.com/v1:Probe": spec,
  "monitoring.coreos.com/v1alpha1:PrometheusAgent": spec,
  "opentelemetry.io/v1alpha1:Instrumentation": spec,
  "keda.sh/v1alpha1:ScaledObject": spec,
};
