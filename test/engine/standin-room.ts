// A place for stacks on the real engine with stand-ins for every provider: no API server, so it is ready in a moment.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { standinDirectory } from "../../sandbox/environment";
import { defaultFixture } from "../../sandbox/providers/fixture";
import { pulumiEnvironment } from "../../tools/pulumi";
import type { EngineRoom } from "./engine-stack";

/** Prepares state, account and plugins in a folder of their own. Builds the CLI first where there is none. */
export async function openStandinRoom(): Promise<EngineRoom> {
  const directory = mkdtempSync(join(tmpdir(), "standin-"));
  const { PATH = "", ...environment } = await pulumiEnvironment({
    providerDirectories: [standinDirectory],
    stateDirectory: join(directory, "state"),
  });
  const clusters = ["dev", "prod", "sandbox"].map((name) => ({ ...defaultFixture.clusters[0], name }));
  writeFileSync(join(directory, "fixture.json"), JSON.stringify({ ...defaultFixture, clusters }));
  // The automation API looks for the CLI on this process's own PATH.
  const ownPath = process.env["PATH"];
  process.env["PATH"] = PATH;
  return {
    directory,
    mirror: "https://charts.example.com", // the stand-in reads no chart
    environment: {
      ...Object.fromEntries(
        Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      PATH,
      PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_HOME: join(directory, "home"),
      STANDIN_ACCOUNT: join(directory, "account"),
      STANDIN_FIXTURE: join(directory, "fixture.json"),
    },
    close: () => {
      process.env["PATH"] = ownPath;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
