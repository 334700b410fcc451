// Starts one stand-in provider as the engine expects it: `main.ts <provider> <engine address>`, port on standard
// output.
// Environment: STANDIN_ACCOUNT (directory of the objects that exist; none: forgotten at exit), STANDIN_TIME_SCALE
// (1: creations take as long as in AWS; default 0), STANDIN_FIXTURE (see fixture.ts), STANDIN_FAILS_ONCE (JSON, type to
// words: the first creation, update or deletion of that type by this process fails with them).

import { join } from "node:path";
import { noAccount, openAccount } from "./account";
import { serve } from "./grpc";
import type { ProviderModel } from "./model";
import { StandIn } from "./standin";

/** Loaded on demand: start-up time is paid for each provider at each preview. */
const models: Record<string, () => ProviderModel> = {
  aws: () => (require("./aws") as { awsModel: ProviderModel }).awsModel,
  random: () => (require("./random") as { randomModel: ProviderModel }).randomModel,
  kubernetes: () => (require("./kubernetes") as { kubernetesModel: ProviderModel }).kubernetesModel,
};

const ORPHAN_CHECK_MILLISECONDS = 5_000;

async function main(): Promise<void> {
  const [name = "", ...rest] = process.argv.slice(2);
  const load = models[name];
  if (!load) {
    throw new Error(`no stand-in provider "${name}": one of ${Object.keys(models).join(", ")}`);
  }
  const timeScale = Number(process.env.STANDIN_TIME_SCALE ?? "0");
  if (!(timeScale >= 0)) {
    throw new Error(`STANDIN_TIME_SCALE is "${process.env.STANDIN_TIME_SCALE}", not a number of at least 0`);
  }
  const failsOnce = new Map(
    Object.entries(JSON.parse(process.env.STANDIN_FAILS_ONCE ?? "{}") as Record<string, string>),
  );
  const model = load();
  const directory = process.env.STANDIN_ACCOUNT;
  const account = model.stateOnly ? noAccount : openAccount(directory ? join(directory, name) : undefined);
  const engineAddress = rest.find((argument) => !argument.startsWith("-"));
  const { port } = await serve(new StandIn(model, account, timeScale, failsOnce), engineAddress);
  process.stdout.write(`${port}\n`);
  exitWithParent();
}

/** The engine kills its plugins when it ends; one that was itself killed cannot. */
function exitWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      process.exit(0);
    }
  }, ORPHAN_CHECK_MILLISECONDS).unref();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
