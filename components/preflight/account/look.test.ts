// What is asked of AWS in the look before a plan, and for which settings. The API server is not asked.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { StackHistory } from "../../../settings/history/changes";
import { recordOf } from "../../../settings/history/record";
import { cluster } from "../../../test/support/mock-stack";
import { place } from "../../../test/support/place";
import { ingest } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import type { ClusterFacts } from "../../cloud/eks-facts";
import { cloudNames } from "../../cloud/names";
import type { Check } from "../check";
import { preflightFileVariable } from "../check";
import { preflight } from "../preflight";

type Answers = Readonly<Record<string, object | Error>>;

interface Situation {
  answers?: Answers;
  configuration?: Record<string, unknown>;
  facts?: Partial<ClusterFacts>;
  history?: StackHistory;
  tokens?: boolean;
}

const failure = (details: string) => Object.assign(new Error(details), { details });
const none = failure("couldn't find resource");

describe("the look at AWS", () => {
  const asked: string[] = [];
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "aws-look-"));
  });
  after(() => rmSync(directory, { recursive: true }));

  /** All checks, by what they look at. */
  async function looked({ answers = {}, configuration = {}, facts = {}, history = {}, tokens }: Situation) {
    asked.length = 0;
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: ({ token, inputs }) => {
        const name = token.split(":").at(-1) ?? "";
        asked.push([name, ...Object.values(inputs as object).map(String)].join(" "));
        if (name === "getClusterAuth" && tokens) return { token: "t" };
        const answer = answers[name] ?? none;
        return answer instanceof Error ? Promise.reject(answer) : answer;
      },
    });
    const settings = settingsWith(configuration);
    const file = join(directory, "checks.json");
    process.env[preflightFileVariable] = file;
    try {
      const where = { ...cluster, endpoint: "https://127.0.0.1:9", ...facts };
      await assert.rejects(preflight(settings, where, place, history), /looked, and planned nothing/);
    } finally {
      delete process.env[preflightFileVariable];
    }
    const checks = JSON.parse(readFileSync(file, "utf8")) as Check[];
    return new Map(checks.map((check) => [check.what, check]));
  }
  const addonsAsked = () => asked.filter((call) => call.startsWith("getAddon")).map((call) => call.split(" ")[1]);

  it("asks for the key that the settings name, or that the platform has made", async () => {
    const keysAsked = () => asked.filter((call) => call.startsWith("getKey "));
    const getKey = { keyState: "Enabled", keySpec: "SYMMETRIC_DEFAULT", keyManager: "CUSTOMER" };
    await looked({});
    assert.deepEqual(keysAsked(), []);
    const found = await looked({ answers: { getKey }, history: { stored: { ownKey: "arn:made" } } });
    assert.deepEqual(keysAsked(), ["getKey arn:made"]);
    assert.equal(found.get("key of KMS")?.verdict, "ok");
  });

  it("knows roles that stand under other names than this run's", async () => {
    const getRole = { arn: "arn:aws:iam::111122223333:role/it" };
    const { loki, tempo } = cloudNames(settingsWith({}), place).roles;
    const mend = async (...names: string[]) => {
      const roles = Object.fromEntries(names.map((name) => [name, "/"]));
      return (await looked({ answers: { getRole }, history: { roles } })).get("names in AWS")?.mend ?? "";
    };
    for (const standing of [loki.name, `next-${loki.name}`])
      assert.match(await mend(standing, `next-${tempo.name}`), /^the state has roles like next-.*delete none/);
    for (const own of [await mend(), await mend(loki.name)]) assert.doesNotMatch(own, /the state has roles/);
  });

  it("asks for the add-ons that the settings need, and for none of Auto Mode's", async () => {
    await looked({});
    assert.deepEqual(addonsAsked().sort(), ["aws-ebs-csi-driver", "eks-pod-identity-agent"]);
    await looked({ configuration: { identity: "irsa" } });
    assert.deepEqual(addonsAsked(), ["aws-ebs-csi-driver"]);
    const kind = { ...cluster.kind, volumeDriver: "ebs.csi.eks.amazonaws.com" } as const;
    const ofAutoMode = await looked({ facts: { kind } });
    assert.deepEqual(addonsAsked(), []);
    assert.deepEqual(
      ["volumes", "identity (podIdentity)"].map((what) => ofAutoMode.get(what)?.found),
      ["EKS Auto Mode's own", "EKS Auto Mode's own"],
    );
  });

  it("tells an add-on for volumes that has a role from one that has none", async () => {
    const found = async (getAddon: object) =>
      (await looked({ answers: { getAddon }, history: { unfinished: true } })).get("volumes")?.found;
    const without = { serviceAccountRoleArn: "", podIdentityAssociations: [] };
    assert.equal(await found(without), "the add-on, without a role of its own");
    assert.equal(await found({ ...without, serviceAccountRoleArn: "arn:aws:iam::111122223333:role/ebs" }), "there");
    const association = { roleArn: "arn:aws:iam::111122223333:role/ebs", serviceAccount: "ebs-csi-controller-sa" };
    assert.equal(await found({ ...without, podIdentityAssociations: [association] }), "there");
  });

  it("asks MSK for its versions as long as there are no brokers", async () => {
    const kafka = { mode: "msk" };
    const versions = () => asked.filter((call) => call.startsWith("getKafkaVersion")).length;
    assert.equal((await looked({ configuration: { kafka } })).get("MSK")?.verdict, "impossible");
    assert.equal(versions(), 1);
    assert.equal((await looked({ configuration: { kafka }, history: { brokers: {} } })).get("MSK"), undefined);
    assert.equal((await looked({ configuration: { kafka: { mode: "none" } } })).get("MSK"), undefined);
    assert.equal(versions(), 0);
  });

  it("takes a version that MSK only goes on listing for none", async () => {
    const found = async (status: string) => {
      const answers = { getKafkaVersion: { version: "3.9.x.kraft", status } };
      const row = (await looked({ configuration: { kafka: { mode: "msk" } }, answers })).get("MSK");
      return `${row?.verdict}: ${row?.found}`;
    };
    assert.equal(await found("ACTIVE"), "ok: there");
    assert.equal(await found("DEPRECATED"), "impossible: deprecated");
  });

  it("places new brokers in three zones, and leaves those that are there", async () => {
    const configuration = { kafka: { mode: "msk" } };
    const zonesOf = (zones: string) =>
      [...zones].map((zone) => ({ zone, subnetId: `subnet-${zone}`, freeAddresses: 0 }));
    const subnets = async (history: StackHistory) =>
      (await looked({ configuration, history, facts: { subnetPerZone: zonesOf("abcd") } })).get(
        "addresses for brokers",
      );
    assert.equal((await subnets({}))?.found, "subnet-a 0, subnet-b 0, subnet-c 0");
    assert.equal(await subnets({ brokers: {} }), undefined);
  });

  it("asks for the security groups that the settings name for brokers, and tells those that are not there", async () => {
    const named = { nodeSecurityGroupIds: ["sg-0000000a", "sg-0000000b", "sg-0000000c"] };
    const groups = async (answer: object | Error, more: object = named) =>
      (
        await looked({
          answers: { getSecurityGroups: answer },
          configuration: { kafka: { mode: "msk" }, cluster: { name: "test", ...more } },
        })
      ).get("security groups of nodes");
    const there = (...ids: string[]) => ({ ids, vpcIds: ids.map(() => "vpc-1") });
    assert.equal((await groups(there("sg-0000000c", "sg-0000000a")))?.found, "not there: sg-0000000b");
    assert.equal((await groups(there(...named.nodeSecurityGroupIds)))?.found, "there");
    assert.equal((await groups(none))?.verdict, "impossible");
    assert.equal((await groups(failure("UnauthorizedOperation")))?.verdict, "unknown");
    assert.equal(await groups(there(), {}), undefined);
  });

  it("asks for the account's own key of volumes, where the platform's class makes them", async () => {
    const id = "arn:aws:kms:eu-central-1:111122223333:key/1a2b";
    const found = async (getDefaultKmsKey: object, getKey: object = none, configuration = {}) => {
      const row = (await looked({ answers: { getDefaultKmsKey, getKey }, configuration })).get("key of volumes");
      return row && `${row.verdict}: ${row.found}`;
    };
    const own = { keyArn: "arn:aws:kms:eu-central-1:111122223333:alias/aws/ebs" };
    assert.equal(await found(own), "ok: AWS's own");
    assert.ok(!asked.some((call) => call.startsWith("getKey ")), "it is made when it is first wanted");
    assert.equal(await found({ keyArn: id }, { keyState: "Enabled" }), `ok: ${id}: Enabled`);
    assert.equal(await found({ keyArn: id }, { keyState: "Disabled" }), `lacking: ${id}: Disabled`);
    assert.equal(await found({ keyArn: id }), `lacking: ${id}: not there`);
    assert.equal(await found({ keyArn: id }, failure("AccessDenied")), "unknown: not to be known: AccessDenied");
    assert.equal(await found({ keyArn: id }, none, { storageClass: "gp2" }), undefined);
  });

  it("asks IAM for the boundary that the settings name, and for none where they name none", async () => {
    const arn = "arn:aws:iam::111122223333:policy/boundary";
    const boundary = async (answer: object | Error, iam: object = { permissionsBoundary: arn }) =>
      (await looked({ answers: { getPolicy: answer }, configuration: { iam } })).get("permissions boundary");
    assert.equal((await boundary({ arn }))?.found, "there");
    assert.ok(asked.includes(`getPolicy ${arn}`));
    const missing = failure(`reading IAM Policy (${arn}): couldn't find resource`);
    assert.deepEqual(
      [(await boundary(missing))?.verdict, (await boundary(missing))?.found],
      ["impossible", "not there"],
    );
    const denied = failure(
      `reading IAM Policy (${arn}): operation error IAM: GetPolicy, https response error StatusCode: 403, AccessDenied`,
    );
    assert.equal((await boundary(denied))?.verdict, "unknown");
    assert.equal(await boundary({ arn }, {}), undefined);
    assert.ok(!asked.some((call) => call.startsWith("getPolicy")));
  });

  it("counts the kinds of logs that the control plane writes, where they are read", async () => {
    const logs = async (logTypes: string[] | undefined, history: StackHistory = {}, controlPlane = true) =>
      (
        await looked({
          configuration: { logs: { controlPlane } },
          facts: logTypes === undefined ? {} : { logTypes },
          history,
        })
      ).get("logs of the control plane");
    assert.deepEqual([(await logs(["audit"]))?.verdict, (await logs(["audit"]))?.found], ["ok", "audit"]);
    assert.equal((await logs([]))?.verdict, "impossible");
    assert.equal((await logs(undefined))?.verdict, "impossible");
    const read = recordOf(settingsWith({ logs: { controlPlane: true } }), cluster.arn, undefined, "2026-11-28");
    assert.equal((await logs([], { record: read }))?.verdict, "lacking");
    const unread = recordOf(settingsWith({}), cluster.arn, undefined, "2026-11-28");
    assert.equal((await logs([], { record: unread }))?.verdict, "impossible");
    assert.equal(await logs([], {}, false), undefined);
  });

  it("looks for the log group that the control plane's logs are in, and at its class", async () => {
    const group = async (getLogGroup: object, controlPlane = true) => {
      const configuration = { logs: { controlPlane } };
      const row = (await looked({ configuration, facts: { logTypes: ["audit"] }, answers: { getLogGroup } })).get(
        "log group of the control plane",
      );
      return row && `${row.verdict}: ${row.found}`;
    };
    assert.equal(await group({ logGroupClass: "STANDARD" }), "ok: STANDARD");
    assert.ok(asked.includes("getLogGroup /aws/eks/test/cluster"));
    assert.equal(await group({}), "ok: STANDARD", "of before there were classes");
    assert.equal(await group({ logGroupClass: "INFREQUENT_ACCESS" }), "impossible: INFREQUENT_ACCESS");
    assert.equal(await group(none), "impossible: not there");
    assert.equal(await group(failure("AccessDenied")), "unknown: not to be known: AccessDenied");
    assert.equal(await group(none, false), undefined);
  });

  it("judges webhooks where the VPC's blocks are known", async () => {
    const webhooks = async (nodeAddressBlocks: string[]) =>
      (await looked({ facts: { kind: { ...cluster.kind, nodeAddressBlocks } } })).get("webhooks")?.verdict;
    assert.equal(await webhooks(["10.0.0.0/16"]), "unknown");
    assert.equal(await webhooks([]), undefined);
  });

  it("finds the AWS CLI in any folder of PATH, where the cluster can be asked", async () => {
    const { PATH } = process.env;
    const cli = async (tokens: boolean, ...folders: string[]) => {
      process.env.PATH = folders.join(delimiter);
      try {
        return (await looked({ tokens, configuration: ingest })).get("AWS CLI")?.verdict;
      } finally {
        process.env.PATH = PATH;
      }
    };
    assert.equal(await cli(true, "", join(directory, "other"), directory), "lacking");
    writeFileSync(join(directory, "aws.exe"), "");
    assert.equal(await cli(true, join(directory, "other"), directory), "ok");
    assert.equal(await cli(false, directory), undefined);
  });
});
