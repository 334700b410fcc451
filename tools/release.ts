/**
 * Cuts a release: `npm run release -- 0.2.0`. Gives what stands under "Unreleased" in CHANGELOG.md its version and date,
 * and writes the version wherever it stands. Commits and tags nothing: RELEASE.md says what follows. The contract's
 * version is its own (contract/contract.ts).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCommand } from "../commands/command";

const checkout = resolve(__dirname, "..");

/** The changelog with a new section; what was unreleased is in it. Throws where there is nothing to release. */
export function cut(changelog: string, version: string, date: string): string {
  const heading = "## Unreleased\n";
  const start = changelog.indexOf(heading);
  if (start < 0) throw new Error("CHANGELOG.md has no section Unreleased");
  const after = start + heading.length;
  const next = changelog.indexOf("\n## ", after);
  const body = changelog.slice(after, next < 0 ? undefined : next);
  if (!/^- /m.test(body)) throw new Error("CHANGELOG.md has nothing under Unreleased");
  if (changelog.includes(`## ${version} `)) throw new Error(`CHANGELOG.md has ${version} already`);
  return `${changelog.slice(0, after)}\n## ${version} (${date})\n${changelog.slice(after)}`;
}

/** Files that state the version, and the fields in which they do. */
export const stated: Record<string, readonly string[]> = {
  "package.json": ["version"],
  "policy/package.json": ["version"],
  "plugin/package.json": ["version", "eks-observability"],
  "template/package.json": ["eks-observability", "eks-observability-policies"],
};

/** A manifest with the version in those of its fields. */
export function withVersion(manifest: string, fields: readonly string[], version: string): string {
  return fields.reduce((text, field) => {
    const place = new RegExp(`("${field}": ")[^"]+(")`);
    if (!place.test(text)) throw new Error(`no ${field} in the manifest`);
    return text.replace(place, `$1${version}$2`);
  }, manifest);
}

interface Lock {
  version: string;
  packages: Record<string, { version?: string }>;
}

/** The lock file knows the versions of root and policies. */
export function withLockedVersion(lock: string, version: string): string {
  const parsed = JSON.parse(lock) as Lock;
  parsed.version = version;
  for (const place of ["", "policy"]) Object.assign(parsed.packages[place] ?? {}, { version });
  return `${JSON.stringify(parsed, null, 2)}\n`;
}

function main([version = ""]: readonly string[]): number {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error("usage: npm run release -- <major>.<minor>.<patch>");
  const rewrite = (file: string, change: (text: string) => string) =>
    writeFileSync(join(checkout, file), change(readFileSync(join(checkout, file), "utf8")));
  rewrite("CHANGELOG.md", (text) => cut(text, version, new Date().toISOString().slice(0, 10)));
  for (const [file, fields] of Object.entries(stated)) rewrite(file, (text) => withVersion(text, fields, version));
  rewrite("package-lock.json", (text) => withLockedVersion(text, version));
  console.log(`cut ${version}; RELEASE.md says what follows`);
  return 0;
}

if (require.main === module) runCommand("release", main);
