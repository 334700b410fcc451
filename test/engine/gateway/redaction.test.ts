// Secrets that services send, in every place of a log record, a span and a metric's exemplar: none is stored by the
// gateway, and what stands around them is. Real Collector, real Prometheus; recorders in Loki's and Tempo's place.
import assert from "node:assert/strict";
import { eventually, GatewayWithStores } from "../../servers/gateway-with-stores";

const hunter = "hunter2";
/** Secrets by their form, each with what must not be stored of it. */
const forms = {
  accessKey: ["AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"],
  token: ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "eyJhbGciOiJIUzI1NiJ9"],
  bearer: ["Bearer abcdefghijklmnop0123", "abcdefghijklmnop0123"],
  lowerBearer: ["bearer abcdefghijklmnop4567", "abcdefghijklmnop4567"],
  url: ["postgres://user:correcthorse@db/shop", "correcthorse"],
} as const;
const text = (stringValue: string) => ({ stringValue });
const map = (values: Record<string, object>) => ({
  kvlistValue: { values: Object.entries(values).map(([key, value]) => ({ key, value })) },
});
const list = (...values: object[]) => ({ arrayValue: { values } });

/** Places of an attribute, with a value that holds a secret. */
const attributes = (secret: string) => ({
  plain: text(`before ${secret} after`),
  inMap: map({ deep: map({ note: text(secret) }), kept: text("kept") }),
  inList: list(text(secret), text("kept")),
  "db.password": text(hunter),
  dbPASSWORD: text(hunter),
  settings: map({ apiKey: text(hunter), deep: map({ password: text(`${hunter} "quoted" ${hunter}`) }) }),
  headers: list(map({ authorization: list(text(hunter)) })),
  "url.full": text(`https://shop/pay?access_token=${hunter}&page=2`),
  statement: text(`SET password = '${hunter} ${hunter}'`),
  header: text(`authorization=Basic ${hunter}`),
  below: map({ secret: map({ a: map({ b: map({ c: map({ d: map({ e: text("1") }) }) }) }), f: text(hunter) }) }),
  count: { intValue: "7" },
});
const pairs = (of: Record<string, object>) => Object.entries(of).map(([key, value]) => ({ key, value }));
const nanos = () => `${Date.now()}000000`;

