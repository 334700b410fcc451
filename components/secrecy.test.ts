// No credential leaves the Secrets: stacks of every kind with every credential of the schema in them, and all that the
// program registers of them looked through, for the text itself and for what is easily made of it and undone.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ownSecretNames } from "../conventions/secrets";
import { withoutDigest } from "../conventions/text-digest";
import { loadSettings } from "../settings/load";
import { isCredential, leavesOf } from "../settings/shape";
import { places } from "../test/support/broken-settings";
import { cluster, firstChange, ofType, type Registration, registrationsOf } from "../test/support/mock-stack";
import { place } from "../test/support/place";
import { minimal, stackConfiguration, stackFile } from "../test/support/stack-configuration";
import { Platform } from "./platform";

/** Text that stands nowhere by chance. */
const canary = (of: string) => `qZ7x${createHash("sha256").update(of).digest("base64url").slice(0, 28)}`;

const groupsWithCredentials = ["fanout", "alerts", "signOn", "longTermMetrics"];

/** What takes credentials, in two forms: some places exclude others. */
function withCredentials(other: boolean): Record<string, unknown> {
  return {
    fanout: {
      cloudwatch: { enabled: true },
      datadog: { enabled: true, apiKey: canary("datadog") },
      elasticsearch: {
        enabled: true,
        engine: other ? "opensearch" : "elasticsearch",
        endpoints: ["https://search.example.com:9200"],
        username: "otel",
        password: canary("search"),
      },
      otlpHttp: {
        enabled: true,
        endpoint: "https://otlp.example.com/otlp",
        headers: { Authorization: `Bearer ${canary("bearer")}`, "X-Api-Key": canary("header") },
      },
    },
    signOn: {
      clientId: "grafana",
      clientSecret: canary("sign-on"),
      authUrl: "https://login.example.com/authorize",
      tokenUrl: "https://login.example.com/token",
      operators: ["platform team"],
    },
    longTermMetrics: {
      type: other ? "thanos" : "mimir",
      url: "https://metrics.example.com/api/v1/push",
      ...(other ? {} : { username: "platform" }),
      credential: canary("metrics"),
    },
    alerts: {
      receivers: [
        { name: "on-call", type: "pagerduty", routingKey: canary("pager") },
        { name: "chat", type: "slack", url: `https://hooks.example.com/${canary("chat")}`, channel: "#alerts" },
        { name: "hook", type: "webhook", url: `https://hook.example.com/?t=${canary("hook")}` },
      ],
      deadMansSwitch: other
        ? { type: "opsgenie", heartbeat: "up", apiKey: canary("opsgenie") }
        : { type: "healthchecks", url: `https://hc-ping.com/${canary("switch")}` },
    },
    grafana: { hostname: "grafana.example.com", ingress: { className: "nginx", tlsSecret: "grafana-tls" } },
    sizing: {},
    ...(other ? { identity: "irsa", proxy: { url: "http://proxy.example.com:3128" } } : {}),
  };
}

const examples = readdirSync(join(__dirname, "../examples/stacks")).map((file) => `examples/stacks/${file}`);
const stacks: Record<string, Record<string, unknown>> = {
  ...Object.fromEntries(["prod", ...examples].map((name) => [name, stackFile(name)])),
  "brokers outside, with a password": {
    ...minimal,
    kafka: {
      mode: "external",
      auth: "scram",
      bootstrapServers: ["b-1.example.com:9096"],
      existingSecret: "kafka-credentials",
    },
  },
  "senders outside, and Promtail": {
    ...minimal,
    cluster: { name: "test", externalIngest: { hostname: "ingest.example.com", tlsSecret: "ingest-tls" } },
    kafka: { mode: "msk", auth: "scram" },
    logs: { containerShipper: "promtail", filePipeline: "kafka", controlPlane: true },
  },
};

interface Text {
  path: string;
  text: string;
  isSecret: boolean;
}

/** Every key and text of a value, and whether the engine takes it for a secret. */
function textsOf(value: unknown, path = "", isSecret = false): Text[] {
  if (pulumi.runtime.isRpcSecret(value)) return textsOf(pulumi.runtime.unwrapRpcSecret(value), path, true);
  if (typeof value === "string") return [{ path, text: value, isSecret }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    { path, text: key, isSecret },
    ...textsOf(item, path === "" ? key : `${path}.${key}`, isSecret),
  ]);
}

