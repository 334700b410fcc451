// How many log records and spans a CPU second the gateway takes, beside the least that a Collector can do with them and,
// given another checkout, beside the gateway of that: `npx tsx bench/gateway-speed.ts [records] [runs] [checkout]`.
// Prints each run and the medians; docs/benchmarks.md keeps them. The runs of all cases take turns, for a machine that
// is busy is so for all of them; the start of each counts.
import * as path from "node:path";
import { goEnvironment } from "../components/collection/collector";
import { absentKubeconfig } from "../test/servers/collector-process";
import { installed } from "../tools/install";
import { Sink } from "./collector-run";
import { barestGateway, gatewayOnLoopback, runGateway, type Sent } from "./gateway";
import { inTurns, mean } from "./pipeline";

const tenants = 10;

async function main(): Promise<void> {
  const [records = 200_000, runs = 3] = process.argv.slice(2, 4).map(Number);
  const checkout = process.argv[4];
  const collector = await installed("otel-collector");
  const kubeconfig = absentKubeconfig();
  const bench = {
    binary: collector,
    environment: { KUBECONFIG: kubeconfig, ...goEnvironment({ memoryMib: 512 }) },
    records,
  };
  const makers: Record<string, typeof gatewayOnLoopback> = { barest: barestGateway, gateway: gatewayOnLoopback };
  if (checkout !== undefined) {
    const other = (await import(path.resolve(checkout, "bench/gateway.ts"))) as {
      gatewayOnLoopback: typeof gatewayOnLoopback;
    };
    makers[path.basename(checkout)] = other.gatewayOnLoopback;
  }
  const sink = await Sink.start(records, () => "");
  try {
    for (const sent of ["logs", "traces"] satisfies Sent[]) {
      const run = (make: typeof gatewayOnLoopback) => async () =>
        runGateway(bench, sink, await make(tenants, sink.address, sent));
      const found = await inTurns(
        runs,
        Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, run(make)])),
      );
      for (const [name, all] of Object.entries(found)) {
        const share = mean(found.barest ?? all) / mean(all);
        const peakMib = Math.max(...all.map((each) => each.peakMib));
        console.log(
          `${sent}\t${name}\t${Math.round(records / mean(all))} a CPU s\t${share.toFixed(2)}\t${peakMib} MiB`,
        );
      }
    }
  } finally {
    sink.stop();
  }
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
