// A place for stacks on the real engine with stand-ins for every provider: no API server, so it is ready in a moment.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pulumiEnvironment } from "../../commands/pulumi-environment";
import { standinDirectory } from "../../offline/environment";
import { type EngineRoom, engineRoom } from "../engine/stack/engine-room";

/** Builds the CLI first where there is none. */
export async function openStandinRoom(): Promise<EngineRoom> {
  const directory = mkdtempSync(join(tmpdir(), "standin-"));
  const environment = await pulumiEnvironment({
    providerDirectories: [standinDirectory],
    stateDirectory: join(directory, "state"),
  });
  return engineRoom({ directory, environment, mirror: "https://charts.example.com" }); // the stand-in reads no chart
}
