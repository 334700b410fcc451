// The settings in a stack's file, for commands that need no login: nothing is decrypted.
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { StackConfiguration } from "../settings/configuration";
import { contentOf } from "../settings/stack-file/content";
import { engineTags } from "../settings/stack-file/engine-yaml";
import { ambiguityOf, nameOf, readStackFile } from "../settings/stack-file/stack-file";

/** The configuration in a stack's file, and its region. Secrets stand as placeholders, on which nothing depends here. */
export function readStackConfiguration(file: string): { configuration: StackConfiguration; region: string } {
  const text = readFileSync(file, "utf8");
  const ambiguity = ambiguityOf(text);
  if (ambiguity !== undefined) throw new Error(`${path.basename(file)} ${ambiguity}`);
  // Says the line where there is none to read.
  contentOf(text, path.basename(file));
  const written = readStackFile(text);
  if (written === undefined) throw new Error(`${path.basename(file)} is no stack file: YAML with a map \`config\``);
  // A warning would print the line that it is about, and what stands there.
  const content = parse(text, { merge: true, logLevel: "error", customTags: (tags) => [...engineTags, ...tags] });
  // All of it may stand in an environment of Pulumi ESC.
  const config = (content as { config?: Record<string, unknown> | null }).config ?? {};
  const entries = Object.entries(config).map(([key, value]) => {
    const plain = withoutSecrets(value);
    return [
      nameOf(key),
      // At the top nothing is empty text to the engine.
      typeof plain === "string" ? plain : plain === null ? "" : JSON.stringify(plain),
    ] as const;
  });
  return {
    configuration: {
      values: Object.fromEntries(entries),
      secretKeys: new Set(
        Object.keys(config)
          .filter((key) => holdsSecret(config[key]))
          .map(nameOf),
      ),
      file: written,
    },
    region: typeof config["aws:region"] === "string" ? config["aws:region"] : "",
  };
}

function holdsSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("secure" in value || Object.values(value).some(holdsSecret));
}

function withoutSecrets(value: unknown, at = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item));
  if (typeof value !== "object" || value === null) return value;
  // Long enough for any credential, and a URL where one is wanted.
  if ("secure" in value) return `${/key$/i.test(at) ? "" : "https://secret.invalid/"}0123456789abcdef0123456789abcdef`;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, key)]));
}
