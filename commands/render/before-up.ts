// Looks, before an `up`, at what the charts of running releases change: Helm would stop half-way at a field that the
// API server does not let change. Where the look can't be had, as without Helm, it says so and stops nobody.
import { spawnSync } from "node:child_process";
import { resolveTools } from "../../tools/catalogue";
import { locate } from "../../tools/install";
import { findOnPath } from "../../tools/search-path";
import { fileGiven, settingsFile } from "../config-file";
import { CHECKOUT } from "../pulumi-environment";
import type { PlannedChart } from "./planned";
import { type Plans, plansOfPreview } from "./plans";
import { renderedBy } from "./render";
import { objectionsTo } from "./summary";

/** Options of `up` that `preview` does not know. */
const ofUpAlone = /^(-y|--yes|-f|--skip-preview|--continue-on-error|--json|-j)(=|$)/;

/** Releases that run and stay: what is new, and what goes, has nothing that could not change. */
function staying({ before, after }: Plans): Pick<Plans, "before" | "after"> {
  const [were, are] = [before, after].map((charts) => new Set(charts.map(({ release }) => release)));
  const stays = ({ release }: PlannedChart) => (were?.has(release) && are?.has(release)) ?? false;
  return { before: before.filter(stays), after: after.filter(stays) };
}

/**
 * What the API server would refuse of the next `up`, each with the commands that mend it; empty where it takes all.
 *
 * @param rest arguments of `up`, such as its targets.
 * @param tell gets the reason where nothing could be looked at.
 */
export function objectionsBeforeUp(
  stack: string,
  rest: readonly string[],
  environment: NodeJS.ProcessEnv,
  tell: (reason: string) => void,
): readonly string[] {
  const [tool] = resolveTools(["helm"]);
  const helm = (tool && locate(tool)) ?? findOnPath("helm");
  if (helm === undefined) {
    tell("there is no Helm here (`npm run tools -- helm` builds it)");
    return [];
  }
  const { status, stdout } = spawnSync(
    "pulumi",
    ["preview", "--stack", stack, "--json", ...rest.filter((argument) => !ofUpAlone.test(argument))],
    { cwd: CHECKOUT, env: environment, encoding: "utf8", maxBuffer: 2 ** 30, stdio: ["inherit", "pipe", "ignore"] },
  );
  // What a preview refuses `up` refuses too, and prints; not so what is no argument of a preview, `-yr` for one.
  if (stdout.trim() === "") tell("no preview could be had with these arguments");
  if (status !== 0) return [];
  try {
    const plans = plansOfPreview(stdout, settingsFile(stack, fileGiven(rest).variables.PULUMI_CONFIG_FILE));
    return objectionsTo(renderedBy(helm, staying(plans)), plans.accept);
  } catch (error) {
    tell((error as Error).message);
    return [];
  }
}
