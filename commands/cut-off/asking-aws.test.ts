// How the command after a cut-off `up` asks AWS, run by a shell with programs that say what they were told.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeScratch, scratchDirectory } from "../../test/servers/cleanup";
import { exported, pending, urn } from "../../test/support/cut-off";
import { commandAfter } from "./interrupted";

describe("what was being made when an up was cut off", () => {
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
    ...Object.entries({ cidrIpv4: "10.80.0.0/16", cidrIpv6: "fd00:80::/64" }).map(([key, block]) =>
      pending("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", key, {
        securityGroupId: "sg-1",
        [key]: block,
        fromPort: 9096,
      }),
    ),
    pending("aws:sqs/queue:Queue", "queue", { name: "prod-control-plane" }),
    pending("aws:kms/key:Key", "key", {}),
  );

  /** What `pulumi` and `aws` are told where the command runs; whatever `aws` prints is of `answers`, lines of shell. */
  function ran(state: object, answers: string): { status: number | null; pulumi: string[]; aws: string } {
    const directory = scratchDirectory("interrupted-");
    try {
      const said = join(directory, "said");
      const program = (name: string, lines: string) =>
        writeFileSync(join(directory, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
      program("aws", `printf '%s|' "\${AWS_SESSION_TOKEN-shell}" "$@" >>${said}\n${answers}`);
      program("pulumi", `for each in "\${AWS_SESSION_TOKEN-shell}" "$@"; do echo "$each"; done`);
      const { AWS_SESSION_TOKEN: _, ...environment } = process.env;
      const { status, stdout } = spawnSync("sh", ["-c", commandAfter("prod", state, "") ?? ""], {
        encoding: "utf8",
        env: { ...environment, PATH: `${directory}:${process.env.PATH ?? ""}` },
      });
      return { status, pulumi: stdout.trim().split("\n"), aws: readFileSync(said, "utf8") };
    } finally {
      removeScratch(directory);
    }
  }

  for (const [account, taken] of [
    ["has it", ["aws:eks/podIdentityAssociation:PodIdentityAssociation", "loki", "prod,a-1"]],
    ["has it not", []],
  ] as const)
    it(`asks AWS for the ids that AWS chose, and lets go of what is not there: the account ${account}`, () => {
      const answers = `[ "$1 ${account}" != "eks has it" ] || echo a-1`;
      const { pulumi: words, aws: asked } = ran(cutOff, answers);
      const refresh = words.indexOf("refresh");
      assert.deepEqual(words.slice(0, refresh - 1).slice(-taken.length || refresh), taken);
      assert.deepEqual(words.slice(refresh), ["refresh", "--stack", "prod", "--yes", "--clear-pending-creates"]);
      assert.match(asked, /eks\|list-pod-identity-associations\|--cluster-name\|prod\|.*\|--region\|eu-central-1\|/);
      for (const whom of [
        "ReferencedGroupInfo.GroupId=='sg-2'",
        "CidrIpv4=='10.80.0.0/16'",
        "CidrIpv6=='fd00:80::/64'",
      ])
        assert.ok(asked.includes(`[?FromPort==\`9096\`] | [?${whom}].SecurityGroupRuleId`), asked);
    });

  it("lets go of nothing where AWS does not answer, or one of the questions may not be asked", () => {
    for (const answers of ["exit 255", '[ "$1" != ec2 ] || exit 254']) {
      const { status, pulumi } = ran(cutOff, answers);
      assert.equal(status, 1);
      assert.deepEqual(pulumi, [""]);
    }
  });

  const roleArn = "arn:aws:iam::111122223333:role/platform";
  const withRole = (provider: object) => {
    const { deployment } = cutOff;
    const ofAws = { urn: urn("pulumi:providers:aws", "default"), type: "pulumi:providers:aws", inputs: provider };
    return { deployment: { ...deployment, resources: [ofAws] } };
  };
  const roleAnswers =
    `case "$1 $AWS_SESSION_TOKEN" in sts*) printf 'AKIA\\ts/e+c=\\tof-the-role\\n' ;; ` +
    `"eks of-the-role") echo a-1 ;; esac`;

  for (const [profile, options] of [
    [{}, ""],
    [{ profile: "ci" }, "--profile\\|ci\\|"],
  ] as const)
    it(`asks as the role that the provider assumes, and takes up as the shell: ${JSON.stringify(profile)}`, () => {
      const assumeRoles = JSON.stringify([{ roleArn }]);
      const { pulumi, aws } = ran(withRole({ region: "eu-central-1", assumeRoles, ...profile }), roleAnswers);
      assert.match(
        aws,
        new RegExp(
          `^shell\\|sts\\|assume-role\\|.*--role-arn\\|${roleArn}\\|--region\\|eu-central-1\\|${options}--query\\|`,
        ),
      );
      assert.match(aws, /\|of-the-role\|eks\|list-pod-identity-associations\|/);
      assert.equal(aws.split("--profile").length - 1, options === "" ? 0 : 1, aws);
      assert.ok(pulumi.includes("prod,a-1"), pulumi.join(" "));
      assert.ok(!pulumi.includes("of-the-role"));
    });

  it("leaves what is encrypted to be filled in", () => {
    const encrypted = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:a" };
    const { aws } = ran(withRole({ assumeRoles: encrypted, profile: encrypted }), "exit 255");
    assert.match(aws, /--role-arn\|<role>\|--profile\|<profile>\|/);
  });

  it("lets go of nothing where the role cannot be assumed", () => {
    // To whoever has no role AWS would answer all the same: that there is none.
    for (const answers of ["exit 255", '[ "$2" != assume-role ] || exit 254']) {
      const { status, pulumi } = ran(withRole({ assumeRoles: JSON.stringify([{ roleArn }]) }), answers);
      assert.equal(status, 1);
      assert.deepEqual(pulumi, [""]);
    }
  });
});
