// Values of the Grafana chart: settings in, plain values out.
// Data sources of tenants are not here: they live in the tenants' organisations (organisations.sh).

import { stringify } from "yaml";
import { dashboardLabel, dataStorageClass } from "../../../conventions/names";
import { ownSecretNames } from "../../../conventions/secrets";
import { images } from "../../../conventions/versions";
import type { Settings } from "../../../settings/settings";
import { services } from "../../endpoints";
import { fromSecret, type HelmValues, resources, restrictedContainer } from "../../helm-values";
import { pulled } from "../../pods/organisation";
import { credentialsRevision } from "../../pods/revision";
import { operatorsReader } from "../reads/readers";
import { healthPath, ingressValues } from "./ingress";
import { dataSourcePasswords, operatorsOrganisation, operatorsPassword, provisionedDataSources } from "./provisioning";
import { signOnCredentials, signOnIni } from "./sign-on";

/** Secret with the administrator's name and password. */
export const adminSecret = {
  name: ownSecretNames.grafanaAdmin,
  userKey: "admin-user",
  passwordKey: "admin-password",
} as const;

/**
 * Secret with whom Grafana tells its metrics, which name every tenant: they are at its own address, for people and all.
 * Its keys are environment variables of Grafana.
 */
export const metricsSecret = {
  name: ownSecretNames.grafanaMetrics,
  userKey: "GF_METRICS_BASIC_AUTH_USERNAME",
  passwordKey: "GF_METRICS_BASIC_AUTH_PASSWORD",
} as const;

/** Secret whose keys are environment variables of Grafana: credentials of data sources. */
export const dataSourceSecret = ownSecretNames.grafanaDataSources;

/** ConfigMap with the files of the organisations' script. */
export const organisationsConfigMap = "grafana-organisations";
export const organisationsScript = "reconcile.sh";

/**
 * Role that lets the sidecar read ConfigMaps of the platform's namespace. The chart's own also reads every Secret
 * there.
 */
export const dashboardsRole = "grafana-dashboards";

/** Annotation of a ConfigMap of dashboards that names their folder. */
export const folderAnnotation = "grafana_folder";

/** Grafana and the dashboards' sidecar need a place for temporary files; they crash at their start without one. */
const temporary = { grafana: "tmp", sidecar: "sidecar-tmp" } as const;

/** Grafana itself needs no other reader's password: the script hands it those. */
const operatorsVolume = "operators-password";

/** Garbage that Grafana lets grow, of a hundred that it holds. */
export const garbagePercent = 30;

/** Containers that only copy files or call Grafana; they need this in every size. */
const helperResources = resources({ cpuMillicores: 20, memoryMib: 128 });

