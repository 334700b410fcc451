// A password before a host, in an address that is written wrong: not shown, and in no place that is read by many.
import assert from "node:assert/strict";
import { linesOf, type Overrides } from "../../test/support/told";

/** Strokes too few, too many or turned around, signs that had to be encoded, an at sign that is none. */
const addresses = [
  "https://otel:hun/ter2@search.example.com:9200",
  "https://otel:hunter#2@search.example.com:9200",
  "https://otel:hunt?er2@search.example.com:9200",
  "https://otel:hu nter2@search.example.com",
  "https:/otel:hunter2@search.example.com:9200",
  "https:///otel:hunter2@search.example.com:9200",
  "https:////0123hunter2@search.example.com",
  "https:/\\otel:hunter2@search.example.com",
  "https;//otel:hunter2@search.example.com",
  "htps//otel:hunter2@search.example.com",
  "https://otel:hunter2\uff20search.example.com",
  "https%3A%2F%2Fotel%3Ahunter2%40search.example.com",
  "otel:hun/ter2@search.example.com:9200",
];

/** Places of an address, of a host, and of names that somebody may take for one. */
const places: Record<string, (text: string) => Overrides> = {
  endpoints: (text) => ({ fanout: { elasticsearch: { enabled: true, endpoints: [text] } } }),
  queryUrl: (text) => ({ fanout: { jaeger: { enabled: true, endpoint: "jaeger:4317", queryUrl: text } } }),
  mirror: (mirror) => ({ charts: { mirror } }),
  registry: (registry) => ({ images: { registry } }),
  proxy: (url) => ({ proxy: { url } }),
  noProxy: (text) => ({ proxy: { url: "http://proxy.example.com", noProxy: [text] } }),
  runbooks: (runbookBaseUrl) => ({ alerts: { runbookBaseUrl } }),
  brokers: (text) => ({ kafka: { mode: "external", bootstrapServers: [text] } }),
  hostname: (hostname) => ({ grafana: { hostname } }),
  longTerm: (url) => ({ longTermMetrics: { type: "mimir", url } }),
  environment: (environment) => ({ environment }),
  team: (team) => ({ tenants: [{ id: "payments", team }] }),
};

describe("a password in an address that is written wrong", () => {
  for (const [place, at] of Object.entries(places)) {
    it(`is refused and not shown, nor in a command: ${place}`, () => {
      for (const address of addresses) {
        const lines = linesOf(at(address)).join("\n");
        assert.notEqual(lines, "", address);
        assert.doesNotMatch(lines, /hun|ter2|er2|nter/, address);
      }
    });
  }

  it("is refused in an annotation, which takes any text", () => {
    const annotated = (text: string) => linesOf({ pods: { annotations: { "example.com/see": text } } });
    for (const address of addresses.filter((each) => /^https:[/\\]/.test(each) && each.includes("@")))
      assert.equal(annotated(address).length, 1, address);
    for (const text of [
      "https://docs.example.com:8443/team@payments",
      "https://docs.example.com/a:b@c",
      "https://[fd00::1]:8443/team@payments",
      '{"mails": ["a@example.com"], "see": "https://docs.example.com:80?by=a@example.com"}',
      '{"issuer":"https://login.example.com","mail":"a@example.com"}',
      '[{"see":"https://docs.example.com:80"},{"mail":"a@example.com"}]',
      "mail payments@example.com: https://docs.example.com",
    ])
      assert.deepEqual(annotated(text), [], text);
  });

  it("hides no image with its tag and digest", () => {
    for (const mirror of [
      "oci://registry.example.com:5000/charts@sha256:0",
      `oci://r.example.com/c:1@sha256:${"0".repeat(64)}`,
    ])
      assert.match(linesOf({ charts: { mirror } }).join(), /^charts\.mirror: "oci:/);
  });
});

describe("an address", () => {
  it("is not read as a browser reads it: with strokes too many or turned around, or a host in codes", () => {
    for (const address of [
      "https:///search.example.com",
      "https:/\\search.example.com",
      "https://search.example.com\\a",
      "https://search.example.com/a\\b",
      "https://search%2eexample.com",
    ]) {
      const [line = "", ...more] = linesOf({ fanout: { elasticsearch: { enabled: true, endpoints: [address] } } });
      assert.match(
        line,
        /^fanout\.elasticsearch\.endpoints\[0\]: .* - must be an http:\/\/ or https:\/\/ address/,
        address,
      );
      assert.deepEqual(more, []);
    }
  });
});
