// What the organisations of tenants shall contain: settings in, files for organisations.sh out.
// Why organisations, and why a script: docs/tenancy.md.
import type { Settings } from "../../../settings/settings";
import { endpoints } from "../../endpoints";
import { tenantDataSources } from "./data-sources";

/** Replaced by the script; no tenant id can look like it. */
const tenantPlaceholder = "@TENANT@";

/** Replaced by the script by the password that it finds under the tenant's id (reads/readers.ts). */
const passwordPlaceholder = "@PASSWORD@";

/**
 * Files by name. Their size does not grow with the tenants, but for one line each: a ConfigMap holds 1 MiB.
 *
 * @param dashboards JSON of the dashboards that every tenant gets, by name. `@TENANT@` in them stands for the tenant's
 *   id.
 */
export function organisationFiles(
  settings: Settings,
  dashboards: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    tenants: settings.tenants.map(({ id }) => `${id}\n`).join(""),
    ...Object.fromEntries(
      tenantDataSources(tenantPlaceholder, passwordPlaceholder, endpoints(settings)).map((source) => [
        `data-source-${source.type}.json`,
        JSON.stringify({ ...source, ...(source.type === "prometheus" ? { isDefault: "@IS_DEFAULT@" } : {}) }),
      ]),
    ),
    ...Object.fromEntries(Object.entries(dashboards).map(([name, json]) => [`dashboard-${name}.json`, json])),
  };
}
