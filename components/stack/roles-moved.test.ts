// Roles at another path: they would have to go before they are made, so the preview refuses it without other names.
import assert from "node:assert/strict";
import { place } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import { own, type Resource, stateOf } from "../../test/support/stack-state";
import { cloudNames } from "../cloud/names";
import { checkedChange, historyOf } from "./history";

describe("roles that stand in a stack's state", () => {
  const standing = (path: string): Resource[] => [
    [
      `${own}obs:cloud:WorkloadIdentity$`,
      "aws:iam/role:Role",
      { name: cloudNames(settingsWith({}), place).roles.loki.name, path },
    ],
  ];
  const change = (iam: object, state: readonly Resource[]) =>
    checkedChange(settingsWith({ iam }), place, historyOf(stateOf(state)));
  const elsewhere = { rolePath: "/platform/" };

  it("get another path with another name alone", () => {
    const asked = /must stay \/, unless iam\.roleNamePrefix [\s\S]*config set --path observability:iam\.rolePath \//;
    assert.throws(() => change(elsewhere, standing("/")), asked);
    assert.throws(() => change({}, standing("/platform/")), /must stay \/platform\//, "and back");
    assert.ok(change({ ...elsewhere, roleNamePrefix: "b-" }, standing("/")));
  });

  it("stay where they are, and may be anywhere at first", () => {
    assert.ok(change(elsewhere, standing("/platform/")));
    assert.ok(change(elsewhere, []));
  });
});
