// One address for each thing that the demo shows, to be opened in a browser: answers as the tenant that the address
// names, which Loki's and Tempo's own addresses, asked without a header, would not. Loopback only.
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import type { PrometheusStore } from "../test/servers/prometheus-store";
import { pods } from "./settings";
import type { Stores } from "./stores";

/** Metric that the example service counts its requests by. */
const requests = "http_requests_total";

export class Pages {
  private constructor(
    private readonly server: http.Server,
    readonly address: string,
  ) {}

  static async start(stores: Stores, prometheus: PrometheusStore): Promise<Pages> {
    const server = http.createServer((request, response) => {
      answer(new URL(request.url ?? "/", "http://localhost").pathname, stores, prometheus)
        .then((content) => {
          response.writeHead(content === undefined ? 404 : 200, { "content-type": "application/json" });
          response.end(JSON.stringify(content ?? { error: "nothing here" }, undefined, 2));
        })
        .catch((error: Error) => response.writeHead(502).end(`${error.message}\n`));
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    return new Pages(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

async function answer(pathname: string, stores: Stores, prometheus: PrometheusStore): Promise<unknown> {
  const [, tenant = "", signal, traceId = ""] = pathname.split("/");
  if (!pods.some((pod) => pod.tenant === tenant)) return undefined;
  if (signal === "metrics") return prometheus.query(`${requests}{tenant="${tenant}"}`);
  if (!/^[0-9a-f]{32}$/.test(traceId)) return undefined;
  if (signal === "logs") return stores.logs(tenant, traceId);
  return signal === "traces" ? stores.spans(tenant, traceId) : undefined;
}
