// What `pulumi new` copies, and the component package, fit what this repository has: versions, settings, the program on its page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { settingsSchema } from "../settings/schema";
import { settingsWith, stackFile } from "./support/stack-configuration";
import { editorsFaults } from "./support/stack-file-judge";

const checkout = resolve(__dirname, "..");
const read = (...path: string[]) => readFileSync(join(checkout, ...path), "utf8");

type Versions = Record<string, string>;
interface Manifest {
  version: string;
  dependencies: Versions;
  devDependencies: Versions;
}
const manifest = (...folder: string[]) => JSON.parse(read(...folder, "package.json")) as Manifest;

/** What `pulumi new` asks for. */
const asked = (
  parse(read("template", "Pulumi.yaml")) as {
    template: { config: Record<string, { description: string; default: string }> };
  }
).template.config;
const answers = Object.fromEntries(
  Object.entries(asked).flatMap(([key, { default: answer }]) =>
    key.startsWith("observability:") ? [[key.slice("observability:".length), answer]] : [],
  ),
);

describe("the template, and the component package beside it", () => {
  it("has the versions of this repository", () => {
    const own = manifest();
    const versions: Versions = {
      ...own.devDependencies,
      ...own.dependencies,
      "eks-observability": own.version,
      "eks-observability-policies": manifest("policy").version,
    };
    const { dependencies, devDependencies } = manifest("template");
    const ofPlugin = manifest("plugin");
    assert.equal(ofPlugin.version, own.version);
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...ofPlugin.dependencies }))
      assert.equal(version, versions[name], name);
  });

  it("finds the workspaces' versions in the lock file", () => {
    const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, { version: string }> };
    for (const workspace of ["contract", "policy"])
      assert.equal(packages[workspace]?.version, manifest(workspace).version, workspace);
  });

  it("names a tenant's namespaces wherever it tells to name the tenant, which has none otherwise, or the example's", () => {
    const pages = [
      read("docs", "package.md"),
      read("template", "Pulumi.yaml"),
      read("docs", "operations", "deploy.md"),
    ];
    for (const page of pages) {
      const [ids, namespaces] = ["id", "namespaces[0]"].map(
        (key) => page.split(`observability:tenants[0].${key}`).length,
      );
      assert.ok(ids !== undefined && ids > 1 && ids === namespaces, page.slice(0, 40));
    }
  });

  it("asks for settings that there are, in their words", () => {
    assert.deepEqual(Object.keys(answers), ["environment", "size"]);
    for (const key of Object.keys(answers)) assert.ok(key in settingsSchema.shape, key);
    for (const { description } of Object.values(asked)) assert.ok(description.length > 20);
  });

  it("makes with the answers proposed a stack that program and editors accept", () => {
    const stack = stackFile("template/Pulumi.dev.yaml");
    assert.equal(settingsWith({ ...stack, ...answers }).tenants.length, 2);
    // Of its tenant nothing is left but what the commands write over.
    assert.deepEqual(stack.tenants, [{ id: "payments", namespaces: ["payments"] }]);
    const text = read("template", "Pulumi.dev.yaml");
    assert.deepEqual(editorsFaults(`${text}  observability:environment: dev\n`), []);
  });

  it("has the program of this repository, which its page shows", () => {
    const body = (text: string) => text.slice(text.indexOf("export ="));
    assert.equal(body(read("template", "index.ts")), body(read("index.ts")));
    const [, program] = /```ts\n([\s\S]*?)```/.exec(read("docs", "package.md")) ?? [];
    assert.equal(read("template", "index.ts").replace(/^\/\/.*\n/, ""), program);
  });
});

describe("Pulumi.yaml", () => {
  it("names the program: else the engine would run what package.json exports, once that is built", () => {
    const { main } = parse(read("Pulumi.yaml")) as { main?: string };
    assert.equal(main, "index.ts");
  });

  it("declares the settings that have no default, and no other", () => {
    const { config } = parse(read("Pulumi.yaml")) as { config: Record<string, { description?: string }> };
    const required = Object.entries(settingsSchema.shape)
      .filter(([, schema]) => !schema.safeParse(undefined).success)
      .map(([key]) => `observability:${key}`);
    assert.deepEqual(Object.keys(config), required);
    for (const [key, { description }] of Object.entries(config)) assert.ok((description ?? "").length > 20, key);
  });
});
