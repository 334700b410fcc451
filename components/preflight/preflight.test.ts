// What AWS answers to the look before a plan, and what is told of it.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { StackHistory } from "../../settings/history/changes";
import { recordOf } from "../../settings/history/record";
import { cluster } from "../../test/support/mock-stack";
import { place } from "../../test/support/place";
import { ownKey } from "../../test/support/preflight-findings";
import { settingsWith } from "../../test/support/stack-configuration";
import { type Check, preflightFileVariable } from "./check";
import { preflight, preflightOfLogins } from "./preflight";

describe("what AWS answers to the look before a plan", () => {
  /** The refusal, or nothing; the API server does not answer. */
  const refusal = async (
    answer: (token: string) => object,
    configuration: Record<string, unknown>,
    history: StackHistory = {},
  ) => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: ({ token }) =>
        token.endsWith("getClusterAuth")
          ? Promise.reject(Object.assign(new Error("denied"), { details: "denied" }))
          : Promise.resolve(
              token.endsWith("getDefaultKmsKey") ? { keyArn: "arn:aws:kms:r:1:alias/aws/ebs" } : answer(token),
            ),
    });
    try {
      await preflight(settingsWith(configuration), cluster, place, history);
      return "";
    } catch (error) {
      assert.ok(error instanceof pulumi.RunError, String(error));
      return error.message;
    }
  };
  const irsa = { identity: "irsa", kafka: { mode: "none" } };
  const failing = (details: string) => () => {
    throw Object.assign(new Error(details), { details });
  };

  it("lets Fluent Bit go on that logs in at brokers by irsa, and not begin, also where the program makes the cluster", () => {
    const settingsOf = (more: object) => settingsWith({ identity: "irsa", kafka: { mode: "msk" }, ...more });
    const recordWith = (more: object) => recordOf(settingsOf(more), cluster.arn, undefined, "2026-11-28");
    const had = recordWith({});
    for (const history of [{ record: had }, { unreadable: true }, {}] as const)
      preflightOfLogins(settingsOf({}), place, history);
    for (const history of [
      { unfinished: true },
      { record: had, associated: true },
      { record: recordWith({ kafka: { mode: "none" } }) },
      { record: recordWith({ kafka: { mode: "msk", auth: "scram" } }) },
    ] as const)
      assert.throws(() => preflightOfLogins(settingsOf({}), place, history), /login of Fluent Bit at brokers/);
    preflightOfLogins(settingsOf({ identity: "podIdentity" }), place, { unfinished: true });
  });

  it("offers brokers by password wherever none stand yet", () => {
    const irsaWith = (kafka: object) => settingsWith({ identity: "irsa", kafka });
    const offeredAfter = (kafka: object) =>
      offered({ record: recordOf(irsaWith(kafka), cluster.arn, undefined, "2026-11-28"), associated: true });
    const offered = (history: StackHistory) => {
      try {
        preflightOfLogins(irsaWith({ mode: "msk" }), place, history);
        return "";
      } catch (error) {
        return String(error);
      }
    };
    assert.match(offeredAfter({ mode: "none" }), /identity podIdentity; or: .*kafka\.auth scram/);
    assert.match(offeredAfter({ mode: "msk" }), /identity podIdentity$/m);
    assert.match(offered({ unfinished: true }), /identity podIdentity; or: .*kafka\.auth scram/, "a first run");
    assert.match(offered({ unfinished: true, brokers: { auth: "iam" } }), /identity podIdentity$/m, "brokers taken up");
  });

  it("asks AWS in its commands where the stack is, and never says a profile that is encrypted", async () => {
    const { AWS_REGION, AWS_DEFAULT_REGION, AWS_PROFILE, ...environment } = process.env;
    const before = process.env;
    process.env = environment;
    pulumi.runtime.setAllConfig({ "aws:region": "eu-north-1", "aws:profile": "hidden" }, ["aws:profile"]);
    try {
      assert.match(
        await refusal(failing("couldn't find resource"), irsa),
        /eksctl utils associate-iam-oidc-provider --region eu-north-1 --profile '<profile>' --cluster test/,
      );
    } finally {
      pulumi.runtime.setAllConfig({});
      process.env = before;
    }
  });

  it("says beside commands for settings which file has them, where it is not the usual one", async () => {
    process.env.PULUMI_CONFIG_FILE = "other.yaml";
    try {
      const noBrokers = failing("dial tcp: lookup kafka.eu-central-2.amazonaws.com on 10.0.0.2:53: no such host");
      const told = await refusal(noBrokers, { kafka: { mode: "msk" } });
      assert.match(told, /pulumi config set --path observability:kafka\.mode none/);
      assert.match(
        told,
        /\n {2}the settings are in other\.yaml: run each `pulumi config` with --config-file other\.yaml$/,
      );
    } finally {
      delete process.env.PULUMI_CONFIG_FILE;
    }
  });

  it("names the stack's server in commands of kubectl, whose context may be another cluster", async () => {
    const folder = mkdtempSync(join(tmpdir(), "preflight-"));
    process.env[preflightFileVariable] = join(folder, "checks.json");
    try {
      await refusal(() => ({}), irsa);
      const checks = JSON.parse(readFileSync(join(folder, "checks.json"), "utf8")) as Check[];
      const { mend = "" } = checks.find(({ what }) => what === "webhooks of others") ?? {};
      assert.ok(mend.includes(`kubectl --server ${cluster.endpoint} delete mutatingwebhookconfiguration,`), mend);
    } finally {
      delete process.env[preflightFileVariable];
      rmSync(folder, { recursive: true });
    }
  });

  it("names the reason of what is not to be known, once for all that it hides", async () => {
    const warned: string[] = [];
    const { warn } = pulumi.log;
    const log = pulumi.log as { warn: typeof warn };
    log.warn = (message) => Promise.resolve(void warned.push(message));
    try {
      assert.equal(await refusal(() => ({ clientIdLists: ["sts.amazonaws.com"] }), irsa), "");
    } finally {
      log.warn = warn;
    }
    assert.deepEqual(warned.join("\n").match(/not to be known: .*/g), [
      "not to be known: denied - network policies, other platforms in the cluster, namespace observability, roles in the cluster, other " +
        "operators, other node-exporters, other monitors, rules in namespaces, webhooks of others, nodes, metrics of pods",
    ]);
  });

  it("is no identity where the provider does not admit pods", async () => {
    const audiences = (clientIdLists: string[]) => refusal(() => ({ clientIdLists }), irsa);
    assert.equal(await audiences(["other", "sts.amazonaws.com"]), "");
    assert.match(await audiences(["other"]), /identity \(irsa\): not there.*add-client-id-to-open-id-connect-provider/);
  });

  it("is a key as KMS describes it, none where KMS knows none, and not known where it may not be asked", async () => {
    const none = { kafka: { mode: "none" }, ...ownKey.settings };
    // Of a stack that has made nothing yet.
    const keyed = (answer: () => object) => refusal(answer, none, { unfinished: true });
    const described = (keyState: string) => ({ keyState, keySpec: "SYMMETRIC_DEFAULT", keyManager: "CUSTOMER" });
    assert.equal(await keyed(() => described("Enabled")), "");
    assert.match(await keyed(() => described("Disabled")), /key of KMS: Disabled, SYMMETRIC_DEFAULT, CUSTOMER, needs/);
    assert.match(await keyed(failing("NotFoundException: Key 'arn:...' does not exist")), /key of KMS: not there/);
    assert.equal(await keyed(failing("AccessDeniedException: not authorized to perform: kms:DescribeKey")), "");
  });

  it("is not known where IAM cannot be reached, and no brokers where the region has no MSK", async () => {
    const noHost = (service: string) =>
      failing(`dial tcp: lookup ${service}.amazonaws.com on 10.0.0.2:53: no such host`);
    assert.equal(await refusal(noHost("iam"), irsa), "");
    assert.match(await refusal(noHost("kafka.eu-central-2"), { kafka: { mode: "msk" } }), /MSK: not there/);
    const proxy = failing("proxyconnect tcp: dial tcp: lookup proxy.corp: no such host");
    assert.equal(await refusal(proxy, { kafka: { mode: "msk" } }), "", "a proxy's name");
    assert.match(await refusal(failing("NoSuchEntity"), irsa), /identity \(irsa\): not there/);
  });
});
