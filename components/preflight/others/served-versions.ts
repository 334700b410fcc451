// Versions of the API that definitions of others serve and the platform's own do not, `AlertmanagerConfig` v1beta1 for one:
// `up` takes definitions over as its charts have them, and a version that these lack is gone. Pure but for the questions.
import { type Check, foundOf, list } from "../check";
import { ask, type Get, together } from "../cluster/api-server";
import type { Findings, Known } from "../findings";
import { broughtDefinitions } from "./definitions";

interface Group {
  versions?: readonly { version?: string }[];
}

interface Resources {
  resources?: readonly { name?: string }[];
}

/** `alertmanagerconfigs.monitoring.coreos.com v1beta1`, of those that the platform brings. */
export async function versionsElsewhere(get: Get): Promise<Known<readonly string[]>> {
  return together(Object.entries(broughtDefinitions).map(([group, brought]) => versionsOf(group, brought, get)));
}

async function versionsOf(
  group: string,
  brought: Readonly<Record<string, readonly string[]>>,
  get: Get,
): Promise<Known<readonly string[]>> {
  const read = (body: unknown) => ((body as Group).versions ?? []).flatMap(({ version }) => version ?? []);
  const versions = await ask(get, `/apis/${group}`, read, []);
  if ("unknown" in versions) return versions;
  const kinds = Object.values(brought).flat();
  return together(
    versions.is.map((version) =>
      ask(
        get,
        `/apis/${group}/${version}`,
        (body) =>
          ((body as Resources).resources ?? []).flatMap(({ name = "" }) =>
            kinds.includes(name) && !brought[version]?.includes(name) ? [`${name}.${group} ${version}`] : [],
          ),
        [],
      ),
    ),
  );
}

/** Nobody may use it, so that this refuses nothing. */
export function servedVersions({ cluster: { versionsElsewhere: found } }: Findings): Check[] {
  const all = foundOf(found);
  return all.length === 0
    ? []
    : [
        {
          what: "versions of definitions",
          found: list(all),
          needed:
            "versions that the platform's definitions have, too: up takes these over, and whoever writes or reads another " +
            "is refused",
          verdict: "lacking",
          mend: "have their objects written in another version before (docs/operations/migrate.md, “Hand-made Helm”)",
        },
      ];
}
