// What is said after an `up` that was cut off; test/long/recovery.test.ts cuts real ones off.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeScratch, scratchDirectory } from "../test/servers/cleanup";
import { commandAfter } from "./interrupted";

const urn = (type: string, name: string) => `urn:pulumi:prod::observability::${type}::${name}`;
const pending = (type: string, name: string, inputs: object, operation = "creating") => ({
  type: operation,
  resource: { urn: urn(type, name), type, inputs },
});
const exported = (...operations: object[]) => ({
  version: 3,
  deployment: {
    resources: [{ type: "pulumi:providers:aws", inputs: { region: "eu-central-1" } }],
    pending_operations: operations,
  },
});

describe("an up that was cut off", () => {
  it("needs no command where nothing was being created", () => {
    assert.equal(commandAfter("prod", { version: 3, deployment: {} }), undefined);
    const update = pending("aws:s3/bucket:Bucket", "a", { bucket: "a" }, "updating");
    assert.equal(commandAfter("prod", exported(update)), undefined);
  });

  it("takes up what cannot be made twice, by the name that it was to have", () => {
    const command =
      commandAfter(
        "prod",
        exported(
          pending("aws:s3/bucket:Bucket", "chunks", { bucket: "prod-loki" }),
          pending("aws:msk/topic:Topic", "logs", { clusterArn: "arn:kafka", name: "logs" }),
          pending("kubernetes:helm.sh/v3:Release", "loki", { namespace: "observability", name: "loki" }),
          pending("kubernetes:core/v1:Namespace", "n", { metadata: { name: "observability" } }),
          pending("kubernetes:core/v1:Secret", "s", { metadata: { name: "a", namespace: "observability" } }),
        ),
      ) ?? "";
    assert.match(command, /^sh <<'END'\npulumi refresh --stack prod --yes \\\n/);
    assert.match(command, /--clear-pending-creates\nEND$/);
    for (const [type, name, id] of [
      ["aws:s3/bucket:Bucket", "chunks", "prod-loki"],
      ["aws:msk/topic:Topic", "logs", "arn:kafka,logs"],
      ["kubernetes:helm.sh/v3:Release", "loki", "observability/loki"],
      ["kubernetes:core/v1:Namespace", "n", "observability"],
      ["kubernetes:core/v1:Secret", "s", "observability/a"],
    ] as const)
      assert.ok(
        command.includes(`--import-pending-creates '${urn(type, name)}' --import-pending-creates '${id}'`),
        `${type}: ${command}`,
      );
  });

  const cutOff = exported(
    pending("aws:eks/podIdentityAssociation:PodIdentityAssociation", "loki", {
      clusterName: "prod",
      namespace: "observability",
      serviceAccount: "loki",
    }),
    pending("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "nodes", {
      securityGroupId: "sg-1",
      referencedSecurityGroupId: "sg-2",
      fromPort: 9096,
    }),
    pending("aws:kms/key:Key", "key", {}),
  );

  for (const [account, taken] of [
    [
      "has it",
      ["urn:pulumi:prod::observability::aws:eks/podIdentityAssociation:PodIdentityAssociation::loki", "prod,a-1"],
    ],
    ["has it not", []],
  ] as const)
    it(`asks AWS for the ids that AWS chose, and lets go of what is not there: the account ${account}`, () => {
      const directory = scratchDirectory("interrupted-");
      try {
        const said = join(directory, "said");
        const program = (name: string, lines: string) => {
          writeFileSync(join(directory, name), `#!/bin/sh\n${lines}\n`);
          chmodSync(join(directory, name), 0o755);
        };
        program("aws", `printf '%s|' "$@" >>${said}\n[ "$1" = eks ] && [ "${account}" = "has it" ] && echo a-1`);
        program("pulumi", `for each in "$@"; do echo "$each"; done`);
        const command = commandAfter("prod", cutOff) ?? "";
        const printed = execFileSync("sh", ["-c", command], {
          encoding: "utf8",
          env: { ...process.env, PATH: `${directory}:${process.env.PATH ?? ""}` },
        });
        const imports = taken.flatMap((word) => ["--import-pending-creates", word]);
        assert.deepEqual(printed.trim().split("\n"), [
          ...["refresh", "--stack", "prod", "--yes"],
          ...imports,
          "--clear-pending-creates",
        ]);
        const asked = readFileSync(said, "utf8");
        assert.match(asked, /eks\|list-pod-identity-associations\|--cluster-name\|prod\|.*\|--region\|eu-central-1\|/);
        assert.match(asked, /\[\?FromPort==`9096`\] \| \[\?ReferencedGroupInfo\.GroupId=='sg-2'\]/);
      } finally {
        removeScratch(directory);
      }
    });
});
