// Who reads logs, traces and metrics of a tenant, and how the front door knows them: settings in, names and lines out.
//
// A reader is a user of the front door (loki/front-door.ts): its name is the tenant, its password proves it.
import { createHash, createHmac } from "node:crypto";
import { canaryTenant } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";

/** Key of the Secret with the hashes: the file that the front door compares passwords with. */
export const hashesFile = "htpasswd";

/** The same for the operators' reader, in a file of its own: it is no tenant's, and no tenant's is it. */
export const operatorHashesFile = "operators";

/** Who reads metrics of all tenants, and alerts: Grafana's first organisation. No tenant's id begins so. */
export const operatorsReader = "_operators";

/** Ids of all who read: each tenant, a retired one too as its data is still there, and Loki's canary. */
export function readers({ tenants }: Pick<Settings, "tenants">): string[] {
  return [...tenants.map(({ id }) => id), canaryTenant];
}

/**
 * A reader's password: 64 hexadecimal digits, which the organisations' script hands to sed. Tells nothing of another's.
 */
export function readPasswordOf(key: string, reader: string): string {
  return createHmac("sha256", key).update(reader).digest("hex");
}

/**
 * A line of the front door's file. nginx itself understands `{SHA}`, whatever the C library of its image (its docs,
 * "auth_basic_user_file"). It has no salt and is fast, which is right for random passwords of this length alone.
 */
export function hashLine(reader: string, password: string): string {
  return `${reader}:{SHA}${createHash("sha1").update(password).digest("base64")}\n`;
}
