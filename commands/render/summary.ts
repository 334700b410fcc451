// What a reviewer reads of the rendered objects, as a section of a comment. Names, paths and images only: no value of
// an object, so that no secret can be in it.
import { cell } from "../markdown";
import type { ReleaseChanges } from "./changes";
import { isAccepted } from "./immutable";

export interface RenderedRelease {
  release: string;
  /** `loki 18.11.0`; undefined where there was, or will be, none. */
  before: string | undefined;
  after: string | undefined;
  changes: ReleaseChanges;
}

/** A comment of GitHub's holds 65,536 characters, of which this section is one of several. */
const mostItems = 20;
const mostPaths = 3;

/** Why `up` would stop half-way; none means that the API server takes every change. */
export function objectionsTo(releases: readonly RenderedRelease[], accept: readonly string[]): string[] {
  return releases
    .flatMap(({ release, changes }) => changes.refused.map((refused) => ({ release, ...refused })))
    .filter((refused) => !isAccepted(refused, accept))
    .map(
      ({ release, object, fields, commands, token }, index) =>
        `${release}: ${object} cannot change ${fields.join(", ")}; right before up run ${commands.join("; ")}; ` +
        `and say so: pulumi config set --path 'observability:accept[${accept.length + index}]' ${token}`,
    );
}

/** @param against what stands for before, in words. */
export function renderSummary(
  stack: string,
  against: string,
  releases: readonly RenderedRelease[],
  accept: readonly string[] = [],
): string {
  const lines = [`### ${cell(stack)}: objects of the charts, against ${cell(against)}`, ""];
  const changed = releases.filter(hasChanges);
  if (changed.length === 0) lines.push("No object changes.", "");
  else
    lines.push(
      "| Release | Chart | Appear | Vanish | Change | Labels alone | Restart |",
      "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
      ...changed.map(row),
      "",
    );
  for (const { title, items } of sections(changed, accept)) {
    if (items.length === 0) continue;
    lines.push(title, "", ...items.slice(0, mostItems).map((item) => `- ${item}`), "");
    if (items.length > mostItems) lines.push(`and ${items.length - mostItems} more.`, "");
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

function hasChanges({ before, after, changes }: RenderedRelease): boolean {
  const { appear, vanish, change, onlyLabels } = changes;
  return before !== after || appear.length + vanish.length + change.length + onlyLabels > 0;
}

function row({ release, before, after, changes }: RenderedRelease): string {
  const chart = before === after ? (after ?? "") : `${before ?? "none"} → ${after ?? "none"}`;
  const numbers = [changes.appear, changes.vanish, changes.change].map(({ length }) => length);
  return `| ${[cell(release), cell(chart), ...numbers, changes.onlyLabels, changes.restart.length].join(" | ")} |`;
}

function sections(changed: readonly RenderedRelease[], accept: readonly string[]) {
  const each = (list: (changes: ReleaseChanges) => readonly string[]) =>
    changed.flatMap(({ release, changes }) => list(changes).map((item) => `${cell(release)}: ${item}`));
  // Of a release that is new or goes as a whole, the row says enough.
  const kept = changed.filter(({ before, after }) => before !== undefined && after !== undefined);
  const ofKept = (list: (changes: ReleaseChanges) => readonly string[]) =>
    kept.flatMap(({ release, changes }) => list(changes).map((item) => `${cell(release)}: ${item}`));
  return [
    {
      title: "**The API server refuses, and `up` would stop there.** Right before it, run:",
      items: ofKept(({ refused }) => refused.filter((one) => !isAccepted(one, accept)).map(refusedText)),
    },
    {
      title: "Refused by the API server; the stack file says that the steps have been taken:",
      items: ofKept(({ refused }) =>
        refused.filter((one) => isAccepted(one, accept)).map(({ object }) => cell(object)),
      ),
    },
    {
      title: "Pods are made anew of:",
      items: ofKept(({ restart }) => restart.map(({ object, paths }) => `${cell(object)} ${pathsText(paths)}`)),
    },
    { title: "Definitions:", items: each(({ definitions }) => definitions.map(cell)) },
    { title: "Permissions:", items: each(({ permissions }) => permissions.map(cell)) },
    {
      title: "Images:",
      items: each(({ images }) => [
        ...images.appear.map((image) => `+ \`${cell(image)}\``),
        ...images.vanish.map((image) => `- \`${cell(image)}\``),
      ]),
    },
    { title: "Helm runs and waits for:", items: each(({ hooks }) => hooks.map(cell)) },
    { title: "Appear:", items: ofKept(({ appear }) => appear.map(cell)) },
    { title: "Vanish:", items: ofKept(({ vanish }) => vanish.map(cell)) },
    {
      title: "Change besides:",
      items: ofKept(({ change, restart, refused }) =>
        change
          .filter(({ object }) => ![...restart, ...refused].some((one) => one.object === object))
          .map(({ object, paths }) => `${cell(object)} ${pathsText(paths)}`),
      ),
    },
  ];
}

function refusedText({ object, fields, commands, effect, token }: ReleaseChanges["refused"][number]): string {
  const steps = commands.map((command) => `\`${command}\``).join(", then ");
  return `${cell(object)} (${pathsText(fields)}): ${steps}: ${effect}. Then accept \`${cell(token)}\``;
}

function pathsText(paths: readonly string[]): string {
  const shown = paths.slice(0, mostPaths).map((path) => `\`${cell(path)}\``);
  return `${shown.join(" ")}${paths.length > mostPaths ? ` and ${paths.length - mostPaths} more` : ""}`;
}
