// Buckets that a stack is to take over, by the commands of the page: on the real engine with stand-ins for the providers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openStandinRoom } from "../../servers/standin-room";
import type { EngineRoom } from "../stack/engine-room";
import { EngineStack } from "../stack/engine-stack";

const [listing = "", taking = ""] = (
  /^npm run preview -- <stack> (--import-file .*?)$(.*?)^npm run preview/ms.exec(
    readFileSync(resolve(__dirname, "..", "..", "..", "docs", "operations", "migrate.md"), "utf8"),
  ) ?? []
).slice(1);

const bucketType = "aws:s3/bucket:Bucket";

describe("buckets that exist", function () {
  this.timeout(600_000);
  let room: EngineRoom;
  let stack: EngineStack;
  before(async () => {
    room = await openStandinRoom();
    stack = await EngineStack.create(room, "dev", "dev", { protect: true });
    await stack.up();
  });
  after(() => {
    stack?.close();
    room?.close();
  });

  const run = (command: string) =>
    execFileSync("bash", ["-ec", command.replaceAll("<stack>", "dev")], {
      cwd: stack.stack.workspace.workDir,
      env: { ...process.env, ...room.environment, PULUMI_SKIP_CONFIRMATIONS: "true" },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });

  it("are taken over by the documented commands, and neither made anew nor replaced", async () => {
    const { deployment } = (await stack.stack.exportStack()) as unknown as {
      deployment: { resources: { type: string; urn: string; id?: string }[] };
    };
    const ids = new Map(
      deployment.resources
        .filter(({ type }) => type === bucketType)
        .map(({ urn, id }) => [urn.split("::").at(-1) ?? "", id]),
    );
    assert.ok(ids.size > 1);
    run("pulumi stack rm --stack <stack> --force --yes --preserve-config && pulumi stack init <stack>");
    run(`pulumi preview --stack <stack> ${listing.replace(/#.*/, "")}`);
    const file = join(stack.stack.workspace.workDir, "import.json");
    const list = JSON.parse(readFileSync(file, "utf8")) as {
      resources: { type: string; logicalName?: string; name: string; id?: string }[];
    };
    const resources = list.resources.map((one) =>
      one.type === bucketType ? { ...one, id: ids.get(one.logicalName ?? one.name) } : one,
    );
    writeFileSync(file, JSON.stringify({ ...list, resources }));
    run(taking);
    const steps = (await stack.preview()).filter(({ type }) => type === bucketType);
    assert.deepEqual(
      steps.map(({ op }) => op).filter((op) => op !== "same" && op !== "update"),
      [],
    );
    assert.equal(steps.length, ids.size);
  });
});
