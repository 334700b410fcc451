// How people sign in to Grafana, and what their groups make of them: settings in, sections of grafana.ini out.
//
// The mapping names organisations, which the organisations' script makes after Grafana has started. Grafana looks them
// up when it reads the settings, and with `role_attribute_strict` a name that it does not find makes the whole mapping
// void: nobody is let in, which is better than a new user who gets an organisation of their own, with the right to make
// data sources. So the settings are read anew every half minute.
import type { Settings } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import { operatorsOrganisation } from "./provisioning";

/** Environment variable that Grafana reads in place of `client_secret`. */
const clientSecretVariable = "GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET";

/** Groups to organisation and role: `group:organisation:role`. */
export function organisationMapping({ signOn, tenants }: Pick<Settings, "signOn" | "tenants">): string[] {
  if (signOn === undefined) return [];
  return [
    ...signOn.operators.map((group) => `${group}:${operatorsOrganisation}:Admin`),
    ...tenants.flatMap(({ id, people: { viewers, editors } }) => [
      ...viewers.map((group) => `${group}:${id}:Viewer`),
      ...editors.map((group) => `${group}:${id}:Editor`),
    ]),
  ];
}

/**
 * Where a claim is, as a JMESPath: the one of that very name, else, where dots part names, the one within another, as in
 * Keycloak's `realm_access.roles`. Back quotes keep the double ones from the reader of ini files.
 */
function claimPath(claim: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(claim)) return claim;
  const parts = claim.split(".");
  const isNested = parts.length > 1 && parts.every((part) => /^[\w-]+$/.test(part));
  const within = isNested ? ` || ${parts.map((part) => `"${part}"`).join(".")}` : "";
  return `\`"${claim}"${within}\``;
}

export function signOnIni({ signOn, tenants }: Pick<Settings, "signOn" | "tenants">): HelmValues {
  if (signOn === undefined) return {};
  const groups = claimPath(signOn.groupsClaim);
  return {
    sso_settings: { reload_interval: "30s" },
    "auth.generic_oauth": {
      enabled: true,
      name: signOn.name,
      client_id: signOn.clientId,
      scopes: signOn.scopes.join(" "),
      auth_url: signOn.authUrl,
      token_url: signOn.tokenUrl,
      ...(signOn.userInfoUrl === undefined ? {} : { api_url: signOn.userInfoUrl }),
      use_pkce: true,
      allow_sign_up: true,
      allow_assign_grafana_admin: false,
      groups_attribute_path: groups,
      org_attribute_path: groups,
      org_mapping: organisationMapping({ signOn, tenants }),
      // Who is in none of these groups is refused.
      role_attribute_strict: true,
      // Who leaves a group loses what it gave at the next sign-in.
      skip_org_role_sync: false,
    },
  };
}

/** What the Secret holds. */
export function signOnCredentials({ signOn }: Pick<Settings, "signOn">): Record<string, string> {
  return signOn === undefined ? {} : { [clientSecretVariable]: signOn.clientSecret.reveal() };
}
