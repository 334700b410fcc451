// The version of an installed SDK package, which is the version the program asks its provider to have.

import { readFileSync } from "node:fs";

export function sdkVersion(packageName: string): string {
  const file = require.resolve(`${packageName}/package.json`);
  const manifest = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return manifest.version.replace(/^v/, "");
}
