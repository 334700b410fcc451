// The demo from start to end: what `npm run demo` does and says. Everything that it starts goes with this process.
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { conventions } from "../conventions/names";
import { scratchDirectory } from "../test/servers/cleanup";
import { buildExampleService } from "../test/servers/example-service";
import { OneMachine } from "../test/servers/one-machine";
import { TIERS } from "../tools/catalogue";
import { install } from "../tools/install";
import { startGrafana } from "./grafana";
import { Pages } from "./pages";
import { Services } from "./services";
import { names, pods, settings } from "./settings";
import { type Stores, startStores } from "./stores";

/** A request of the example service and what is found of it. */
interface Shown {
  metric: string;
  log: string;
  spans: string[];
}

/** A refused payment is an error, which samplers and severity filters keep. */
const refusedCents = 0;
/** Queues send what they have within seconds; the first scrape and the first commit take longer. */
const arriveWithinSeconds = 120;

/** Never ends by itself. @param trafficSeconds How long traffic runs before a request is shown. */
export async function demo(trafficSeconds: number): Promise<never> {
  const say = (line: string) => console.log(line);
  process.once("exit", () => say("\nStopped."));
  say(
    "The platform's collection on this machine, with the configuration that the program generates. Ctrl-C ends it.\n",
  );
  say("Programs (what is missing is built once; that takes minutes):");
  await install(TIERS.demo, (line) => say(`  ${line}`));
  say("  example service");
  const executable = await buildExampleService(scratchDirectory("demo-"));

  say("\nStarting:");
  const step = (line: string) => say(`  ${line}`);
  let stores: Stores | undefined;
  const machine = await OneMachine.start({
    settings,
    names,
    pods,
    report: step,
    stores: async (prometheus) => {
      stores = await startStores(prometheus, step);
      return stores;
    },
  });
  if (stores === undefined) throw new Error("nothing stores logs and traces");
  step(`the example service for ${pods.map(({ tenant }) => tenant).join(" and ")}, and the Prometheus agent`);
  const services = await Services.start(machine, executable);
  const pages = await Pages.start(stores, machine.prometheus);
  const grafana = await startGrafana(stores, machine.prometheus, step);

  say(`\nTraffic of ${trafficSeconds} s:`);
  for (let second = 1; second <= trafficSeconds; second++) {
    await traffic(services);
    if (second % 10 === 0 || second === trafficSeconds) step(`${second} s`);
  }

  for (const { tenant, namespace } of pods) {
    const traceId = randomBytes(16).toString("hex");
    await services.pay(tenant, refusedCents, traceId);
    const { metric, log, spans } = await find(tenant, traceId, services, stores, machine);
    say(`\nTenant ${tenant} (namespace ${namespace}), the request with trace ${traceId}:`);
    say(`  metric  ${metric}\n          ${pages.address}/${tenant}/metrics`);
    say(`  log     ${log}\n          in ${stores.logsIn}: ${pages.address}/${tenant}/logs/${traceId}`);
    say(`  trace   ${spans.join(", ")}\n          in ${stores.tracesIn}: ${pages.address}/${tenant}/traces/${traceId}`);
  }
  say(`\nPrometheus: ${machine.prometheus.base}`);
  const asTenant = `curl -H '${conventions.tenantHeader}: ${pods[0]?.tenant}'`;
  if (stores.loki) say(`Loki:       ${asTenant} ${stores.loki}/loki/api/v1/labels`);
  if (stores.tempo) say(`Tempo:      ${asTenant} ${stores.tempo}/api/search/tags`);
  if (grafana) say(`Grafana:    ${grafana.address} (${grafana.user}, ${grafana.password})`);
  say("\nTraffic goes on. Ctrl-C ends everything and leaves nothing behind.");
  for (;;) await traffic(services);
}

/** A second of it: a payment of each tenant, and its log file shipped. */
async function traffic(services: Services): Promise<void> {
  const second = sleep(1_000);
  for (const { tenant } of pods) await services.pay(tenant, 1_250, randomBytes(16).toString("hex"));
  await services.shipLogs();
  await second;
}

/** Waits until a request is there in all three signals. Throws an Error that names what is not. */
async function find(
  tenant: string,
  traceId: string,
  services: Services,
  stores: Stores,
  { prometheus }: OneMachine,
): Promise<Shown> {
  const shown: Partial<Shown> = {};
  for (const end = Date.now() + arriveWithinSeconds * 1_000; Date.now() < end; await traffic(services)) {
    // The request has debug lines too, in no order.
    shown.log = (await stores.logs(tenant, traceId)).find((line) => line.includes("payment refused"));
    shown.spans = await stores.spans(tenant, traceId);
    const exemplars = await prometheus.exemplars(`http_requests_total{tenant="${tenant}"}`);
    const of = exemplars.find(({ exemplars: found }) => found.some(({ labels }) => labels.trace_id === traceId));
    if (of !== undefined) {
      const { service, namespace, code } = of.seriesLabels;
      const labels = `tenant="${tenant}", namespace="${namespace}", service="${service}", code="${code}"`;
      const [series] = await prometheus.query(`http_requests_total{${labels}}`);
      shown.metric = `http_requests_total{${labels}} ${series?.value[1] ?? "?"}, with the trace as its exemplar`;
    }
    const { metric, log, spans } = shown;
    if (metric !== undefined && log !== undefined && spans.length > 1) return { metric, log, spans };
  }
  throw new Error(`the request ${traceId} of ${tenant} did not arrive whole: ${JSON.stringify(shown)}`);
}
