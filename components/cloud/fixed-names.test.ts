// The names that are looked for before a plan are those that the plan then has, whatever the settings.
import assert from "node:assert/strict";
import { cloudOf } from "../../test/support/cloud-of";
import type { Registration } from "../../test/support/mock-stack";
import { namesFor } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import { fixedNames, namedOnce } from "./fixed-names";

const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000000";
const clusterArn = "arn:aws:kafka:eu-central-1:111122223333:cluster/shared/1a2b3c4d-1";
const external = { mode: "external", bootstrapServers: ["b.example.com:9096"] };
const copied = { fanout: { cloudwatch: { enabled: true } } };
const throughKafka = { tenants: [{ id: "shop", namespaces: ["shop"], otlpPipeline: "kafka" }] };

const variants: Readonly<Record<string, Record<string, unknown>>> = {
  "brokers of its own, with IAM": { kafka: { mode: "msk", auth: "iam" } },
  "brokers of its own, with SCRAM": { kafka: { mode: "msk", auth: "scram" } },
  "no brokers": { kafka: { mode: "none" } },
  "no brokers, copies in CloudWatch": { kafka: { mode: "none" }, ...copied },
  "brokers with SCRAM, copies in CloudWatch": { kafka: { mode: "msk", auth: "scram" }, ...copied },
  "others' brokers with IAM, which the gateway writes to": {
    kafka: { ...external, auth: "iam", clusterArn },
    ...throughKafka,
  },
  "others' brokers with SCRAM, which the gateway writes to": {
    kafka: { ...external, auth: "scram", existingSecret: "kafka-credentials" },
    ...throughKafka,
  },
  "logs of the control plane, no logs of access": { logs: { controlPlane: true }, retention: { accessLogsDays: 0 } },
  "another's key, metrics in AMP, roles with a prefix": {
    kmsKeyArn: keyArn,
    longTermMetrics: {
      type: "amp",
      workspaceArn: "arn:aws:aps:eu-central-1:111122223333:workspace/ws-1a2b3c4d-0000-4000-8000-000000000000",
    },
    iam: { roleNamePrefix: "team-" },
  },
};

describe("names that AWS gives once", () => {
  const keys = new Map(Object.entries(namedOnce).map(([type, { key }]) => [type, key]));
  const namesIn = (made: readonly Registration[]) =>
    made.flatMap(({ type, inputs }) => (keys.has(type) ? [`${type} ${String(inputs[keys.get(type) ?? ""])}`] : []));
  for (const [what, configuration] of Object.entries(variants)) {
    it(`are those of the plan: ${what}`, async () => {
      const settings = settingsWith(configuration);
      const names = namesFor(settings);
      const made = namesIn(await cloudOf(settings));
      assert.ok(made.length >= 4, made.join(" "));
      assert.deepEqual(
        fixedNames(settings, names)
          .map(({ type, name }) => `${type} ${name}`)
          .sort(),
        made.sort(),
      );
    });
  }
});
