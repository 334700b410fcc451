// Names that pages tell people to use are those that the platform goes by.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeStatePath } from "../components/pods/node-agent";
import { conventions } from "./names";

const page = (name: string) => readFileSync(join(__dirname, "..", "docs", name), "utf8");

describe("names", () => {
  it("are those of docs/applications.md", () => {
    const { logVolume, logMountPath, logFilePattern, serviceLabel, instrumentationName } = conventions;
    const annotation = `${conventions.instrumentationAnnotationPrefix}java: observability/${instrumentationName}`;
    for (const name of [logVolume, logMountPath, logFilePattern, serviceLabel, annotation])
      assert.ok(page("applications.md").includes(name), name);
  });

  it("are those of the folder on a node in which a runbook looks", () => {
    assert.ok(page("runbooks/FluentBitRecordsDropped.md").includes(`\`${nodeStatePath("fluent-bit")}/`));
  });
});
