// A Pulumi home with the stand-in plugins in its cache. Found on PATH, where the engine looks first, each of them would be
// a warning in every run.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { sdkVersion } from "./providers/sdk-version";

/** Kind and name of a plugin, and the package whose version the program asks it to have. */
const plugins = [
  ["resource", "aws", "@pulumi/aws"],
  ["resource", "kubernetes", "@pulumi/kubernetes"],
  ["resource", "random", "@pulumi/random"],
  ["language", "nodejs", "@pulumi/pulumi"],
] as const;

/**
 * Writes the plugins into the cache below `home`, those that are there already as they are.
 *
 * @param executableOf path of the plugin called so (`pulumi-resource-aws`); a plugin without one is left out.
 */
export function writePluginHome(home: string, executableOf: (name: string) => string | undefined): void {
  for (const [kind, name, sdk] of plugins) {
    const file = `pulumi-${kind}-${name}`;
    const executable = executableOf(file);
    if (executable === undefined) continue;
    const directory = path.join(home, "plugins", `${kind}-${name}-v${sdkVersion(sdk)}`);
    mkdirSync(directory, { recursive: true });
    // A file of its own: which provider it is, a stand-in tells by the name under which it is called.
    writeIfOther(path.join(directory, file), `#!/bin/sh\nexec '${executable.replaceAll("'", "'\\''")}' "$@"\n`);
  }
}

/** Another run may just be starting it. */
function writeIfOther(file: string, text: string): void {
  try {
    if (readFileSync(file, "utf8") === text) return;
  } catch {
    // There is none yet.
  }
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}
