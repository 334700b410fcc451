// The cluster of a stack was deleted, and may have been made anew under its name: its API server is another, so that nothing
// of what the state has in it can be asked for or deleted. On the real engine with stand-ins for the providers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Fixture } from "../../../offline/providers/fixture";
import { openStandinRoom } from "../../servers/standin-room";
import type { EngineRoom } from "../stack/engine-room";
import { EngineStack } from "../stack/engine-stack";
import { refusalOf } from "../stack/running-stack";

/** The commands of the page, up to the next `up`. */
const documented = (/^pulumi stack export --stack prod --file prod\.before\.json$.*?(?=^npm run up)/ms.exec(
  readFileSync(resolve(__dirname, "..", "..", "..", "docs", "data.md"), "utf8"),
) ?? [""])[0].replaceAll("prod", "dev");

describe("a stack whose cluster is another", function () {
  this.timeout(600_000);
  let room: EngineRoom;
  let stack: EngineStack;
  before(async () => {
    room = await openStandinRoom();
    stack = await EngineStack.create(room, "dev", "dev", { protect: true });
    await stack.up();
    const file = join(room.directory, "fixture.json");
    const { clusters, ...account } = JSON.parse(readFileSync(file, "utf8")) as Fixture;
    const anew = {
      endpoint: "https://other.eks.invalid",
      oidcIssuer: "https://oidc.eks.eu-central-1.amazonaws.com/id/ANEW",
    };
    writeFileSync(file, JSON.stringify({ ...account, clusters: clusters.map((one) => ({ ...one, ...anew })) }));
  });
  after(() => {
    stack?.close();
    room?.close();
  });

  it("lets go of what was in it by the documented commands, keeps the data, and makes the rest anew", async () => {
    execFileSync("bash", ["-c", documented], {
      cwd: stack.stack.workspace.workDir,
      env: { ...process.env, ...room.environment },
    });
    const { deployment } = (await stack.stack.exportStack()) as unknown as {
      deployment: { resources: { type: string }[] };
    };
    assert.deepEqual(
      deployment.resources.filter(({ type }) => type.startsWith("kubernetes:")),
      [],
    );
    assert.match(
      await refusalOf(stack, { retention: { logsDays: 1 } }),
      /logs of .* expire after 1 day/,
      "stored data",
    );
    stack.configure({});
    const steps = (await stack.preview()).filter(({ op }) => op !== "same" && op !== "read");
    const ofAws = steps.filter(({ type }) => type.startsWith("aws:"));
    assert.deepEqual(
      [...new Set(ofAws.map(({ op, type }) => `${op} ${type}`))].sort(),
      ["create aws:eks/podIdentityAssociation:PodIdentityAssociation", "update aws:iam/role:Role"],
      "what went with the cluster, and the issuer",
    );
    assert.deepEqual(
      steps.filter(({ type }) => type.startsWith("random:")),
      [],
      "tokens and passwords",
    );
    assert.deepEqual(
      [...new Set(steps.filter(({ type }) => type.startsWith("kubernetes:")).map(({ op }) => op))],
      ["create"],
    );
  });
});
