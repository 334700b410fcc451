// Prints fluent-bit.yaml for a machine outside the cluster: docs/vm-logs.md.
// Usage: npm run vm-logs -- --ingest HOSTNAME [--buffer-gib N] FILE...
import { parseArgs } from "node:util";
import { vmConfig } from "../components/collection/file-logs/vm";

const usage = "npm run vm-logs -- --ingest ingest.example.com [--buffer-gib 1] '/var/log/app/*.log' ...";

function main(): void {
  const { values, positionals } = parseArgs({
    options: { ingest: { type: "string" }, "buffer-gib": { type: "string", default: "1" } },
    allowPositionals: true,
  });
  const bufferGib = Number(values["buffer-gib"]);
  if (values.ingest === undefined || positionals.length === 0 || !(bufferGib > 0)) throw new Error(`Usage: ${usage}`);
  process.stdout.write(vmConfig({ ingestHostname: values.ingest, files: positionals, bufferGib }));
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
