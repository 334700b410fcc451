// The verdict on a preview as Markdown, for a comment on a pull request.
import { cell } from "../markdown";
import type { OverriddenValues } from "./recorded";
import { type Change, isLoss, isLossOfProtected, order, shortType, type Verdict } from "./verdict";

/** A comment of GitHub's holds 65,536 characters; this many rows and lines leave room for several stacks. */
const mostRows = 60;
const mostPaths = 4;
const mostCharactersTold = 3000;

/** The summary of one stack's preview, as a section of a comment. */
export function summaryOf(stack: string, verdict: Verdict): string {
  const { changes, unchanged, expiring, overrides, errors, warnings, objections } = verdict;
  const lost = changes.filter(isLossOfProtected);
  const unprotected = changes.filter(({ unprotects }) => unprotects).length;
  const lines = [`### ${cell(stack)}: ${counts(changes, unchanged)}`, ""];
  if (objections.length === 0)
    lines.push(changes.length === 0 ? "Nothing changes." : "No protected resource is replaced or deleted.", "");
  if (lost.length > 0) {
    lines.push(
      `**Not to be merged: ${lost.length} protected resources would be replaced or deleted.** ` +
        "If that is meant, follow docs/operations/change.md first, or docs/data.md where all of it goes.",
      "",
    );
  }
  const unasked = objections.filter((objection) => objection.includes("--accept"));
  if (unasked.length > 0) lines.push("**Not to be merged unless it is meant:**", "", ...unasked.map(item), "");
  if (expiring.length > 0)
    lines.push("**Stored data goes**, and the stack file accepts it:", "", ...expiring.map(item), "");
  if (overrides.paths.length + overrides.gone.length > 0) lines.push(...overridesText(overrides), "");
  if (unprotected > 0)
    lines.push(`**${unprotected} resources lose their protection**; the next change may delete them.`, "");
  if (errors.length > 0) lines.push("**The preview failed:**", "", fencedText(errors), "");
  if (warnings.length > 0) lines.push("**The preview warns:**", "", fencedText(warnings), "");
  if (changes.length > 0) {
    lines.push(
      "| Change | Type | Resource | What | |",
      "| --- | --- | --- | --- | --- |",
      ...changes.slice(0, mostRows).map(row),
      "",
    );
    if (changes.length > mostRows)
      lines.push(`${changes.length - mostRows} more, none of them worse than the last one shown.`, "");
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

function overridesText({ paths, added, gone }: OverriddenValues): string[] {
  return [
    "**Chart values of the stack's own** (`overrides`; no promise of the platform's covers them):",
    "",
    ...paths.map((path) => item(`${path}${added.includes(path) ? " (new)" : ""}`)),
    ...gone.map((path) => item(`${path} (no longer)`)),
  ];
}

function counts(changes: readonly Change[], unchanged: number): string {
  const parts = order
    .map((effect) => [effect, changes.filter((change) => change.effect === effect).length] as const)
    .filter(([, count]) => count > 0);
  return [
    ...parts.map(([effect, count]) => `${count} to ${effect === "other" ? "import or refresh" : effect}`),
    `${unchanged} unchanged`,
  ].join(", ");
}

function row(change: Change): string {
  const paths = change.paths
    .slice(0, mostPaths)
    .map((path) => `\`${cell(path)}\``)
    .join(" ");
  const more = change.paths.length > mostPaths ? ` and ${change.paths.length - mostPaths} more` : "";
  const cells = [
    change.effect,
    cell(shortType(change.type)),
    cell(change.name),
    `${paths}${more}`,
    flags(change).join(", "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function flags(change: Change): string[] {
  if (!isLoss(change)) return change.unprotects ? ["**loses its protection**"] : [];
  return [
    ...(change.protected ? ["**protected**"] : []),
    ...(change.data ? ["**data**"] : []),
    ...(change.shared ? ["**used by others**"] : []),
    ...(change.retained && (change.protected || change.data) ? ["stays in AWS"] : []),
  ];
}

const item = (text: string) => `- ${cell(text)}`;

const fencedText = (messages: readonly string[]) => fenced(messages.join("\n\n").slice(0, mostCharactersTold));

/** A code block that its content cannot end. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
