// How people sign in to Grafana: OAuth 2.0 or OpenID Connect, and what their groups make of them.
import { z } from "zod";
import { documented } from "../documented";
import { withoutUserInfo } from "./plain-text";
import { credential, httpsUrl, peopleGroup } from "./texts";

/** What Grafana's configuration file would expand or cut (`$`, `%`, `#`, `;`, quotes, spaces). */
const plainHttpsUrl = httpsUrl
  .max(2_048)
  .regex(/^[^$%#;`"\s]*$/, "an https:// address without $ % # ; and quotes")
  .regex(/^(?!.*\/\.well-known\/)/, "one of the addresses that the document at .well-known names, not that document's");

export const signOn = documented(
  z
    .strictObject({
      name: documented(
        z
          .string()
          .max(64)
          .regex(/^[\p{L}\p{N}][\p{L}\p{N} .,&()'-]*$/u, "letters, digits, spaces and . , & ( ) ' -")
          .default("Single sign-on"),
        { means: "What the button says", effect: "rolling", example: "Example login" },
      ),
      clientId: documented(
        z
          .string()
          .max(255)
          .regex(/^[\w.@:/+=-]+$/, "the id of an OAuth client")
          .regex(withoutUserInfo, "the id of an OAuth client, without a password in it"),
        {
          means:
            "Client that the identity provider knows Grafana by; its redirect is https://<hostname>/login/generic_oauth",
          effect: "rolling",
          example: "grafana",
        },
      ),
      clientSecret: documented(credential, { means: "Its secret", effect: "rolling", example: "..." }),
      authUrl: documented(plainHttpsUrl, {
        means: "Where browsers are sent (authorization_endpoint)",
        effect: "rolling",
        example: "https://login.example.com/oauth2/authorize",
      }),
      tokenUrl: documented(plainHttpsUrl, {
        means: "Where Grafana gets tokens (token_endpoint)",
        effect: "rolling",
        example: "https://login.example.com/oauth2/token",
      }),
      userInfoUrl: documented(plainHttpsUrl.optional(), {
        means: "Where Grafana asks who it is (userinfo_endpoint); the token itself says so when absent",
        effect: "rolling",
        example: "https://login.example.com/oauth2/userinfo",
      }),
      scopes: documented(
        z
          .array(
            z
              .string()
              .max(255)
              .regex(/^[\w.:/-]+$/, "a scope"),
          )
          .min(1)
          .max(20)
          .default(["openid", "profile", "email"]),
        { means: "Scopes that are asked for", effect: "rolling", example: ["openid", "profile", "email", "groups"] },
      ),
      groupsClaim: documented(
        z
          .string()
          .max(255)
          .regex(/^[A-Za-z][\w.:/-]*$/, "the name of a claim")
          .default("groups"),
        {
          means:
            "Claim that lists a person's groups; dots lead to one within another, as in Keycloak's " +
            "`realm_access.roles`, where none has that very name",
          effect: "rolling",
          example: "cognito:groups",
        },
      ),
      operators: documented(z.array(peopleGroup).max(50).default([]), {
        means: "Groups that see every tenant, as administrators of the operators' organisation",
        effect: "rolling",
        example: ["platform-team"],
      }),
    })
    .optional(),
  {
    means:
      "How people sign in to Grafana (OAuth 2.0, OpenID Connect); by Grafana's own users when absent. Users that are " +
      "there go first: docs/operations/deploy.md",
    effect: "rolling",
    example: {
      clientId: "grafana",
      authUrl: "https://login.example.com/oauth2/authorize",
      tokenUrl: "https://login.example.com/oauth2/token",
      operators: ["platform-team"],
    },
  },
);

const groups = (means: string) =>
  documented(z.array(peopleGroup).max(50).default([]), { means, effect: "rolling", example: ["payments-developers"] });

/** Whose data a tenant's is. */
export const people = documented(
  z
    .strictObject({
      viewers: groups(
        "Groups that see this tenant's dashboards, with the role Viewer in its organisation; Explore, and the links into it, are for editors",
      ),
      editors: groups("Groups that also explore and make dashboards, with the role Editor"),
    })
    .prefault({}),
  {
    means: "Groups of `signOn` that see this tenant in Grafana",
    effect: "rolling",
    example: { editors: ["payments-developers"] },
  },
);
