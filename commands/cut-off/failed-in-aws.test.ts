import assert from "node:assert/strict";
import { exported, urn } from "../../test/support/cut-off";
import { failedInAws } from "./failed-in-aws";

describe("changes of AWS that failed and stand in the state as made", () => {
  const having = (...resources: object[]) => ({ deployment: { ...exported().deployment, resources } });
  const resource = (type: string, name: string, initErrors?: string[]) => ({ urn: urn(type, name), type, initErrors });

  it("are those of AWS that the engine marks", () => {
    assert.deepEqual(failedInAws(exported()), []);
    assert.deepEqual(
      failedInAws(
        having(
          resource("aws:iam/role:Role", "observability-cloud-identities-loki", ["updating: AccessDenied"]),
          resource("aws:iam/role:Role", "observability-cloud-identities-tempo"),
          resource("kubernetes:helm.sh/v3:Release", "observability-backends-loki", ["timed out"]),
        ),
      ),
      ["Role observability-cloud-identities-loki"],
    );
  });
});
