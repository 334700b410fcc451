// What the program takes of the configuration of the stack's AWS provider.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "../../contract/refusal";
import type { StackHistory } from "../../settings/history/changes";
import { recordOf } from "../../settings/history/record";
import { cluster } from "../../test/support/mock-stack";
import { settingsWith } from "../../test/support/stack-configuration";
import { stackIdentity, stackTags } from "./settings";

const hidden = "Q7xZk9WvJ2qXz8Kj";

function tagsOf(tags: Record<string, string>, secretKeys: string[] = [], history: StackHistory = {}) {
  pulumi.runtime.setAllConfig({ "aws:defaultTags": JSON.stringify({ tags }) }, secretKeys);
  try {
    return stackTags(history);
  } finally {
    pulumi.runtime.setAllConfig({});
  }
}

describe("the identity of the stack", () => {
  it("is secret where the stack's file has a part of it encrypted", () => {
    const role = "arn:aws:iam::111122223333:role/deploy";
    const values = { "aws:profile": "staging-admin", "aws:assumeRoles": JSON.stringify([{ roleArn: role }]) };
    const identity = { profile: "staging-admin", roleArn: role };
    try {
      for (const [secretKeys, isSecret] of [
        [[], undefined],
        [["aws:profile"], true],
        [["aws:assumeRoles"], true],
      ] as [string[], boolean | undefined][]) {
        pulumi.runtime.setAllConfig(values, secretKeys);
        assert.deepEqual(stackIdentity(), isSecret ? { ...identity, isSecret } : identity);
      }
    } finally {
      pulumi.runtime.setAllConfig({});
    }
  });
});

describe("default tags", () => {
  it("are those of the stack's AWS provider", () =>
    assert.deepEqual(tagsOf({ team: "Payments + Ledger" }), { team: "Payments + Ledger" }));

  it("may be as many as a platform that stands has, and no more than a new one has room for", () => {
    const many = Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`t${index}`, "x"]));
    const record = recordOf(settingsWith({}), cluster.arn, undefined, "2026-11-29");
    assert.deepEqual(tagsOf(many, [], { record }), many);
    for (const history of [{}, { record, unfinished: true } as const])
      assert.throws(() => tagsOf(many, [], history), /must have at most 40/);
  });

  it("are no credentials, and none that are encrypted: they stand in plain text in the cluster", () => {
    for (const [tags, secretKeys] of [
      [{ team: hidden }, ["aws:defaultTags"]],
      [{ team: `glsa_${hidden}${hidden}` }, []],
      [{ [`xoxb-${hidden}`]: "x" }, []],
    ] as [Record<string, string>, string[]][])
      assert.throws(
        () => tagsOf(tags, secretKeys),
        (error) =>
          error instanceof Refusal &&
          error.message.startsWith("aws:defaultTags - must be no credential and no Pulumi secret: ") &&
          !error.message.includes(hidden.slice(0, 4)),
      );
  });
});
