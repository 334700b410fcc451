// What a version of the program left behind, as test/engine/changes/record-version.ts recorded it: how it is kept, and how a
// test takes it up.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { Deployment } from "@pulumi/pulumi/automation";
import type { EngineRoom } from "../stack/engine-room";

export const recordedStacks = ["dev", "prod"] as const;

export interface RecordedVersion {
  /** As in the stack's file, without `observability:`. */
  settings: Record<string, unknown>;
  /** With its secrets, which are words. */
  state: Deployment;
  /** Objects that stand-ins keep, by the path of their file. */
  account: Record<string, unknown>;
}

export const versionsFolder = resolve(__dirname, "..", "..", "fixtures", "versions");
export const versionFile = (version: string, stack: string) => join(versionsFolder, version, `${stack}.json.br`);

/** Of a resource's state: where and when it was made, which no later run reads. */
const fleeting = new Set(["sourcePosition", "stackTrace", "created", "modified"]);

/** The state and the account say most things twice: the window is as large as both. */
export function packed(version: RecordedVersion): Buffer {
  const dropFleeting = (key: string, value: unknown) => (fleeting.has(key) ? undefined : value);
  const text = Buffer.from(JSON.stringify(withoutPasswords(version), dropFleeting));
  const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT, BROTLI_MAX_WINDOW_BITS } = constants;
  const params = { [BROTLI_PARAM_LGWIN]: BROTLI_MAX_WINDOW_BITS, [BROTLI_PARAM_SIZE_HINT]: text.length };
  return brotliCompressSync(text, { params });
}

export function recordedVersion(version: string, stack: string): RecordedVersion {
  return JSON.parse(brotliDecompressSync(readFileSync(versionFile(version, stack))).toString()) as RecordedVersion;
}

const account = ({ directory }: EngineRoom) => join(directory, "account");

export function accountOf(room: EngineRoom): Record<string, unknown> {
  const files = readdirSync(account(room), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [relative(account(room), file), JSON.parse(readFileSync(file, "utf8"))]),
  );
}

/** Puts the objects of the version into the room's account, which is empty. */
export function takeAccount(room: EngineRoom, version: RecordedVersion): void {
  for (const [path, object] of Object.entries(version.account)) {
    const file = join(account(room), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(object));
  }
}

interface State {
  resources: { type: string; urn: string; outputs?: { result?: { plaintext?: string } } }[];
}

/** The same word everywhere in the place of each generated password. */
function withoutPasswords(version: RecordedVersion): RecordedVersion {
  const { resources } = version.state.deployment as State;
  let text = JSON.stringify(version);
  for (const { urn, outputs } of resources) {
    const password: unknown = outputs?.result?.plaintext && JSON.parse(outputs.result.plaintext);
    if (typeof password === "string") text = text.replaceAll(password, `recorded-${urn.split("::").at(-1) ?? ""}`);
  }
  return JSON.parse(text) as RecordedVersion;
}
