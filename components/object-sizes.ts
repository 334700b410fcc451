// Whether the objects that many tenants, namespaces, groups, receivers and long credentials make are small enough to be
// stored.
// What Kubernetes and etcd hold is fixed, so too many are refused like any bad setting, before anything is planned.
// Pure.
import { gzipSync } from "node:zlib";
import { platformRules } from "../dashboards/alerts";
import { editByHand, type Problem } from "../settings/refusals/problem";
import type { Settings } from "../settings/settings";
import { tenantAgentSpec } from "./backends/prometheus/agent-spec";
import { credentials } from "./backends/prometheus/alertmanager/receivers";
import type { CloudNames } from "./cloud/names";
import { ConfigTooLarge, configTexts } from "./collection/collector";
import { fanoutCredentials } from "./collection/copies";
import { releases } from "./releases";

/** A ConfigMap or Secret holds 1 MiB (kubernetes.io, "ConfigMaps"); the rest is left to names and labels. */
const largestData = 1_000_000;

/** etcd takes requests of 1.5 MiB (etcd.io, "System limits"); server-side apply keeps who owns each field beside it. */
const largestObject = 1_000_000;

/**
 * Helm keeps a release in a Secret: values and rendered manifests, gzipped, twice in base64. The templates of the
 * largest chart take some 300 kB of it.
 */
const largestRelease = 700_000;

/**
 * The Prometheus operator takes rules of 512 KiB as YAML (pkg/operator/rules.go of 0.93): its webhook refuses a larger
 * object, and without the webhook it leaves it out, all of the platform's alerts with it. Each tenant whose objectives are
 * its own is named some twenty times.
 */
const largestRules = 500_000;

/** Below this no object comes near its limit, so ordinary stacks render nothing twice. */
const fewest = 300;

const platformRule = "the PrometheusRule of the platform";

interface Size {
  object: string;
  bytes: number;
  most: number;
}

/** The problem of a stack whose objects would be too large; none where all fit. */
export function objectProblems(settings: Settings, names: CloudNames): Problem[] {
  const secrets = secretSizes(settings).filter(({ bytes, most }) => bytes > most);
  if (secrets.length > 0) {
    return secrets.map(({ path, value, object, bytes, most }) => ({
      path,
      value,
      allowed: `must be fewer, or shorter: ${object} takes ${bytes} bytes of at most ${most}`,
      command: editByHand("shorten the list"),
    }));
  }
  const namespaces = settings.tenants.reduce((sum, tenant) => sum + tenant.namespaces.length, 0);
  const groups = settings.tenants.reduce((sum, { people }) => sum + people.viewers.length + people.editors.length, 0);
  const { receivers } = settings.alerts;
  if (settings.tenants.length + namespaces + groups + receivers.length < fewest) return [];
  const tooLarge = sizesOf(settings, names).filter(({ bytes, most }) => bytes > most);
  if (tooLarge.length === 0) return [];
  const sizes = tooLarge
    .map(({ object, bytes, most }) => `${object} takes ${bytes} bytes of at most ${most}`)
    .join(", ");
  if (receivers.length > settings.tenants.length + namespaces + groups) {
    return [
      {
        path: ["alerts", "receivers"],
        value: receivers,
        allowed: `must be fewer: of ${receivers.length} receivers ${sizes}`,
        command: editByHand("shorten the list"),
      },
    ];
  }
  const less = [
    "list fewer namespaces",
    ...(groups > 0 ? ["groups"] : []),
    ...(tooLarge.some(({ object }) => object === platformRule) ? ["objectives of their own"] : []),
  ];
  const worst = Math.max(...tooLarge.map(({ bytes, most }) => bytes / most));
  return [
    {
      path: ["tenants"],
      value: settings.tenants.filter(({ isListed }) => isListed),
      allowed:
        `must be fewer, or ${less.join(" and ")}: of ${settings.tenants.length} ` +
        `tenants with ${namespaces} namespaces ${groups > 0 ? `and ${groups} groups ` : ""}` +
        sizes,
      command: editByHand(
        `share the tenants among several stacks, each with ${Math.floor(100 / worst)} % of them at most`,
      ),
    },
  ];
}

/**
 * Secrets that grow with the settings. The one of the senders' tokens holds 82 bytes a tenant, and so 5,000 of them.
 */
function secretSizes({ alerts, fanout }: Settings): (Size & Pick<Problem, "path" | "value">)[] {
  return [
    {
      path: ["alerts", "receivers"],
      value: alerts.receivers,
      object: "the Secret of the receivers' credentials",
      bytes: bytesOf(credentials(alerts)),
      most: largestData,
    },
    {
      path: ["fanout"],
      value: fanout,
      object: "the Secret of the copies' credentials",
      bytes: bytesOf(fanoutCredentials({ fanout })),
      most: largestData,
    },
  ];
}

function sizesOf(settings: Settings, names: CloudNames): Size[] {
  const rows = Object.values(releases).filter((row) => row.when(settings));
  return [
    ...rows.flatMap((row): Size[] => {
      if ("config" in row) return [collectorSize(row.release, () => configTexts(row.config(settings, names)))];
      const text = JSON.stringify(row.values(settings, names));
      return [
        { object: `the configuration in release ${row.release}`, bytes: Buffer.byteLength(text), most: largestData },
        { object: `Helm's Secret of release ${row.release}`, bytes: releaseBytes(text), most: largestRelease },
      ];
    }),
    { object: platformRule, bytes: bytesOf({ groups: platformRules(settings) }), most: largestRules },
    { object: "the PrometheusAgent", bytes: bytesOf(tenantAgentSpec(settings)), most: largestObject },
  ];
}

/** Of the largest text: the Collector's configuration is split where it can be. */
function collectorSize(release: string, texts: () => string[]): Size {
  const object = `the configuration of ${release}`;
  try {
    return { object, bytes: Math.max(...texts().map((text) => Buffer.byteLength(text))), most: largestData };
  } catch (error) {
    if (error instanceof ConfigTooLarge) return { object, bytes: error.bytes, most: error.most };
    throw error;
  }
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const releaseBytes = (values: string) => Math.ceil((gzipSync(values).length * 2 * 4) / 3);
