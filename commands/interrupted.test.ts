// What is said after an `up` that was cut off; test/long/recovery.test.ts cuts real ones off.
import assert from "node:assert/strict";
import { commandAfter } from "./interrupted";

const urn = (type: string, name: string) => `urn:pulumi:prod::observability::${type}::${name}`;
const pending = (type: string, name: string, inputs: object, operation = "creating") => ({
  type: operation,
  resource: { urn: urn(type, name), type, inputs },
});
const exported = (...operations: object[]) => ({ version: 3, deployment: { pending_operations: operations } });

describe("an up that was cut off", () => {
  it("needs no command where nothing was being created", () => {
    assert.equal(commandAfter("prod", { version: 3, deployment: {} }), undefined);
    const update = pending("aws:s3/bucket:Bucket", "a", { bucket: "a" }, "updating");
    assert.equal(commandAfter("prod", exported(update)), undefined);
  });

  it("takes up what cannot be made twice, by the name that it was to have", () => {
    const { command = "" } =
      commandAfter(
        "prod",
        exported(
          pending("aws:s3/bucket:Bucket", "chunks", { bucket: "prod-loki" }),
          pending("kubernetes:helm.sh/v3:Release", "loki", { namespace: "observability", name: "loki" }),
          pending("kubernetes:core/v1:Namespace", "n", { metadata: { name: "observability" } }),
          pending("kubernetes:core/v1:Secret", "s", { metadata: { name: "a", namespace: "observability" } }),
        ),
      ) ?? {};
    assert.match(command, /^pulumi refresh --stack prod --yes \\\n/);
    assert.match(command, /--clear-pending-creates$/);
    for (const [type, name, id] of [
      ["aws:s3/bucket:Bucket", "chunks", "prod-loki"],
      ["kubernetes:helm.sh/v3:Release", "loki", "observability/loki"],
      ["kubernetes:core/v1:Namespace", "n", "observability"],
      ["kubernetes:core/v1:Secret", "s", "observability/a"],
    ] as const)
      assert.ok(
        command.includes(`--import-pending-creates '${urn(type, name)}' --import-pending-creates '${id}'`),
        `${type}: ${command}`,
      );
  });

  it("says where an id is found that AWS chooses, and lets go of what can be made again", () => {
    const { command = "", lookUps = [] } =
      commandAfter(
        "prod",
        exported(
          pending("aws:msk/cluster:Cluster", "kafka", { clusterName: "prod-logs" }),
          pending("aws:kms/key:Key", "key", {}),
        ),
      ) ?? {};
    assert.ok(command.includes("'<id of kafka>'"), command);
    assert.deepEqual(lookUps, ["aws kafka list-clusters-v2 --cluster-name-filter prod-logs"]);
    assert.ok(!command.includes("kms"), command);
  });
});