export function grafanaValues(settings: Settings): HelmValues {
  const row = settings.sizing.grafana;
  const credentials = { ...dataSourcePasswords(settings), ...signOnCredentials(settings) };
  return {
    fullnameOverride: services.grafana,
    replicas: row.replicas,
    enableServiceLinks: false,
    // The volume attaches to one pod at a time: the old pod must go before the new one starts.
    deploymentStrategy: { type: "Recreate" },
    persistence: { enabled: true, type: "pvc", storageClassName: dataStorageClass, size: `${row.volumeGib}Gi` },
    // EBS volumes belong to fsGroup already; the init container would run as root.
    initChownData: { enabled: false },
    resources: resources(row),
    // Each organisation has an Alertmanager of half a MB; garbage of as much again would be let grow beside all of them. Not
    // GOMEMLIMIT: the chart says it (the whole limit), and of a variable that stands there twice Helm makes a patch that the API
    // server refuses, at each change of Grafana's memory and at an upgrade from a release without it.
    env: { GOGC: `${garbagePercent}` },
    containerSecurityContext: restrictedContainer,
    extraVolumeMounts: [{ name: operatorsVolume, mountPath: operatorsPassword.directory, readOnly: true }],
    extraEmptyDirMounts: [{ name: temporary.grafana, mountPath: "/tmp" }],
    testFramework: { enabled: false },
    // Else its liveness probe ends it after less than three minutes, in the middle of what an upgrade does to its database.
    // Of many organisations that takes longer; Helm waits for ten.
    startupProbe: { httpGet: { path: healthPath, port: "grafana" }, periodSeconds: 5, failureThreshold: 120 },
    admin: { existingSecret: adminSecret.name, userKey: adminSecret.userKey, passwordKey: adminSecret.passwordKey },
    envFromSecrets: [
      { name: dataSourceSecret, optional: true },
      { name: metricsSecret.name },
      ...(settings.signOn === undefined ? [] : [{ name: ownSecretNames.grafanaSignOn }]),
    ],
    ...(Object.keys(credentials).length === 0 ? {} : { podAnnotations: credentialsRevision(credentials, settings) }),
    rbac: { namespaced: true, useExistingRole: dashboardsRole },
    serviceMonitor: {
      enabled: true,
      basicAuth: {
        username: { name: metricsSecret.name, key: metricsSecret.userKey },
        password: { name: metricsSecret.name, key: metricsSecret.passwordKey },
      },
    },
    "grafana.ini": grafanaIni(settings),
    datasources: { "datasources.yaml": provisionedDataSources(settings) },
    sidecar: dashboardsSidecar,
    extraContainers: stringify([organisationsContainer(settings.images)]),
    extraContainerVolumes: [
      { name: "organisations", configMap: { name: organisationsConfigMap } },
      { name: "read-passwords", secret: { secretName: ownSecretNames.readPasswords } },
      {
        name: operatorsVolume,
        secret: {
          secretName: ownSecretNames.readPasswords,
          items: [{ key: operatorsReader, path: operatorsPassword.file }],
        },
      },
      { name: "organisations-work", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
      { name: temporary.sidecar, emptyDir: {} },
    ],
    ingress: ingressValues(settings),
  };
}

function grafanaIni(settings: Settings): HelmValues {
  const { hostname } = settings.grafana;
  return {
    ...(hostname === undefined ? {} : { server: { domain: hostname, root_url: `https://${hostname}/` } }),
    analytics: {
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
      feedback_links_enabled: false,
    },
    // Data sources are plugins of the image. At each start Grafana would stop one that grafana.com has in a newer version,
    // find the image's file system read-only, and leave it stopped (github.com/grafana/grafana/issues/132528).
    plugins: { preinstall_auto_update: false },
    security: {
      cookie_secure: true,
      cookie_samesite: "lax",
      strict_transport_security: true,
      content_security_policy: true,
      disable_gravatar: true,
    },
    // Without this a new user would become a viewer of organisation 1, where the operators see every tenant.
    users: { allow_sign_up: false, allow_org_create: false, auto_assign_org: false },
    "auth.anonymous": { enabled: false },
    ...signOnIni(settings),
    // Whoever has the address of either need not sign in.
    snapshots: { enabled: false },
    public_dashboards: { enabled: false },
    // At its start Grafana makes an Alertmanager for each organisation, and ends where that takes longer than 30 s: hundreds of
    // tenants (github.com/grafana/grafana/issues/69080). The startup probe waits for ten minutes.
    unified_alerting: { enabled: true, initialization_timeout: "8m" },
    "log.console": { format: "json" },
  };
}

const dashboardsSidecar: HelmValues = {
  resources: helperResources,
  securityContext: restrictedContainer,
  dashboards: {
    enabled: true,
    extraMounts: [{ name: temporary.sidecar, mountPath: "/tmp" }],
    label: dashboardLabel,
    labelValue: "",
    resource: "configmap",
    folderAnnotation,
    provider: { orgid: operatorsOrganisation, foldersFromFilesStructure: true, allowUiUpdates: false },
  },
};

const organisationsContainer = (wanted: Settings["images"]): HelmValues => ({
  name: "organisations",
  image: pulled(images.curl, wanted),
  command: ["sh", `/desired/${organisationsScript}`],
  env: [
    fromSecret("GRAFANA_USER", adminSecret.name, adminSecret.userKey),
    fromSecret("GRAFANA_PASSWORD", adminSecret.name, adminSecret.passwordKey),
  ],
  resources: helperResources,
  securityContext: restrictedContainer,
  volumeMounts: [
    { name: "organisations", mountPath: "/desired", readOnly: true },
    { name: "read-passwords", mountPath: "/passwords", readOnly: true },
    { name: operatorsVolume, mountPath: "/operators", readOnly: true },
    { name: "organisations-work", mountPath: "/tmp" },
  ],
});
