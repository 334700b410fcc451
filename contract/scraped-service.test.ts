// A Service that applications have scraped: the ServiceMonitor, by itself and as the component registers it.
import assert from "node:assert/strict";
import { only, registrationsOf } from "../test/support/mock-stack";
import { ScrapedService } from "./scraped-service";
import { problemsOfTarget, serviceMonitorSpec } from "./scraped-service-spec";

describe("ServiceMonitor of a scraped service", () => {
  it("selects by labels and names the port", () => {
    assert.deepEqual(serviceMonitorSpec({ matchLabels: { app: "x" }, port: "metrics" }), {
      selector: { matchLabels: { app: "x" } },
      endpoints: [{ port: "metrics", path: "/metrics", followRedirects: false }],
    });
  });

  it("drops metrics by name before they are stored", () => {
    const {
      endpoints: [endpoint],
    } = serviceMonitorSpec({
      matchLabels: { app: "x" },
      port: "metrics",
      dropMetrics: "go_.*",
      intervalSeconds: 60,
    });
    assert.deepEqual(endpoint?.metricRelabelings, [{ sourceLabels: ["__name__"], regex: "go_.*", action: "drop" }]);
    assert.equal(endpoint?.interval, "60s");
  });

  it("is refused where nothing, or everything, would be scraped", () => {
    const target = { namespace: "payments", matchLabels: { app: "x" }, port: "metrics" };
    assert.deepEqual(problemsOfTarget({ ...target, intervalSeconds: 15, path: "/a" }), []);
    const wrong: [Partial<typeof target & { intervalSeconds: number; path: string; dropMetrics: string }>, RegExp][] = [
      [{ matchLabels: {} as { app: string } }, /matchLabels is empty/],
      [{ port: "8080" }, /"8080" cannot name a port/],
      [{ intervalSeconds: 0 }, /intervalSeconds is 0, must be a whole number, 1 or more/],
      [{ intervalSeconds: 0.5 }, /intervalSeconds is 0.5/],
      [{ path: "metrics?token=hunter22" }, /path must begin with a slash/],
      [{ path: "/probe?module=http" }, /path must .* have no \? or #: parameters are for a ServiceMonitor/],
      [{ port: 8080 as unknown as string }, /"8080" cannot name a port/],
      [{ port: undefined as unknown as string }, /port is missing$/],
      [{ matchLabels: undefined as unknown as { app: string } }, /matchLabels is missing/],
      [{ port: "ghp_0123456789abcdefghijklmnopqrstuvwx" }, /a text of 38 letters cannot name a port/],
      [{ port: "Hunter2Xq9" }, /a text of 10 letters cannot name a port/],
      [{ port: "3f1c9a7e5b2d4c88" }, /a text of 16 letters cannot name a port/],
      [{ port: "http_Metrics" }, /"http_Metrics" cannot name a port/],
      [{ dropMetrics: "ghp_0123456789(" }, /: missing closing \)$/],
      [{ dropMetrics: "" }, /dropMetrics is "": every metric would be dropped/],
      [{ dropMetrics: "go_(" }, /dropMetrics must be an expression of RE2, .*: missing closing \)$/],
      [{ dropMetrics: "(?!go_).*" }, /unsupported Perl syntax$/],
      [{ dropMetrics: "(go)_\\1" }, /invalid escape sequence/],
    ];
    for (const [change, told] of wrong) {
      const [problem = "", ...more] = problemsOfTarget({ ...target, ...change });
      assert.match(problem, told);
      assert.deepEqual(more, []);
      assert.throws(() => new ScrapedService("x", { ...target, ...change }), told);
    }
  });

  it("is what the component registers, in the application's namespace", async () => {
    const target = { namespace: "payments", matchLabels: { app: "rabbitmq" }, port: "prometheus" };
    const monitor = only(
      await registrationsOf(() => new ScrapedService("rabbitmq", target)),
      "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
    );
    assert.deepEqual(monitor.inputs.metadata, { name: "rabbitmq", namespace: "payments" });
    assert.deepEqual(monitor.inputs.spec, serviceMonitorSpec(target));
  });
});
