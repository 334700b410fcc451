// Stack configurations for tests, written as a user writes them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { StackConfiguration } from "../../settings/configuration";
import { loadSettings } from "../../settings/load";
import type { Settings } from "../../settings/settings";

export const minimal: Record<string, unknown> = {
  environment: "test",
  cluster: { name: "test" },
  tenants: [
    { id: "payments", namespaces: ["payments"] },
    { id: "search", namespaces: ["search"] },
  ],
};

/** How people sign in, where a test is about something else; it asks for a host name of Grafana. */
export const signOn = {
  clientId: "grafana",
  clientSecret: "correct horse battery",
  authUrl: "https://login.example.com/authorize",
  tokenUrl: "https://login.example.com/token",
  operators: ["platform-team"],
};

/** Sizing with which a small or medium stack takes a thousand tenants. */
export function sizingForThousandTenants({ kafka }: Record<string, unknown> = {}): Record<string, unknown> {
  const row = { memoryMib: 2_048 };
  const hasNoConsumer = (kafka as { mode?: string } | undefined)?.mode === "none";
  return { gateway: row, ...(hasNoConsumer ? {} : { logConsumer: row }) };
}

/** As the engine hands it over: scalars as typed, the rest as JSON. */
export function stackConfiguration(
  settings: Record<string, unknown>,
  secretKeys: readonly string[] = [],
): StackConfiguration {
  const values = Object.entries(settings).map(([key, value]) => [
    `observability:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return {
    values: Object.fromEntries(values) as Record<string, string>,
    secretKeys: new Set(secretKeys.map((key) => `observability:${key}`)),
  };
}

/** Settings of a test: the minimal ones, with these top-level keys in place of theirs. */
export function settingsWith(overrides: Record<string, unknown> = {}, secretKeys: readonly string[] = []): Settings {
  return loadSettings(stackConfiguration({ ...minimal, ...overrides }, secretKeys));
}

/** The configuration in a `Pulumi.<stack>.yaml` of the checkout, or in another file of it that ends in `.yaml`. */
export function stackFile(stack: string): Record<string, unknown> {
  const text = readFileSync(
    join(__dirname, "..", "..", stack.endsWith(".yaml") ? stack : `Pulumi.${stack}.yaml`),
    "utf8",
  );
  const { config } = parse(text) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith("observability:"))
      .map(([key, value]) => [key.slice("observability:".length), value]),
  );
}

export function settingsOfStack(stack: string): Settings {
  return loadSettings(stackConfiguration(stackFile(stack)));
}