describe("secrets that services send", function () {
  this.timeout(120_000);
  let gateway: GatewayWithStores;

  before(async () => {
    gateway = await GatewayWithStores.start();
  });
  after(() => gateway?.stop());

  const secretless = (found: string, hidden: string) => {
    for (const secret of [hidden, hunter]) assert.ok(!found.includes(secret), `${secret} in ${found}`);
  };

  for (const [name, [secret, hidden]] of Object.entries(forms)) {
    it(`are masked in a log record: ${name}`, async () => {
      const bodies = [
        text(`${name} line ${secret} end`),
        text(
          JSON.stringify({
            kind: `${name} json`,
            password: `${hunter} "quoted"`,
            retries: 3,
            api_key: 5,
            note: secret,
          }),
        ),
        text(`level=info kind="${name} logfmt" password=${hunter} url=${secret} retries=3`),
        map({ kind: text(`${name} map`), note: text(secret), password: text(hunter), list: list(text(secret)) }),
      ];
      const record = (body: object) => ({
        timeUnixNano: nanos(),
        severityNumber: 9,
        body,
        attributes: pairs(attributes(secret)),
      });
      const scopeLogs = [
        { scope: { name: "x", attributes: pairs({ note: text(secret) }) }, logRecords: bodies.map(record) },
      ];
      await gateway.send("logs", {
        resourceLogs: [{ resource: { attributes: pairs({ note: text(secret) }) }, scopeLogs }],
      });
      const mine = () =>
        gateway.stored.filter((each) => new RegExp(`${name} (line|json|logfmt|map)`).test(JSON.stringify(each.body)));
      await eventually(() => (mine().length === bodies.length ? true : undefined));
      const found = JSON.stringify(mine());
      secretless(found, hidden);
      for (const kept of ["kept", "before", "after", '"7"', "page=2"]) assert.ok(found.includes(kept), kept);
      const [json = ""] = mine().flatMap(({ body }) => (body.stringValue?.startsWith("{") ? [body.stringValue] : []));
      assert.deepEqual(Object.keys(JSON.parse(json) as object), ["kind", "password", "retries", "api_key", "note"]);
    });

    it(`are masked in a span: ${name}`, async () => {
      const traceId = Buffer.from(name.padEnd(16).slice(0, 16)).toString("hex");
      await gateway.send("traces", {
        resourceSpans: [
          {
            resource: { attributes: pairs({ note: text(secret) }) },
            scopeSpans: [
              {
                spans: [
                  {
                    traceId,
                    spanId: "00000000000000ab",
                    name: `GET ${secret}`,
                    startTimeUnixNano: nanos(),
                    endTimeUnixNano: nanos(),
                    status: { code: 2, message: `refused: ${secret}` },
                    attributes: pairs(attributes(secret)),
                    events: [{ name: `tried ${secret}`, timeUnixNano: nanos(), attributes: pairs(attributes(secret)) }],
                  },
                ],
              },
            ],
          },
        ],
      });
      const id = Buffer.from(traceId, "hex");
      const spans = await eventually(() => gateway.tempo.requests.find((request) => request.spans.includes(id))?.spans);
      const found = spans.toString("latin1");
      secretless(found, hidden);
      for (const kept of ["GET ", "refused: ", "tried ", "kept", "page=2"]) assert.ok(found.includes(kept), kept);
    });
  }

  it("are masked in a line that holds no other, whatever they are called", async () => {
    const names = ["password", "Passwd", "DB_PASSWORD", "client_secret", "SECRET", "apiKey", "api-key", "API_KEY"];
    const more = ["access_token", "accessToken", "ACCESS_TOKEN", "Authorization", "AUTHORIZATION", "cookie", "COOKIE"];
    const named = [...names, ...more].flatMap((name) => [
      `only ${name}=${hunter} end`,
      JSON.stringify({ only: "json", [name]: hunter, end: true }),
    ]);
    const shown = Object.values(forms).map(([secret]) => `only ${secret} end`);
    const plain = [
      "only a line",
      "only = a line",
      'only a "line"',
      "only JSON at media@shop, IAM BEGIN kierer api token",
    ];
    const bodies = [...named, ...shown, ...plain];
    const logRecords = bodies.map((body) => ({ timeUnixNano: nanos(), severityNumber: 9, body: text(body) }));
    await gateway.send("logs", { resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ logRecords }] }] });
    const mine = () => gateway.stored.filter(({ body }) => /^(only |\{"only")/.test(body.stringValue ?? ""));
    await eventually(() => (mine().length === bodies.length ? true : undefined));
    const found = mine().map(({ body }) => body.stringValue ?? "");
    for (const line of found) for (const [, hidden] of Object.values(forms)) secretless(line, hidden);
    for (const line of plain) assert.ok(found.includes(line), line);
    const masked = found.filter((line) => line.includes("****"));
    assert.equal(masked.length, named.length + shown.length);
    assert.ok(masked.every((line) => /end/.test(line)));
  });

  it("leave lines and the names of events as they were sent", async () => {
    const records = [
      { body: text("kept line") },
      { body: text("kept line of an event"), eventName: "shop.paid" },
      {
        body: text("kept line of an event, =, and a secret"),
        eventName: "shop.paid",
        attributes: pairs({ password: text(hunter) }),
      },
      { body: map({ "kept line": text("as a map") }), eventName: "shop.paid" },
      { body: { intValue: "7" }, eventName: "kept line, a number" },
      { eventName: "kept line, without a body" },
      { eventName: "kept line, AKIAIOSFODNN7EXAMPLE" },
    ];
    const logRecords = records.map((record) => ({ timeUnixNano: nanos(), severityNumber: 9, ...record }));
    await gateway.send("logs", { resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ logRecords }] }] });
    const mine = () => gateway.stored.filter((each) => JSON.stringify(each).includes("kept line"));
    await eventually(() => (mine().length === records.length ? true : undefined));
    assert.deepEqual(
      mine().map(({ body, eventName }) => ({ body: body ?? {}, eventName: eventName ?? "" })),
      records.map(({ body, eventName }) => ({ body: body ?? {}, eventName: eventName ?? "" })),
    );
    // Loki reads the name nowhere else, and there it is masked as any attribute.
    assert.deepEqual(
      mine().map(({ attributes }) => attributes?.find(({ key }) => key === "event_name")?.value.stringValue ?? ""),
      records.map(({ eventName }) => eventName?.replace(/AKIA.*/, "****") ?? ""),
    );
  });

  it("are masked in exemplars", async () => {
    const exemplar = {
      asInt: "1",
      timeUnixNano: nanos(),
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "00f067aa0ba902b7",
      filteredAttributes: pairs({ password: text(hunter), note: text(forms.accessKey[0]), kept: text("kept") }),
    };
    const dataPoints = [
      { timeUnixNano: nanos(), startTimeUnixNano: nanos(), asInt: "1", exemplars: [exemplar], attributes: [] },
    ];
    const metrics = [{ name: "logins", sum: { isMonotonic: true, aggregationTemporality: 2, dataPoints } }];
    await gateway.send("metrics", { resourceMetrics: [{ resource: { attributes: [] }, scopeMetrics: [{ metrics }] }] });
    const exemplars = await eventually(async () => {
      const found = await gateway.prometheus.exemplars("logins_total");
      return found.length === 0 ? undefined : found;
    });
    const labels = exemplars[0]?.exemplars[0]?.labels ?? {};
    assert.deepEqual(
      [labels.trace_id, labels.note, labels.kept, labels.password],
      [exemplar.traceId, "****", "kept", undefined],
    );
  });
});
