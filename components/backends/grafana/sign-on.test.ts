// Signing in: what Grafana is told, and where people of which groups arrive.
import assert from "node:assert/strict";
import { InvalidSettings } from "../../../settings/refusals/invalid-settings";
import { jmesPath } from "../../../test/support/jmespath";
import { ofType, registrationsOf } from "../../../test/support/mock-stack";
import { settingsOf } from "../../../test/support/settings-of";
import type { HelmValues } from "../../helm-values";
import { Grafana } from "./grafana";
import { grafanaValues } from "./values";

const signOn = {
  clientId: "grafana",
  clientSecret: "the-client-secret",
  authUrl: "https://login.example.com/oauth2/authorize",
  tokenUrl: "https://login.example.com/oauth2/token",
  operators: ["platform team"],
};
const tenants = [
  { id: "payments", namespaces: ["payments"], people: { viewers: ["auditors"], editors: ["payments-dev"] } },
  { id: "shop", people: { viewers: ["auditors"] } },
];
const configuration = { grafana: { hostname: "grafana.example.com" }, tenants, signOn };
const section = (values: HelmValues, name: string) => (values["grafana.ini"] as Record<string, HelmValues>)[name];

describe("signing in to Grafana", () => {
  const values = grafanaValues(settingsOf(configuration));

  it("is by Grafana's own users where nothing else is said", () => {
    assert.equal(section(grafanaValues(settingsOf()), "auth.generic_oauth"), undefined);
  });

  it("is told by settings, as sections of grafana.ini", () => {
    assert.deepEqual(section(values, "auth.generic_oauth"), {
      enabled: true,
      name: "Single sign-on",
      client_id: "grafana",
      scopes: "email openid profile",
      auth_url: signOn.authUrl,
      token_url: signOn.tokenUrl,
      use_pkce: true,
      allow_sign_up: true,
      allow_assign_grafana_admin: false,
      groups_attribute_path: "groups",
      org_attribute_path: "groups",
      org_mapping: [
        "platform team:1:Admin",
        "auditors:payments:Viewer",
        "payments-dev:payments:Editor",
        "auditors:shop:Viewer",
      ],
      role_attribute_strict: true,
      skip_org_role_sync: false,
    });
    // Organisations are made after Grafana has started, and a mapping of unknown ones is void until it is read anew.
    assert.deepEqual(section(values, "sso_settings"), { reload_interval: "30s" });
  });

  it("reads a claim of any name: quotes of JMESPath pass the ini file in back quotes", () => {
    const cognito = grafanaValues(
      settingsOf({ ...configuration, signOn: { ...signOn, groupsClaim: "cognito:groups" } }),
    );
    assert.equal(section(cognito, "auth.generic_oauth")?.org_attribute_path, '`"cognito:groups"`');
  });

  it("reads a claim within a claim, where there is none of that very name", () => {
    const groupsOf = (groupsClaim: string, claims: object) => {
      const { org_attribute_path: path } =
        section(
          grafanaValues(settingsOf({ ...configuration, signOn: { ...signOn, groupsClaim } })),
          "auth.generic_oauth",
        ) ?? {};
      return jmesPath(String(path).replaceAll("`", ""), claims);
    };
    const keycloak = { realm_access: { roles: ["ops"] }, resource_access: { "my-grafana": { roles: ["dev"] } } };
    assert.deepEqual(groupsOf("realm_access.roles", keycloak), ["ops"]);
    assert.deepEqual(groupsOf("resource_access.my-grafana.roles", keycloak), ["dev"]);
    assert.deepEqual(groupsOf("realm_access.roles", { ...keycloak, "realm_access.roles": ["own"] }), ["own"]);
    assert.deepEqual(groupsOf("https://a.example/groups", { "https://a.example/groups": ["ops"] }), ["ops"]);
  });

  it("keeps the client's secret in a Secret, and replaces the pod when it changes", async () => {
    const settings = settingsOf(configuration);
    assert.doesNotMatch(JSON.stringify(values), /the-client-secret/);
    assert.deepEqual((values.envFromSecrets as object[]).at(-1), { name: "grafana-sign-on" });
    const made = await registrationsOf(() => new Grafana("grafana", { settings }));
    const secret = ofType(made, "kubernetes:core/v1:Secret").find(
      ({ inputs }) => (inputs.metadata as { name: string }).name === "grafana-sign-on",
    );
    assert.match(JSON.stringify(secret?.inputs), /GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET/);
    const other = grafanaValues(settingsOf({ ...configuration, signOn: { ...signOn, clientSecret: "another" } }));
    assert.notDeepEqual(other.podAnnotations, values.podAnnotations);
  });

  const refused: [why: string, overrides: Record<string, unknown>, message: RegExp][] = [
    ["without the host name that people are sent back to", { grafana: {} }, /grafana\.hostname.*sent back/],
    [
      "that lets nobody in",
      { tenants: [{ id: "shop" }], signOn: { ...signOn, operators: [] } },
      /signOn\.operators.*nobody could sign in/,
    ],
    ["of groups without sign-on", { signOn: undefined }, /tenants\[0\]\.people.*signOn is not set/],
    [
      "of a tenant whose id Grafana takes for an organisation's number",
      { tenants: [{ id: "1", people: { viewers: ["a"] } }] },
      /tenants\[0\]\.people.*number of an organisation/,
    ],
    ["of a group that would end early", { signOn: { ...signOn, operators: ["a:1:Admin"] } }, /signOn\.operators\[0\]/],
    [
      "by an address that Grafana would expand",
      { signOn: { ...signOn, tokenUrl: "https://a/$x" } },
      /signOn\.tokenUrl/,
    ],
  ];
  for (const [why, overrides, message] of refused) {
    it(`is refused ${why}`, () => {
      const written = Object.fromEntries(
        Object.entries({ ...configuration, ...overrides }).filter(([, value]) => value !== undefined),
      );
      assert.throws(
        () => settingsOf(written),
        (error: Error) => error instanceof InvalidSettings && message.test(error.message.replaceAll("\n", " ")),
      );
    });
  }
});
