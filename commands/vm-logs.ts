// Prints fluent-bit.yaml for a machine outside the cluster: docs/vm-logs.md.
// Usage: npm run -s vm-logs -- --ingest HOSTNAME [--buffer-gib N] FILE...
import { parseArgs } from "node:util";
import { type VmLogsOptions, vmConfig } from "../components/collection/file-logs/vm";
import { withoutCredential } from "../settings/schema/plain-text";
import { hostname } from "../settings/schema/texts";
import { isTokenOfAMaker } from "../settings/secrets/credential-forms";
import { shownArgument } from "../settings/secrets/disclosure";
import { orUsage, runCommand } from "./command";

const usage = "usage: npm run -s vm-logs -- --ingest ingest.example.com [--buffer-gib 1] '/var/log/app/*.log' ...";

/** A machine's root disk is seldom larger than a few times this. */
const largestBufferGib = 512;

/** What the command line asks for. @throws Error that names the argument, with the usage. */
export function parseCommandLine(args: readonly string[]): VmLogsOptions {
  const { values, positionals } = parsed(args);
  const { ingest } = values;
  if (ingest === undefined) throw new Error(`--ingest is missing\n${usage}`);
  const host = hostname.safeParse(ingest);
  if (!host.success) {
    throw new Error(`--ingest is ${shownArgument(ingest)}, must be ${host.error.issues[0]?.message}\n${usage}`);
  }
  const bufferGib = Number(values["buffer-gib"]);
  if (!(bufferGib >= 0.1 && bufferGib <= largestBufferGib)) {
    throw new Error(
      `--buffer-gib is ${shownArgument(values["buffer-gib"])}, must be a number from 0.1 to ` +
        `${largestBufferGib}\n${usage}`,
    );
  }
  if (positionals.length === 0) throw new Error(`no file is named\n${usage}`);
  for (const file of positionals) {
    if (!isPath(file)) {
      throw new Error(
        `${shownArgument(file)} names no files: an absolute path without spaces and commas, * stands for part of a ` +
          `name\n${usage}`,
      );
    }
  }
  return { ingestHostname: ingest, files: positionals, bufferGib };
}

/** An address without its scheme, or a token by its maker's form, would stand in a file that may be read by many. */
function isPath(file: string): boolean {
  const isAbsolute = /^\/[^\s,]+$/.test(file) && !file.endsWith("/");
  return isAbsolute && withoutCredential.test(file) && !isTokenOfAMaker(file);
}

function parsed(args: readonly string[]) {
  const parse = () =>
    parseArgs({
      args: [...args],
      options: { ingest: { type: "string" }, "buffer-gib": { type: "string", default: "1" } },
      allowPositionals: true,
    });
  return orUsage(parse, usage);
}

if (require.main === module) {
  runCommand("vm-logs", (args) => {
    process.stdout.write(vmConfig(parseCommandLine(args)));
    return 0;
  });
}
