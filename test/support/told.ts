// What the program tells of settings: the lines of a refusal, none where they are accepted. What it refuses by shape, an
// editor with the JSON Schema must refuse too.
import assert from "node:assert/strict";
import { loadSettings } from "../../settings/load";
import { InvalidSettings } from "../../settings/refusals/invalid-settings";
import { configurationNamespace } from "../../settings/refusals/problem";
import { readStackFile } from "../../settings/stack-file/stack-file";
import { type ConfigValue, configurationOf } from "./pulumi-config";
import { minimal } from "./stack-configuration";
import { assertEditorsRefuseToo } from "./stack-file-judge";

export type Overrides = Record<string, ConfigValue>;

/** What must be told, line by line, by how each begins; nothing for settings that are odd and work. */
export type Case = [title: string, overrides: Overrides, ...starts: string[]];

export function toldOf(load: () => unknown): string[] {
  try {
    load();
    return [];
  } catch (error) {
    assert.ok(error instanceof InvalidSettings, error instanceof Error ? error.stack : String(error));
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
}

export function linesOf(overrides: Overrides, base = minimal as Overrides): string[] {
  assertEditorsRefuseToo({ ...base, ...overrides });
  return toldOf(() => loadSettings(configurationOf({ ...base, ...overrides })));
}

/** As a person writes it: YAML makes of it what the engine then hands over. */
export function linesOfYaml(key: string, yaml: string, handedOver: unknown): string[] {
  const file = readStackFile(`config:\n  ${configurationNamespace}:${key}: ${yaml}\n`);
  assert.ok(file);
  const { values } = configurationOf(minimal as Overrides);
  const text = typeof handedOver === "string" ? handedOver : JSON.stringify(handedOver);
  const name = `${configurationNamespace}:${key}`;
  const secretKeys = new Set(yaml.includes("secure:") ? [name] : []);
  return toldOf(() => loadSettings({ values: { ...values, [name]: text }, secretKeys, file }));
}

/** What mends it: the end of a line. */
export const commandIn = (line = ""): string => line.split(" - ").at(-1) ?? "";

export const commandsOf = (overrides: Overrides): string[] => linesOf(overrides).map(commandIn);

/** The command that sets a value. */
export const set = (key: string, value: string | number) =>
  `pulumi config set --path ${key.includes("[") ? `'observability:${key}'` : `observability:${key}`} ${value}`;

export const tenant = (more: Record<string, ConfigValue>): Overrides => ({ tenants: [{ id: "payments", ...more }] });

/** People who sign in with an identity provider, those of one group as operators. */
export const signOn = (more: Record<string, ConfigValue> = {}): Overrides => ({
  grafana: { hostname: "g.example.com" },
  signOn: {
    clientId: "grafana",
    clientSecret: { secure: "0123456789" },
    authUrl: "https://login.example.com/auth",
    tokenUrl: "https://login.example.com/token",
    operators: ["platform"],
    ...more,
  },
});

/** A receiver of alerts at each of the addresses. */
export const receivers = (type: "slack" | "webhook", ...addresses: string[]): Overrides => ({
  alerts: {
    receivers: addresses.map((url, index) => ({
      name: `r${index}`,
      type,
      url: { secure: url },
      ...(type === "slack" ? { channel: "#alerts" } : {}),
    })),
  },
});

/** A test for each case. */
export function tellsOf(cases: readonly Case[]): void {
  for (const [title, overrides, ...starts] of cases) {
    it(title, () => {
      const lines = linesOf(overrides);
      assert.equal(lines.length, starts.length, lines.join("\n"));
      for (const [index, start] of starts.entries())
        assert.ok(lines[index]?.startsWith(start), `${lines[index]}\n${start}`);
    });
  }
}
