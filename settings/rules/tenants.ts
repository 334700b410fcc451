// Tenants among each other: ids, namespaces, limits.
import { canaryTenant } from "../../conventions/names";
import { type Severity, severityNumbers } from "../../conventions/severity";
import { editByHand, type Path, removeCommand, setTo, takenAway } from "../refusals/problem";
import { longestTenantId } from "../schema/texts";
import { sizes } from "../sizes";
import { mostBurstMb } from "../sizing";
import { freeName, own, type Rule, repeated } from "./rule";

/**
 * Tenant that owns whatever comes from a namespace nobody claims. It always exists and may be listed to set its limits.
 */
export const defaultTenantId = "default";

/** Tenant ids that components of the platform use for themselves. */
const reservedTenantIds: readonly string[] = [canaryTenant];

const tenantIds: Rule = {
  reads: [["tenants", own, "id"]],
  check: ({ tenants }) => {
    const ids = tenants.map((tenant, index) => ({ path: ["tenants", index, "id"], key: tenant.id }));
    const taken = new Set(ids.map(({ key }) => key));
    return [
      ...repeated(ids).map(({ path, key }) =>
        setTo(path, key, "must be unique among tenants", freeName(key, taken, longestTenantId)),
      ),
      ...ids
        .filter(({ key }) => reservedTenantIds.includes(key))
        .map(({ path, key }) =>
          setTo(
            path,
            key,
            `must not be an id that the platform uses itself: ${reservedTenantIds.join(", ")}`,
            freeName(key, taken, longestTenantId),
          ),
        ),
    ];
  },
};

/** A share of what is dropped as a whole says nothing. */
const debugShares: Rule = {
  reads: [...["debugSharePercent", "minimumSeverity"].map((key) => ["tenants", own, key]), ["logs"]],
  check: ({ tenants, logs }) => {
    const dropped = (minimum: Severity) => severityNumbers[minimum] >= severityNumbers.info;
    const isShareUsed = tenants.some(
      ({ debugSharePercent, minimumSeverity = logs.minimumSeverity }) =>
        debugSharePercent === undefined && !dropped(minimumSeverity),
    );
    // The tenant default is there unlisted, too.
    if (logs.debugSharePercent < 100 && dropped(logs.minimumSeverity) && !isShareUsed) {
      const path = ["logs", "debugSharePercent"];
      const allowed = `has no effect: records below ${logs.minimumSeverity} are dropped`;
      return [takenAway(path, logs.debugSharePercent, allowed)];
    }
    return tenants.flatMap(({ debugSharePercent, minimumSeverity = logs.minimumSeverity }, index) =>
      debugSharePercent !== undefined && dropped(minimumSeverity)
        ? [
            takenAway(
              ["tenants", index, "debugSharePercent"],
              debugSharePercent,
              `has no effect: records below ${minimumSeverity} are dropped`,
            ),
          ]
        : [],
    );
  },
};

/** Customers are limited where lines are read, on the nodes: of a tenant without namespaces nothing is. */
const limitedCustomers: Rule = {
  reads: ["id", "namespaces", "retired"].map((key) => ["tenants", own, key]),
  check: ({ tenants }, isWritten) =>
    tenants.flatMap(({ id, namespaces, retired, customerLinesPerSecond }, index) => {
      if (customerLinesPerSecond === undefined || id === defaultTenantId || namespaces.length > 0) return [];
      const path: Path = ["tenants", index, "customerLinesPerSecond"];
      const command =
        retired || isWritten(["tenants", index, "namespaces"])
          ? removeCommand(path)
          : editByHand("list the tenant's namespaces, or take the limit away");
      const allowed = "has no effect: the tenant has no namespaces, and records by OTLP are not limited by customer";
      return [{ path, value: customerLinesPerSecond, allowed, command }];
    }),
};

const namespaceOwners: Rule = {
  reads: ["id", "namespaces", "retired"].map((key) => ["tenants", own, key]),
  check: ({ tenants }) => {
    // What a retired tenant still lists is told by itself: the other one is to have it.
    const claims = tenants.flatMap((tenant, index) =>
      (tenant.retired ? [] : tenant.namespaces).map((namespace, position) => ({
        path: ["tenants", index, "namespaces", position] as Path,
        key: namespace,
      })),
    );
    const byDefault = tenants.flatMap((tenant, index) =>
      tenant.id === defaultTenantId && tenant.namespaces.length > 0
        ? [
            takenAway(
              ["tenants", index, "namespaces"],
              tenant.namespaces,
              "must be empty: the tenant default owns every namespace that no other tenant lists",
            ),
          ]
        : [],
    );
    return [
      ...repeated(claims).map(({ path, key, first }) => ({
        path,
        value: key,
        allowed: `must be listed once: a namespace belongs to one tenant (it is also at tenants[${String(first[1])}])`,
        // Whose of two tenants its telemetry is nobody knows here.
        command:
          first[1] === path[1] ? removeCommand(path) : editByHand("leave it with the one tenant that it belongs to"),
      })),
      ...byDefault,
    ];
  },
};

const burstHoldsTheRate: Rule = {
  reads: [
    ["size"],
    ...["logsMbPerSecond", "logsBurstMb"].flatMap((key) => [
      ["tenants", own, "limits", key],
      ["sizing", "tenantLimits", key],
    ]),
  ],
  check: ({ tenants, size, sizing }) => {
    const row = { ...sizes[size].tenantLimits, ...sizing.tenantLimits };
    const places = [
      // What a tenant takes from the row is told there, once.
      ...tenants.flatMap(({ limits }, index) =>
        limits.logsBurstMb === undefined && limits.logsMbPerSecond === undefined
          ? []
          : [{ path: ["tenants", index, "limits"] as Path, limits: { ...row, ...limits } }],
      ),
      { path: ["sizing", "tenantLimits"] as Path, limits: row },
    ];
    return places
      .filter(({ limits }) => limits.logsBurstMb < limits.logsMbPerSecond)
      .map(({ path, limits }) =>
        setTo(
          [...path, "logsBurstMb"],
          limits.logsBurstMb,
          `must be at least logsMbPerSecond (${limits.logsMbPerSecond})`,
          Math.min(limits.logsMbPerSecond * 2, mostBurstMb),
        ),
      );
  },
};

/** Whose namespaces are listed is sent to: the retired give theirs up, to another tenant or to the default one. */
const theRetiredOwnNothing: Rule = {
  reads: ["id", "retired"].map((key) => ["tenants", own, key]),
  check: ({ tenants }) =>
    tenants.flatMap(({ id, retired, namespaces }, index) => {
      if (!retired) return [];
      const path = (key: string): Path => ["tenants", index, key];
      return [
        ...(id === defaultTenantId
          ? [takenAway(path("retired"), true, "must be false: the tenant default takes what no other takes")]
          : []),
        ...(namespaces.length > 0
          ? [
              takenAway(
                path("namespaces"),
                namespaces,
                "must be empty while the tenant is retired: their telemetry goes to the tenant default",
              ),
            ]
          : []),
      ];
    }),
};

export const tenantRules: readonly Rule[] = [
  tenantIds,
  debugShares,
  limitedCustomers,
  namespaceOwners,
  burstHoldsTheRate,
  theRetiredOwnNothing,
];
