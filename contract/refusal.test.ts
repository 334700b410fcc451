// What the engine's host makes of a refusal, and that nothing is refused in another way.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ContractError, checkedContract } from "./reader";
import { Refusal } from "./refusal";

const checkout = resolve(__dirname, "..");

/** Files of the programs that the engine runs. */
const sources = ["components", "contract"].flatMap((folder) =>
  readdirSync(join(checkout, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|node_modules|\bdist\b/.test(file))
    .map((file) => join(folder, file)),
);

describe("a refusal", () => {
  it("is its message, without a frame of the program", () => {
    const message = "size: must be small\n  at least";
    assert.equal(new Refusal(message).stack, message);
    assert.ok(pulumi.RunError.isInstance(new Refusal(message)));
    assert.throws(
      () => checkedContract({}, "acme/observability/prod"),
      (error) => error instanceof ContractError && error.stack === error.message,
    );
  });

  it("of wrong settings is one", async () => {
    const { stackSettings } = await import("../components/stack/settings.js");
    pulumi.runtime.setAllConfig({ "observability:size": "smal" });
    assert.throws(stackSettings, (error) => error instanceof Refusal && error.stack === error.message);
  });

  it("of wrong tags of the provider is one", async () => {
    const { stackTags } = await import("../components/stack/settings.js");
    pulumi.runtime.setAllConfig({ "aws:defaultTags": '{"tags":{"team":"R&D"}}' });
    assert.throws(
      stackTags,
      (error) => error instanceof Refusal && /^the AWS provider's.*\n.*"R&D"/.test(error.message),
    );
    pulumi.runtime.setAllConfig({ "aws:defaultTags": '{"tags":{"team":"RD"}}' });
    assert.deepEqual(stackTags(), { team: "RD" });
  });

  it("is the only way in which programs of the engine refuse", () => {
    assert.ok(sources.length > 100);
    const others = sources.filter((file) =>
      /\b(new|extends) (pulumi\.)?(RunError|ResourceError|InputPropert\w+Error)\b/.test(
        readFileSync(join(checkout, file), "utf8"),
      ),
    );
    assert.deepEqual(others, [join("contract", "refusal.ts")]);
  });
});
