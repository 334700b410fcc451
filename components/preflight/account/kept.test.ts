// What AWS has already of what a run would make, by its answers to lookups, and what is told of it.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { place } from "../../../test/support/place";
import { checks } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import { cloudNames } from "../../cloud/names";
import { keptInAws } from "./kept";

describe("names that AWS gives once", () => {
  const asked: string[] = [];
  /** @param answer to what is asked by this name. */
  const kept = async (
    configuration: Record<string, unknown>,
    answer: (name: string) => object,
    standing: readonly string[] = [],
  ) => {
    asked.length = 0;
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: ({ inputs }) => {
        const name = String(inputs.bucket ?? inputs.clusterName ?? inputs.secretId ?? inputs.name);
        if (inputs.secretId === undefined) asked.push(name);
        return Promise.resolve(answer(name));
      },
    });
    const settings = settingsWith(configuration);
    return keptInAws(settings, cloudNames(settings, place), standing);
  };
  const failing = (details: string) => () => {
    throw Object.assign(new Error(details), { details });
  };
  const nothing = failing("reading it: couldn't find resource");
  const none = { kafka: { mode: "none" } };
  const { buckets, keyAlias, roles } = cloudNames(settingsWith(none), place);

  it("are asked for where they would be made, and are not in the state", async () => {
    assert.deepEqual(await kept(none, nothing), { is: [] });
    assert.deepEqual(
      asked.sort(),
      [buckets.lokiChunks, buckets.tempo, keyAlias, roles.loki.name, roles.tempo.name].sort(),
    );
    await kept({ kafka: { mode: "msk", auth: "scram" }, logs: { controlPlane: true } }, nothing);
    assert.equal(
      asked.length,
      5 + 5 + 5,
      "brokers, configuration, log group, two secrets; bucket, stream, three roles",
    );
    const keyed = {
      ...none,
      kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000001",
    };
    await kept(keyed, nothing, [`aws:s3/bucket:Bucket ${buckets.tempo}`, `aws:iam/role:Role ${roles.tempo.name}`]);
    assert.deepEqual(asked.sort(), [buckets.lokiChunks, roles.loki.name].sort());
  });

  it("are there where AWS has something of the name, and not known where it may not be asked", async () => {
    const hasTempo = (name: string) => (name === buckets.tempo ? { arn: "arn:aws:s3:::it" } : nothing());
    assert.deepEqual(await kept(none, hasTempo), { is: [`bucket ${buckets.tempo}`, `role ${buckets.tempo}`] });
    assert.deepEqual(await kept(none, failing("Forbidden")), { unknown: "Forbidden" });
    const noHost = failing(
      'Get "https://iam.amazonaws.com": dial tcp: lookup iam.amazonaws.com on 10.0.0.2:53: no such host',
    );
    assert.match(JSON.stringify(await kept(none, noHost)), /^{"unknown":.*no such host/, "a network without IAM");
    assert.deepEqual(await kept(none, (name) => ({ name })), { is: [] }, "an answer without an ARN says nothing");
  });

  it("are there while what has them waits to be deleted", async () => {
    const hasAlias = (name: string) =>
      name === keyAlias ? failing(`reading KMS Key (${name}): PendingDeletion`)() : nothing();
    assert.deepEqual(await kept(none, hasAlias), { is: [`key ${keyAlias} (to be deleted)`] });
    const mayNotRead = (name: string) => failing(`reading KMS Key (${name}): AccessDenied`)();
    assert.deepEqual(await kept(none, (name) => (name === keyAlias ? mayNotRead(name) : nothing())), {
      is: [`key ${keyAlias}`],
    });
    const scram = { kafka: { mode: "msk", auth: "scram" } };
    const isSecret = (name: string) => name.startsWith("AmazonMSK_");
    const marked = failing("InvalidRequestException: ... because it was marked for deletion.");
    // What the lookup of a secret calls none, the list of its versions knows.
    let calls: string[] = [];
    const second = (then: () => object) => (name: string) => {
      if (!isSecret(name)) return nothing();
      const isSecond = calls.includes(name);
      calls.push(name);
      return isSecond ? then() : nothing();
    };
    const secrets = async (then: () => object) => {
      calls = [];
      const answer = await kept(scram, second(then));
      return "is" in answer ? answer.is.map((text) => text.replace(/AmazonMSK_\S+/, "")) : answer;
    };
    assert.deepEqual(await secrets(() => ({ arn: "arn:aws:secretsmanager:it" })), ["secret ", "secret "]);
    assert.deepEqual(await secrets(marked), ["secret  (to be deleted)", "secret  (to be deleted)"]);
    assert.deepEqual(await secrets(nothing), []);
  });

  it("are not to be deleted where roles are found, and the state has those of other names: pods may have them", () => {
    const mend = (found: string, otherwiseNamed?: string) =>
      checks({
        isNew: false,
        aws: { kept: { is: [found] }, ...(otherwiseNamed === undefined ? {} : { otherwiseNamed }) },
      }).find(({ what }) => what === "names in AWS")?.mend ?? "";
    const kept =
      /^the state has roles like next-loki: .* delete none; set iam\.roleNamePrefix as that run had it, up to .* no policy yet .*list-role-policies/;
    assert.match(mend("role loki", "next-loki"), kept);
    for (const other of [mend("bucket b", "next-loki"), mend("role loki")]) assert.match(other, /^where a run goes on/);
  });

  it("stop an update, and every preview but a first one, which may be asked for a list of what to import", () => {
    const aws = { kept: { is: ["bucket b"] } };
    const check = (isNew: boolean, isPreview: boolean) =>
      checks({ isNew, isPreview, aws }).find(({ what }) => what === "names in AWS");
    const verdict = (isNew: boolean, isPreview: boolean) => check(isNew, isPreview)?.verdict;
    assert.match(check(false, true)?.mend ?? "", /^where a run goes on, wait/, "who previews takes no lock");
    assert.deepEqual(
      [verdict(false, true), verdict(false, false), verdict(true, false), verdict(true, true)],
      ["impossible", "impossible", "impossible", "lacking"],
    );
  });
});
