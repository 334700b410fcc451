/**
 * Says loudly when Loki or Tempo are missing, and ends with 1: the tier has proved nothing then. With `--if-present` it
 * says so and ends with 3, for a caller that wants to go on without. Prints the versions otherwise.
 */
import { findBackend, missingBackends } from "../servers/backends/programs";

const wanted = ["loki", "tempo"] as const;
const missing = wanted.filter((name) => findBackend(name) === undefined);
if (missing.length > 0) {
  const line = "!".repeat(100);
  console.error(`${line}\nNOTHING WAS TESTED: ${missingBackends(missing)}\n${line}`);
  process.exitCode = process.argv.includes("--if-present") ? 3 : 1;
} else {
  for (const name of wanted) console.log(findBackend(name)?.version);
}
