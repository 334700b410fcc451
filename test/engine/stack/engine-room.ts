// What stacks on the real engine need around them: state, account and plugins in a folder of their own.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileBackend } from "../../../commands/pulumi-environment";
import { type ClusterFixture, defaultFixture } from "../../../offline/providers/fixture";

export interface EngineRoom {
  /** Folder of all that a test leaves behind. */
  directory: string;
  environment: Record<string, string>;
  /** Mirror of charts that stacks use. */
  mirror: string;
  close(): void;
}

export interface EngineRoomParts {
  /** An empty folder. */
  directory: string;
  /** Of `pulumiEnvironment`, with the plugins. */
  environment: NodeJS.ProcessEnv;
  /** Folder of commands that come first on PATH. */
  binaries?: string;
  /** What the clusters of the example stacks have in place of the fixture's. */
  cluster?: Partial<ClusterFixture>;
  mirror: string;
}

/** Opens the room; until it is closed the automation API finds the CLI on this process's own PATH. */
export function engineRoom({ directory, environment, binaries, cluster, mirror }: EngineRoomParts): EngineRoom {
  const clusters = ["dev", "prod", "sandbox"].map((name) => ({ ...defaultFixture.clusters[0], ...cluster, name }));
  writeFileSync(join(directory, "fixture.json"), JSON.stringify({ ...defaultFixture, clusters }));
  const { PATH = "", ...rest } = environment;
  const ownPath = process.env.PATH;
  process.env.PATH = PATH;
  return {
    directory,
    mirror,
    environment: {
      ...Object.fromEntries(Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined)),
      PATH: binaries === undefined ? PATH : `${binaries}:${PATH}`,
      PULUMI_BACKEND_URL: fileBackend(join(directory, "state")),
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_HOME: join(directory, "home"),
      STANDIN_ACCOUNT: join(directory, "account"),
      STANDIN_FIXTURE: join(directory, "fixture.json"),
    },
    close: () => {
      process.env.PATH = ownPath;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
