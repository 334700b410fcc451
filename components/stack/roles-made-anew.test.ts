// Roles that a change would delete before it makes them: the preview says how they are made first.
import assert from "node:assert/strict";
import { rolesMadeAnew } from "../../settings/history/roles";
import { settingsWith } from "../../test/support/stack-configuration";
import { own, type Resource, stateOf } from "../../test/support/stack-state";
import { historyOf } from "./history";

describe("roles that stand in a stack's state", () => {
  const role = (name: string, path: string): Resource => [
    `${own}obs:cloud:WorkloadIdentity$`,
    "aws:iam/role:Role",
    { name, path },
  ];
  const told = (iam: object, wanted: string, ...standing: Resource[]) =>
    rolesMadeAnew(historyOf(stateOf(standing)), settingsWith({ iam }), [wanted]);

  it("are deleted first where they have the name, and not the path", () => {
    const moved = told({ rolePath: "/platform/" }, "a-loki", role("a-loki", "/"));
    assert.match(moved.join(), /^iam\.rolePath: .*another iam\.roleNamePrefix as well/);
    assert.equal(told({}, "a-loki", role("a-loki", "/platform/")).length, 1, "and back");
  });

  it("stay, or are made first under another name, and nothing is said", () => {
    assert.deepEqual(told({ rolePath: "/platform/" }, "a-loki", role("a-loki", "/platform/")), []);
    assert.deepEqual(
      told({ rolePath: "/platform/", roleNamePrefix: "b-" }, "b-a-loki", role("a-loki", "/")),
      [],
      "another name",
    );
    assert.deepEqual(told({ rolePath: "/platform/" }, "a-loki"), [], "a first run");
  });
});
