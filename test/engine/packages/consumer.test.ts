// The example of an app repository on the real engine: it reads the platform's stack through a StackReference and
// deploys onto it. Kubernetes, AWS and random are stand-ins.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type EngineEvent, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { parse, stringify } from "yaml";
import { openStandinRoom } from "../../servers/standin-room";
import type { EngineRoom } from "../stack/engine-room";
import { EngineStack } from "../stack/engine-stack";

const checkout = resolve(__dirname, "..", "..", "..");
const example = join(checkout, "examples", "consumer");

describe("the example consumer on the real engine", function () {
  this.timeout(300_000);
  let room: EngineRoom;
  let platform: EngineStack;
  let workDir: string;
  let consumer: Stack;

  before(async function () {
    this.timeout(3_600_000); // builds what is missing
    room = await openStandinRoom();
    platform = await EngineStack.create(room, "dev", "dev", { protect: false });
    mkdirSync(join(checkout, ".state"), { recursive: true });
    workDir = mkdtempSync(join(checkout, ".state", "consumer-"));
    // The example's own project and stack; only the place of the program differs.
    const project = parse(readFileSync(join(example, "Pulumi.yaml"), "utf8")) as object;
    writeFileSync(
      join(workDir, "Pulumi.yaml"),
      stringify({ ...project, main: relative(workDir, join(example, "index.ts")) }),
    );
    writeFileSync(join(workDir, "Pulumi.dev.yaml"), readFileSync(join(example, "Pulumi.dev.yaml")));
    consumer = await LocalWorkspace.createOrSelectStack({ stackName: "dev", workDir }, { envVars: room.environment });
  });

  after(() => {
    platform?.close();
    room?.close();
    if (workDir) rmSync(workDir, { recursive: true, force: true });
  });

  /** Types of what is created, sorted; without the providers that the engine adds. */
  async function created(
    run: (options: { onEvent: (event: EngineEvent) => void }) => Promise<unknown>,
  ): Promise<string[]> {
    const types: string[] = [];
    await run({
      onEvent: ({ resourcePreEvent: step }) => {
        if (step?.metadata.op === "create") types.push(step.metadata.type);
      },
    });
    return types.filter((type) => !type.startsWith("pulumi:providers:")).sort();
  }

  it("says what is missing while the platform's stack has no outputs", async () => {
    const message = new RegExp(
      'stack organization/observability/dev has no output "platform": is it the platform\'s' +
        " stack, and has `pulumi up` run there\\?",
    );
    await assert.rejects(consumer.preview(), message);
  });

  it("is previewed and comes up once the platform is there", async () => {
    await platform.up();
    const expected = [
      "kubernetes:apps/v1:Deployment",
      "kubernetes:core/v1:Service",
      "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
      "obs:contract:Workload",
      "pulumi:pulumi:Stack",
    ];
    assert.deepEqual(await created((options) => consumer.preview(options)), expected);
    assert.deepEqual(await created((options) => consumer.up(options)), expected);
    const { dashboards } = await consumer.outputs();
    assert.match(String(dashboards?.value), /^https:\/\/grafana\./);
  });

  it("changes nothing at the second up", async () => {
    assert.deepEqual((await consumer.up()).summary.resourceChanges, { same: 5 });
  });
});
