/**
 * Where built tools are kept: `<user cache>/eks-observability/tools/<name>/<key>/`, shared by all checkouts of a user.
 * A key names a version and everything that its recipe consists of, so another recipe never finds an old product.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { GO_TOOLCHAIN, type Tool } from "./catalogue";

/** A file of a recipe: its name in the recipe's directory, and its content. */
export interface RecipeFile {
  name: string;
  content: string | Buffer;
}

/** Version and a short hash over recipe and files; the order of the files is of no matter. */
export function cacheKey(tool: Tool, files: readonly RecipeFile[]): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([tool.recipe, tool.product, tool.recipe.kind === "go" ? GO_TOOLCHAIN : ""]));
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(`\0${file.name}\0`).update(createHash("sha256").update(file.content).digest());
  }
  return `${tool.version}-${hash.digest("hex").slice(0, 12)}`;
}

/** Root of the cache: `$XDG_CACHE_HOME`, or `~/.cache`, and `eks-observability/tools` in it. */
export function cacheRoot(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
  return path.join(base, "eks-observability", "tools");
}

/**
 * A new directory in one of the cache, for what is not complete yet.
 *
 * @throws Error that says how to have the cache elsewhere.
 */
export function workshopIn(directory: string, prefix: string): string {
  try {
    fs.mkdirSync(directory, { recursive: true });
    return fs.mkdtempSync(path.join(directory, prefix));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `the cache ${directory} cannot be written (${code}): set XDG_CACHE_HOME to a directory that can be`,
      {
        cause: error,
      },
    );
  }
}

/** Directory that holds the recipe of a tool. */
export function recipeDirectory(tool: Tool): string {
  return path.join(__dirname, tool.recipe.directory);
}

/** Directory in the cache that holds, or will hold, the product of a tool. */
export function toolDirectory(tool: Tool): string {
  const directory = recipeDirectory(tool);
  const files = fs
    .readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, content: fs.readFileSync(path.join(directory, entry.name)) }));
  return path.join(cacheRoot(), tool.name, cacheKey(tool, files));
}
