// What admission says of the platform's namespace: policies of an organisation want labels on each, or none that is
// privileged, and `up` would stop there, after AWS's half. A dry run, of which the API server keeps nothing.
import { platformNamespaceLabels } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import { oneLine } from "../../cloud/there-is-none";
import type { Check } from "../check";
import type { ClusterFindings, Findings, Known } from "../findings";
import type { Get } from "./api-server";

const dryRun = "/api/v1/namespaces?dryRun=All";
const notTold: Known<undefined> = { unknown: "a dry run tells nothing" };
const mostLetters = 400;

/** Why it is refused, in admission's words; nothing where it is let in. Asked where there is none, of who may make all that `up` does. */
export async function namespaceRefused(
  { namespace: name }: Settings,
  get: Get,
  forbidden: Promise<ClusterFindings["forbidden"]>,
  namespace: Promise<ClusterFindings["namespace"]>,
): Promise<Known<string | undefined>> {
  const [rights, found] = await Promise.all([forbidden, namespace]);
  if ("unknown" in found) return found;
  if ("unknown" in rights || rights.is.length > 0) return notTold;
  if (found.is !== "none") return { is: undefined };
  const made = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: platformNamespaceLabels } };
  try {
    const { status, body } = await get(dryRun, undefined, made);
    const { message } = body as { message?: unknown };
    // Kyverno, Gatekeeper and the API server's own policies; a missing right is "forbidden".
    const isDenied = typeof message === "string" && /\bdenied (?:the )?request\b/.test(message);
    if (isDenied) return { is: oneLine(message).slice(0, mostLetters) };
    return status === 201 ? { is: undefined } : notTold;
  } catch {
    return notTold;
  }
}

export function refusedNamespace({ namespace: name }: Settings, { cluster: { namespaceRefused } }: Findings): Check[] {
  if ("unknown" in namespaceRefused || namespaceRefused.is === undefined) return [];
  return [
    {
      what: `admission of namespace ${name}`,
      found: namespaceRefused.is,
      needed: "to be let in, with what the policy asks for",
      verdict: "impossible",
      mend:
        "exempt it there, or make it beforehand as the policy wants it, and take it over (docs/operations/deploy.md, " +
        "“Secrets that must be there first”)",
    },
  ];
}
