// Values that overrides may not touch, and why, of the charts of what collects: Collectors, their operator, Fluent Bit, Alloy and Promtail.

import {
  type GuardedPaths,
  identity,
  labels,
  names,
  program,
  published,
  type Reason,
  single,
  sizing,
  stamping,
} from "./reasons";

const collector: Readonly<Record<string, Reason>> = {
  config: stamping,
  alternateConfig: stamping,
  configMap: stamping,
  presets: stamping,
  command: program,
  useGOMEMLIMIT: sizing,
  mode: "its queue on disk goes by this",
  ports: published,
  service: published,
  "statefulset.volumeClaimTemplates": "its queue on disk lies there",
  "statefulset.persistentVolumeClaimRetentionPolicy": "its queue on disk lies there",
};

export const collectionPaths: GuardedPaths = {
  "opentelemetry-collector": collector,
  "opentelemetry-operator": {
    admissionWebhooks: program,
    crds: program,
    "manager.podLabels": labels,
    "manager.createRbacPermissions": identity,
    "manager.extraArgs": program,
    "manager.env.ENABLE_WEBHOOKS": program,
  },
  "fluent-bit-collector": {
    args: program,
    command: program,
    config: stamping,
    extraConfig: stamping,
    luaScripts: stamping,
    hostVolumes: program,
    storage: "what was read and is not delivered yet lies there",
  },
  alloy: {
    "alloy.configMap": stamping,
    "alloy.clustering": program,
    "alloy.extraPorts": published,
    "alloy.listenPort": names,
    "alloy.listenScheme": names,
    "alloy.uiPathPrefix": names,
    "alloy.storagePath": "what was read already is remembered there",
    "controller.replicas": single,
    "controller.type": program,
    service: published,
    crds: program,
  },
  promtail: {
    config: stamping,
    configmap: stamping,
    secret: stamping,
    daemonset: program,
    deployment: program,
    extraPorts: published,
  },
};
