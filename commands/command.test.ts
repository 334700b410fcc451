// What commands say of what goes wrong, and which stack they make.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importFile } from "./adoption";
import { saying } from "./command";
import { selecting } from "./pulumi";
import { readStackConfiguration } from "./stack-configuration";

describe("a command", () => {
  it("says nothing of a state or a preview that it cannot read: secrets may be in it", () => {
    const hidden = "Q7xZk9WvJ2qXz8Kj";
    for (const text of [
      hidden,
      `{"a": ${hidden}}`,
      `{"${hidden}`,
      `"${hidden}"`,
      `{"deployment":{"resources":"${hidden}"}}`,
    ]) {
      let said = "";
      try {
        importFile(JSON.parse(text), { deployment: {} });
      } catch (error) {
        said = saying(error);
      }
      assert.match(said, /^what was read (is no whole JSON|holds something else than it should)$/, text);
    }
    assert.equal(saying(new Error("no such stack")), "no such stack");
  });

  it("repeats no credential that was typed in the place of a stack or a file", () => {
    const hidden = "Q7xZk9WvJ2qXz8Kj";
    for (const typed of [
      `https://otel:${hidden}@h.example.com`,
      `otel:${hidden}@h.example.com`,
      `https://h.example.com/x?token=${hidden}`,
      `https://hooks.slack.com/services/T00000000/B00000000/${hidden}${hidden.slice(0, 8)}`,
    ]) {
      assert.equal(saying(new Error(`there is no ${typed}`)), "there is no [not shown]");
      const said = saying(new Error(`ENOENT: no such file or directory, open '${typed}'\nusage: x`));
      assert.equal(said, "ENOENT: no such file or directory, open [not shown]\nusage: x");
    }
    const plain =
      'usage: npm run preview-summary -- <stack>=<preview.json>... prod holds "a": git@github.com:acme/app.git, ' +
      "pulumi config set --path 'observability:tenants[0].id' payments\n\n  arn:aws:kms:eu-central-1:111122223333:key/1";
    assert.equal(saying(new Error(plain)), plain);
  });

  it("repeats no bare token that was typed, with what stands around it, and any other word of its own", () => {
    const hidden = "q7xzk9wvj2qxz8kj4ab1";
    for (const typed of [
      hidden,
      `dev=${hidden}`,
      `--accept=${hidden}`,
      `acme/observability/${hidden}`,
      `${hidden}.json`,
    ]) {
      const said = saying(new Error(`there is no ${typed}, nor Pulumi.${typed}.yaml`), [typed, "--markdown"]);
      assert.ok(!said.includes(hidden.slice(0, 4)) && said.startsWith("there is no "), said);
    }
    const digest = "3f786850e387550fdab836ed7e6dc881de23001b";
    assert.equal(saying(new Error(`prod: commit ${digest}`), ["prod"]), `prod: commit ${digest}`);
  });

  it("says of a stack's file that is no YAML the line, and nothing of what stands there", () => {
    const hidden = "Q7xZk9WvJ2qXz8Kj";
    const checkout = mkdtempSync(join(tmpdir(), "checkout-"));
    const { emitWarning } = process;
    const warnings: string[] = [];
    process.emitWarning = (warning: string | Error) => void warnings.push(String(warning));
    const saidOf = (...files: string[]) => {
      try {
        return selecting("dev", undefined, checkout).join(" ");
      } catch (error) {
        return saying(error);
      } finally {
        for (const file of files) rmSync(join(checkout, file));
      }
    };
    const config = (key: string) => `config:\n  observability:fanout:\n    datadog: ${key}\n`;
    try {
      for (const [key, said] of [
        [`{ apiKey: ${hidden}`, /^Pulumi\.dev\.yaml is no YAML at line [345]: mend it there, or in the line before$/],
        [`{ apiKey: "${hidden} }`, /^Pulumi\.dev\.yaml is no YAML at line [345]: /],
        [`{ apiKey: @${hidden} }`, /^Pulumi\.dev\.yaml is no YAML at line 3: /],
        [`{ apiKey: "\\q${hidden}" }`, /^Pulumi\.dev\.yaml is no YAML at line 3: /],
        [`{ ${hidden}: 1, ${hidden}: 2 }`, /^Pulumi\.dev\.yaml is no YAML at line 3: /],
        [`{ apiKey: *${hidden} }`, /^Pulumi\.dev\.yaml has an alias without its anchor: text that begins with \* /],
        [`{ apiKey: !${hidden} x }`, /^stack select --create dev$/],
      ] as const) {
        writeFileSync(join(checkout, "Pulumi.dev.yaml"), config(key));
        assert.match(saidOf("Pulumi.dev.yaml"), said, key);
      }
      writeFileSync(join(checkout, "Pulumi.yaml"), `name: observability\n${config(`{ apiKey: ${hidden}`)}`);
      assert.match(saidOf("Pulumi.yaml"), /^Pulumi\.yaml is no YAML at line \d: /);
      assert.deepEqual(warnings, []);
    } finally {
      process.emitWarning = emitWarning;
      rmSync(checkout, { recursive: true });
    }
  });

  it("reads no settings where a stack's file has but an environment", () => {
    const checkout = mkdtempSync(join(tmpdir(), "checkout-"));
    try {
      for (const text of ["environment: [prod]\n", "environment: [prod]\nconfig:\n"]) {
        writeFileSync(join(checkout, "Pulumi.prod.yaml"), text);
        const { configuration, region } = readStackConfiguration(join(checkout, "Pulumi.prod.yaml"));
        assert.deepEqual([configuration.values, region], [{}, ""]);
      }
    } finally {
      rmSync(checkout, { recursive: true });
    }
  });

  it("takes up what the stack has not, below what it has", () => {
    const urn = (stack: string, types: string, name: string) => `urn:pulumi:${stack}::observability::${types}::${name}`;
    const state = (stack: string, ...names: string[]) => ({
      deployment: {
        resources: [
          { urn: urn(stack, "pulumi:pulumi:Stack", "it"), type: "pulumi:pulumi:Stack" },
          { urn: urn(stack, "obs:P", "above"), type: "obs:P", parent: urn(stack, "pulumi:pulumi:Stack", "it") },
          ...names.map((name) => ({
            ...{ urn: urn(stack, "obs:P$aws:s3/bucket:Bucket", name), type: "aws:s3/bucket:Bucket", custom: true },
            ...{ id: `id-of-${name}`, parent: urn(stack, "obs:P", "above"), retainOnDelete: true },
          })),
        ],
      },
    });
    const entry = {
      type: "aws:s3/bucket:Bucket",
      name: "two aws:s3/bucket:Bucket",
      logicalName: "two",
      id: "id-of-two",
    };
    assert.deepEqual(importFile(state("old", "one", "two"), state("new", "one")), {
      nameTable: { "above obs:P": urn("new", "obs:P", "above") },
      resources: [{ ...entry, parent: "above obs:P" }],
    });
    const anew = importFile(state("old", "two"), { deployment: {} });
    assert.deepEqual([anew.nameTable, anew.resources.map(({ logicalName }) => logicalName)], [{}, ["above", "two"]]);
  });

  it("takes up each thing by the name that the AWS provider wants in an import", () => {
    const type = "aws:appautoscaling/policy:Policy";
    const target = {
      serviceNamespace: "kafka",
      resourceId: "arn:aws:kafka:eu-central-1:111122223333:cluster/c/1-2",
      scalableDimension: "kafka:broker-storage:VolumeSize",
    };
    const kept = { custom: true, retainOnDelete: true };
    const idOf = (of: string, id: string, outputs: object) =>
      importFile(
        { deployment: { resources: [{ urn: `urn:pulumi:a::b::${of}::it`, type: of, id, outputs, ...kept }] } },
        { deployment: {} },
      ).resources.map((entry) => entry.id);
    const dimension = `kafka/${target.resourceId}/${target.scalableDimension}`;
    assert.deepEqual(idOf("aws:appautoscaling/target:Target", target.resourceId, target), [dimension]);
    assert.deepEqual(idOf(type, "storage", { ...target, name: "storage" }), [`${dimension}/storage`]);
    assert.deepEqual(idOf("aws:msk/topic:Topic", "arn", { clusterArn: target.resourceId, name: "logs" }), [
      `${target.resourceId},logs`,
    ]);
    assert.deepEqual(idOf("aws:kms/alias:Alias", "alias/a", { name: "alias/a" }), ["alias/a"]);
  });

  it("makes a stack only where there are settings for it: a name that is mistyped makes none", () => {
    const checkout = mkdtempSync(join(tmpdir(), "checkout-"));
    try {
      writeFileSync(join(checkout, "Pulumi.prod.yaml"), "config: {}\n");
      assert.deepEqual(selecting("acme/observability/prod", undefined, checkout), [
        "stack",
        "select",
        "--create",
        "acme/observability/prod",
      ]);
      assert.deepEqual(selecting("prdo", undefined, checkout), ["stack", "select", "prdo"]);
      const key = "awskms://alias/state?region=eu-central-1";
      writeFileSync(join(checkout, "Pulumi.live.yaml"), `secretsprovider: ${key}\nencryptedkey: AQ==\nconfig: {}\n`);
      const withKey = ["stack", "select", "--create", "--secrets-provider", key, "live"];
      assert.deepEqual(selecting("live", undefined, checkout), withKey, "its secrets are read by no other key");
      writeFileSync(join(checkout, "shared.yaml"), "config: {}\n");
      assert.deepEqual(selecting("prdo", "shared.yaml", checkout), ["stack", "select", "--create", "prdo"]);
    } finally {
      rmSync(checkout, { recursive: true });
    }
  });
});
