// The commands of one refusal are enough: what they write makes no problem that was not told with them.
import assert from "node:assert/strict";
import { runCommands } from "../test/support/pulumi-config";
import { minimal } from "../test/support/stack-configuration";
import { linesOf, type Overrides, tenant } from "../test/support/told";

const answers: Readonly<Record<string, string>> = {
  "longTermMetrics.url": "https://mimir.example.com/push",
  "longTermMetrics.credential": "a password",
  "alerts.receivers[0].tenant": "payments",
};

const pager = { name: "a", type: "pagerduty", routingKey: { secure: "a key" } };

const cases: [title: string, overrides: Overrides, ...commands: string[]][] = [
  [
    "brokers that are described, and a pipeline without them: the brokers stay",
    { kafka: { brokerType: "kafka.m5.large", partitions: 12 }, logs: { filePipeline: "collector" } },
    "pulumi config set --path observability:logs.filePipeline kafka",
  ],
  [
    "brokers that stand in other settings alone, and a pipeline without them",
    {
      cluster: { name: "c", nodeSecurityGroupIds: ["sg-0123456789abcdef0"] },
      sizing: { kafka: { partitions: 12 } },
      logs: { filePipeline: "none" },
      ...tenant({ logsApart: true, otlpPipeline: "direct", namespaces: ["payments"] }),
    },
    "pulumi config set --path observability:logs.filePipeline kafka",
    "pulumi config set --path 'observability:tenants[0].logsApart' false",
  ],
  [
    "brokers by default alone, and a pipeline without them",
    { kafka: { mode: "msk" }, logs: { filePipeline: "none" } },
    "pulumi config set --path observability:kafka.mode none",
  ],
  [
    "a receiver of a tenant that there is not, and of a team",
    { ...tenant({ team: "Payments" }), alerts: { receivers: [{ ...pager, tenant: "elsewhere", team: "Payments" }] } },
    "pulumi config rm --path 'observability:alerts.receivers[0].team'",
    "pulumi config set --path 'observability:alerts.receivers[0].tenant'",
  ],
  [
    "a user of a store without a password, which would go there in plain text",
    { longTermMetrics: { type: "mimir", url: "http://mimir.example.com/push", username: "platform" } },
    "pulumi config set --secret --path observability:longTermMetrics.credential",
    "pulumi config set --path observability:longTermMetrics.url",
  ],
  [
    "a volume and memory below their floors, and what would fill them",
    { sizing: { prometheus: { volumeGib: 2, retentionSizeGib: 40, memoryMib: 64, maxExemplars: 10_000_000 } } },
    "pulumi config set --path observability:sizing.prometheus.maxExemplars 2684354",
    "pulumi config set --path observability:sizing.prometheus.memoryMib 512",
    "pulumi config set --path observability:sizing.prometheus.retentionSizeGib 8",
    "pulumi config set --path observability:sizing.prometheus.volumeGib 10",
  ],
];

describe("one round of commands", () => {
  for (const [title, overrides, ...wanted] of cases) {
    it(`is enough for ${title}`, () => {
      const commands = linesOf(overrides).map((line) => line.split(" - ").at(-1) ?? "");
      assert.deepEqual([...commands].sort(), [...wanted].sort());
      const config = { ...(minimal as Overrides), ...overrides };
      const mended = commands.reduce((before, each) => runCommands(before, each, (key) => answers[key] ?? ""), config);
      assert.deepEqual(linesOf(mended), []);
    });
  }
});
