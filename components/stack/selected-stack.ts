// Which stack a `pulumi config` of a refusal acts on: without a word of it on the one that is selected, whose file it would
// change. No Pulumi: a program and the commands ask alike.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { jsonOf } from "../../conventions/json";
import { shellQuoted } from "../../settings/refusals/problem";

/** A refusal with a word on the commands in it where another stack is selected than the one that is refused. */
export function forTheStack(refusal: string, root: string, stack: string, environment: NodeJS.ProcessEnv): string {
  if (!refusal.includes("pulumi config ")) return refusal;
  const selected = selectedIn(root, environment);
  return selected.length === 0 || selected.some((name) => lastOf(name) === lastOf(stack))
    ? refusal
    : `${refusal}\n  another stack is selected: run each \`pulumi config\` with --stack ${shellQuoted(stack)}`;
}

/** A full name is organization/project/stack. */
const lastOf = (name: string) => name.split("/").at(-1);

/** What a variable selects, or else what was selected for the project, one for each backend; none where nobody knows. */
function selectedIn(root: string, environment: NodeJS.ProcessEnv): string[] {
  const { PULUMI_OPTION_STACK, PULUMI_STACK, PULUMI_HOME } = environment;
  const told = PULUMI_OPTION_STACK || PULUMI_STACK;
  if (told) return [told];
  const project = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].map((name) => join(root, name)).find(existsSync);
  if (project === undefined) return [];
  const directory = join(PULUMI_HOME || join(environment.HOME || homedir(), ".pulumi"), "workspaces");
  const ending = `-${createHash("sha1").update(project).digest("hex")}-workspace.json`;
  try {
    const file = readdirSync(directory).find((name) => name.endsWith(ending));
    const { stack, stacks } = jsonOf(readFileSync(join(directory, file ?? ending), "utf8")) as Selection;
    return [stack, ...Object.values(stacks ?? {})].filter(
      (name) => typeof name === "string" && name !== "",
    ) as string[];
  } catch {
    return []; // nothing was ever selected, or the CLI writes it down in another way
  }
}

/** Of the CLI's own file for a project: an older one's word, and a newer one's by backend. */
interface Selection {
  stack?: unknown;
  stacks?: Readonly<Record<string, unknown>>;
}
