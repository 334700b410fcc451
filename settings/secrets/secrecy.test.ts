// No part of a secret is in anything that the program says of settings: in the refusal, in the summary that a pull
// request shows of the failed preview, in what `cost` prints.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { summaryOf } from "../../commands/preview-summary/summary";
import { judgePreview } from "../../commands/preview-summary/verdict";
import { readStackConfiguration } from "../../commands/stack-configuration";
import { anyConfig, type Breakage, breakage, broken, places } from "../../test/support/broken-settings";
import { type ConfigValue, configurationOf, stackFileText } from "../../test/support/pulumi-config";
import { refusalOf, withoutFile } from "../../test/support/refusal-of";
import { isCredential, leavesOf } from "../shape";

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 60), seed: Number(process.env.PROPERTY_SEED ?? 42) };

/** Text that no word of a message holds by chance: letters that no key and no sentence has side by side. */
const token = fc
  .array(fc.constantFrom(..."QXZJKVWqxzjkvw0189"), { minLength: 12, maxLength: 40 })
  .map((letters) => letters.join(""));

/** Secrets as people have them: a bare token, a webhook, an address with a password. */
const secretText = token.chain((text) =>
  fc.constantFrom(
    text,
    `https://hooks.example.com/services/T00/B00/${text}`,
    `https://otel:${text}@search.example.com:9200`,
    `otel:${text}@search:9200`,
  ),
);

const partOf = (text: string) => /[QXZJKVWqxzjkvw0189]{12,}/.exec(text)?.[0] ?? text;

function holdsNothingOf(output: string, secrets: readonly string[]): void {
  for (const secret of secrets.map(partOf)) {
    for (let start = 0; start + 4 <= secret.length; start++) {
      const part = secret.slice(start, start + 4);
      assert.ok(!output.includes(part), `${part} of ${secret} is in\n${output}`);
    }
  }
}

/** Where a credential belongs, beside it, above it, under a misspelt key, or anywhere when it is encrypted. */
const nearCredentials = places.filter(([group]) =>
  ["alerts", "fanout", "longTermMetrics", "signOn"].includes(String(group)),
);
const misspelt = nearCredentials
  .filter((path) => isCredential(path))
  .flatMap((path) => ["apikey", "Url", "token", "routing_key", "passwrd"].map((key) => [...path.slice(0, -1), key]));

const shapes = (leaf: ConfigValue): ConfigValue[] => [
  leaf,
  [leaf],
  { url: leaf },
  { a: { b: [leaf] } },
  { secure: "x", url: leaf },
];

const leak: fc.Arbitrary<{ breakage: Breakage; secret: string }> = fc
  .record({
    encrypted: fc.boolean(),
    near: fc.constantFrom(
      ...nearCredentials,
      ...misspelt,
      ["datadogApiKey"],
      ["alert"],
      ["fan-out"],
      ["kafka", "password"],
    ),
    anywhere: fc.constantFrom(...places),
    secret: secretText,
    shape: fc.nat(4),
  })
  .map(({ encrypted, near, anywhere, secret, shape }) => ({
    secret,
    breakage: {
      path: encrypted ? anywhere : near,
      value: shapes(encrypted ? { secure: secret } : secret)[shape] ?? null,
    },
  }));

/** Settings and the secrets that really stand in them. */
const leaking = fc
  .record({
    base: anyConfig,
    leaks: fc.array(leak, { minLength: 1, maxLength: 3 }),
    others: fc.array(breakage, { maxLength: 2 }),
  })
  .map(({ base, leaks, others }) => {
    const config = broken(base, [...others, ...leaks.map((one) => one.breakage)]);
    const leaves = leavesOf(config).map(({ value }) => value);
    return { config, secrets: leaks.map(({ secret }) => secret).filter((secret) => leaves.includes(secret)) };
  });

describe("no four characters of a secret are shown", () => {
  it("in a refusal, with the stack's file and without it", function () {
    this.timeout(60_000 + runs.numRuns * 1_000);
    fc.assert(
      fc.property(leaking, ({ config, secrets }) => {
        const stack = configurationOf(config);
        for (const message of [refusalOf(stack), refusalOf(withoutFile(stack))]) holdsNothingOf(message, secrets);
      }),
      runs,
    );
  });

  it("in the summary of a preview that failed by it", () => {
    fc.assert(
      fc.property(leaking, ({ config, secrets }) => {
        const message = refusalOf(configurationOf(config));
        fc.pre(message !== "");
        const preview = JSON.stringify({
          steps: [],
          duration: 1,
          changeSummary: {},
          diagnostics: [{ message: `${message}\n`, severity: "error" }],
        });
        holdsNothingOf(summaryOf("dev", judgePreview(preview)), secrets);
      }),
      { ...runs, numRuns: Math.ceil(runs.numRuns / 4) },
    );
  });

  it("in what cost prints", () => {
    const directory = mkdtempSync(join(tmpdir(), "cost-"));
    try {
      fc.assert(
        fc.property(leaking, ({ config, secrets }) => {
          const file = join(directory, "Pulumi.odd.yaml");
          writeFileSync(file, stackFileText(config));
          holdsNothingOf(refusalOf(readStackConfiguration(file).configuration), secrets);
        }),
        { ...runs, numRuns: Math.ceil(runs.numRuns / 4) },
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
