import assert from "node:assert/strict";
import { settingsWith } from "../test/support/stack-configuration";
import { placeProblems } from "./place-problems";

const paths = (settings: Record<string, unknown>, partition: string, exists = true) =>
  placeProblems(settingsWith(settings), { partition }, () => exists).map(({ path, command }) => [
    path.join("."),
    command,
  ]);

describe("settings in their place", () => {
  it("have no Pod Identity in China", () => {
    assert.deepEqual(paths({}, "aws-cn"), [["identity", "pulumi config set --path observability:identity irsa"]]);
    assert.deepEqual(paths({ identity: "irsa" }, "aws-cn"), []);
    assert.deepEqual(paths({}, "aws-us-gov"), []);
  });
  it("take charts from a directory that is there, or from a repository", () => {
    const charts = { mirror: "/srv/charts" };
    assert.deepEqual(paths({ charts }, "aws", false), [
      ["charts.mirror", "pulumi config set --path observability:charts.mirror"],
    ]);
    assert.deepEqual(paths({ charts }, "aws"), []);
    assert.deepEqual(paths({ charts: { mirror: "oci://registry.example.com/charts" } }, "aws", false), []);
  });
});
