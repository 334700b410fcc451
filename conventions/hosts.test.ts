// Which hosts are Services of the cluster, and which may be public.
import assert from "node:assert/strict";
import { hostOf, isProbablyService, isService } from "./hosts";

describe("hosts", () => {
  it("are what stands before a port, or after a scheme", () => {
    for (const [text, host] of [
      ["Jaeger.Tracing:4317", "jaeger.tracing"],
      ["HTTPS://Example.com/a:80", "example.com"],
      ["http://hook_of.alerts:8080?x", "hook_of.alerts"],
      ["https://[2001:DB8::1]:8443/x", "[2001:db8::1]"],
      ["otel", undefined],
      ["sha256:abc", undefined],
    ])
      assert.equal(hostOf(String(text)), host, text);
  });

  it("are Services for sure by one part, or by svc", () => {
    for (const host of ["es", "es.search.svc", "es.search.svc.cluster.local", "es-0.es.search.svc"])
      assert.ok(isService(host), host);
    for (const host of [
      "service.dev",
      "es.service.dev",
      "es.search",
      "foo.svc.example.com",
      "es.svc",
      "es.search.svc.corp.local",
      "example.com",
      "10.0.0.1",
      "1",
      "localhost",
      "[::1]",
    ])
      assert.ok(!isService(host), host);
  });

  it("are Services by guess where public names are of another kind", () => {
    for (const address of ["jaeger.tracing:4317", "https://es.elastic:9200", "http://mimir.metrics/push", "es:9200"])
      assert.ok(isProbablyService(address), address);
    for (const address of [
      "https://service.dev",
      "https://otlp.cloud/x",
      "https://otlp.cloud:443",
      "example.com:4317",
      "http://example.io",
      "es.service.dev:443",
      "https://foo.svc.example.com:9200",
      "http://10.0:80",
    ])
      assert.ok(!isProbablyService(address), address);
  });
});
