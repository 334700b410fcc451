// Every bound of the schema, alone and together: what is accepted makes objects that Kubernetes and etcd hold.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { platformOf } from "../test/support/effect-of";
import type { Registration } from "../test/support/mock-stack";
import { namesFor } from "../test/support/place";
import { settingsWith } from "../test/support/stack-configuration";
import { objectProblems } from "./object-sizes";

/** kubernetes.io, "ConfigMaps" and "Secrets": data of one of them. */
const mostData = 1_048_576;
/** etcd.io, "System limits": a request. */
const mostRequest = 1_572_864;

const bytes = (value: unknown) => Buffer.byteLength(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** Objects that would not be stored, with their size. A release is what Helm's Secret holds of its values. */
function tooLarge(made: readonly Registration[]): string[] {
  return made.flatMap(({ type, name, inputs }) => {
    const { data = {}, stringData = {}, values } = inputs as Record<string, object | undefined>;
    const held = bytes({ ...data, ...stringData });
    const release = values === undefined ? 0 : (gzipSync(JSON.stringify(values)).length * 16) / 9;
    return [
      ...(held > mostData ? [`${type} ${name} holds ${held}`] : []),
      ...(release > mostData ? [`Helm's Secret of ${name} holds ${Math.round(release)}`] : []),
      ...(!type.startsWith("kubernetes:helm") && bytes(inputs) > mostRequest
        ? [`${type} ${name}: ${bytes(inputs)}`]
        : []),
    ];
  });
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const padded = (index: number, length: number) => `n${String(index).padStart(length - 1, "0")}`;

const tenants = (count: number, namespaces: number) =>
  many(count, (tenant) => ({
    id: padded(tenant, 32),
    namespaces: many(namespaces, (index) => padded(tenant * namespaces + index, 63)),
    team: "x".repeat(64),
    minimumSeverity: "warn",
    limits: { logsMbPerSecond: 1.234567, logsBurstMb: 9_999.999 },
    objectives: { availabilityPercent: 99.987 },
    retention: { logsDays: 3_649, tracesDays: 3_649 },
  }));
const receivers = (count: number, length: number) =>
  many(count, (index) => ({
    name: padded(index, 40),
    type: "webhook",
    url: `https://hooks.example.com/${"x".repeat(length - 26)}`,
  }));
const sizing = { gateway: { memoryMib: 65_536 }, logConsumer: { memoryMib: 65_536 } };
const fanout = {
  elasticsearch: {
    enabled: true,
    endpoints: many(20, (index) => `https://${padded(index, 40)}.example.com/${"x".repeat(1_950)}`),
    username: "u".repeat(256),
    password: "p".repeat(8_192),
  },
  otlpHttp: {
    enabled: true,
    endpoint: `https://otlp.example.com/${"x".repeat(1_500)}`,
    headers: Object.fromEntries(many(2, (index) => [padded(index, 64), "h".repeat(8_128)])),
  },
};
/** Text that gzip cannot shorten by much. */
const noise = (seed: number) =>
  many(93, (part) => createHash("sha256").update(`${seed}/${part}`).digest("base64url"))
    .join("")
    .slice(0, 3_900);
const annotations = (count: number) => Object.fromEntries(many(count, (index) => [padded(index, 63), noise(index)]));
const organisation = {
  pods: {
    annotations: annotations(3),
    labels: Object.fromEntries(many(30, (index) => [padded(index, 63), "y".repeat(63)])),
  },
  grafana: { hostname: "g.example.com", ingress: { className: "alb", annotations: annotations(33) } },
};

const cases: [title: string, settings: Record<string, unknown>, isAccepted: boolean][] = [
  ["4 tenants with 500 namespaces each", { tenants: tenants(4, 500) }, true],
  ["200 receivers whose addresses are as long as they may be", { alerts: { receivers: receivers(200, 8_192) } }, false],
  [
    "120 tenants whose people are as many groups as they may be",
    {
      tenants: many(120, (tenant) => ({
        id: padded(tenant, 32),
        people: {
          viewers: many(50, (index) =>
            noise(tenant * 100 + index)
              .replaceAll("-", "_")
              .slice(0, 255),
          ),
          editors: many(50, (index) =>
            noise(tenant * 100 + 50 + index)
              .replaceAll("-", "_")
              .slice(0, 255),
          ),
        },
      })),
      grafana: { hostname: "g.example.com" },
      signOn: {
        clientId: "grafana",
        clientSecret: "0123456789",
        authUrl: "https://login.example.com/authorize",
        tokenUrl: "https://login.example.com/token",
      },
    },
    false,
  ],
  [
    "10,000 receivers",
    { alerts: { receivers: receivers(10_000, 60) }, sizing: { ...sizing, alertmanager: { memoryMib: 2_048 } } },
    false,
  ],
  [
    "all of it at once",
    {
      size: "large",
      tenants: tenants(500, 2),
      alerts: { receivers: receivers(90, 8_192) },
      fanout,
      ...organisation,
      sizing,
    },
    true,
  ],
];

describe("every bound of the settings", function () {
  this.timeout(120_000);
  for (const [title, overrides, isAccepted] of cases) {
    it(`${isAccepted ? "fits" : "is refused"}: ${title}`, async () => {
      const settings = settingsWith(overrides, ["alerts", "fanout", "signOn"]);
      const problems = objectProblems(settings, namesFor(settings)).map(({ allowed }) => allowed);
      assert.equal(problems.length === 0, isAccepted, problems.join("\n"));
      if (isAccepted) assert.deepEqual(tooLarge(await platformOf(settings)), []);
    });
  }
});