/** Base64 of a text that begins anywhere in what is encoded, without the ends, which depend on what is around it. */
const encoded = (text: string) =>
  [0, 1, 2].map((before) =>
    Buffer.from(`${" ".repeat(before)}${text}`)
      .toString("base64")
      .slice(4, -4),
  );

/** A credential as it may stand in text; of digests without a key the beginning, for they are cut as well. */
function formsOf(credential: string): string[] {
  const digests = ["md5", "sha1", "sha256", "sha512"].flatMap((algorithm) =>
    (["hex", "base64"] as const).map((form) => createHash(algorithm).update(credential).digest(form).slice(0, 8)),
  );
  const hex = Buffer.from(credential).toString("hex");
  const forms = [credential, encodeURIComponent(credential), JSON.stringify(credential).slice(1, -1), hex];
  return [...new Set([...forms, ...encoded(credential), ...digests])];
}

/** What is shorter is a user's name. */
const shortestCredential = 20;

/** Contents of Secrets; addresses of brokers lie there too, and are none. */
function contentsOf(made: readonly Registration[]): string[] {
  const secrets = ofType(made, "kubernetes:core/v1:Secret").map(({ inputs }) => unwrapped(inputs.stringData));
  const versions = ofType(made, "aws:secretsmanager/secretVersion:SecretVersion").map(({ inputs }) => [
    unwrapped(inputs.secretString),
  ]);
  return leavesOf([...secrets, ...versions])
    .filter(({ path }) => path.at(-1) !== "brokers")
    .map(({ value }) => String(value));
}

const unwrapped = (value: unknown): unknown =>
  pulumi.runtime.isRpcSecret(value) ? pulumi.runtime.unwrapRpcSecret(value) : value;

describe("no credential leaves the Secrets", function () {
  this.timeout(60_000);

  it("of those that the schema has: all are in the stacks below", () => {
    const general = (path: readonly (string | number)[]) =>
      path
        .map((step) => (typeof step === "number" ? "[]" : step))
        .join(".")
        .replace(/headers\..*/, "headers");
    const set = [false, true].flatMap((other) => leavesOf(withCredentials(other)).map(({ path }) => general(path)));
    assert.deepEqual(places.filter((path) => isCredential(path) && !set.includes(general(path))).map(general), []);
  });

  Object.entries(stacks).forEach(([name, configuration], index) => {
    it(`of ${name}`, async () => {
      const own = withCredentials(index % 2 === 1);
      const settings = loadSettings(stackConfiguration({ ...configuration, ...own }, groupsWithCredentials));
      const outputs: unknown[] = [];
      let secretsAreSecret: Promise<boolean> | undefined;
      const made = await registrationsOf(() => {
        const change = firstChange(settings);
        const platform = new Platform("observability", { settings, place, change, identity: {}, cluster });
        pulumi.output([platform.contract, platform.sidecar]).apply((plain) => outputs.push(plain));
        secretsAreSecret = pulumi.isSecret(platform.secrets);
      });
      assert.ok(await secretsAreSecret);
      assert.equal(outputs.length, 1);

      // A setting that names one of them as the user's own is refused by its name.
      const unknown = ofType(made, "kubernetes:core/v1:Secret")
        .map(({ inputs }) => (inputs.metadata as { name: string }).name)
        .filter((secret) => !Object.values<string>(ownSecretNames).includes(withoutDigest(secret)));
      assert.deepEqual(unknown, []);

      const held = contentsOf(made);
      const given = leavesOf(own).flatMap(({ value }) => /qZ7x[\w-]{28}/.exec(String(value)) ?? []);
      for (const text of given)
        assert.ok(
          held.some((content) => content.includes(text)),
          text,
        );
      const whole = held.filter((text) => text.length >= shortestCredential);
      const looked = [...new Set([...given, ...whole])].flatMap(formsOf);
      const shown = [
        ...made.map(({ type, name: of, inputs }) => ({ of: `${type} ${of}`, inputs })),
        { of: "outputs", inputs: outputs },
      ]
        .flatMap(({ of, inputs }) => textsOf(inputs).map((text) => ({ of, ...text })))
        .filter(({ isSecret }) => !isSecret);
      assert.ok(shown.length > 3_000, String(shown.length));
      const all = shown.map(({ text }) => text).join("\0");
      const leaked = looked.filter((form) => all.includes(form));
      assert.deepEqual(
        shown.filter(({ text }) => leaked.some((form) => text.includes(form))).map(({ of, path }) => `${of}: ${path}`),
        [],
      );
    });
  });
});
