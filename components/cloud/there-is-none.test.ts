// AWS's words, as its services say them.
import assert from "node:assert/strict";
import { saysThereIsNone, saysThereIsNoneHere } from "./there-is-none";

describe("a lookup that failed", () => {
  const noHost = "dial tcp: lookup iam.amazonaws.com on 10.0.0.2:53: no such host";
  it("says that there is none", () => {
    for (const reason of [
      "couldn't find resource",
      "NoSuchEntity: no provider",
      "no matching EC2 Subnet found",
      "no results found",
    ])
      assert.ok(saysThereIsNone(reason) && saysThereIsNoneHere(reason), reason);
  });
  it("says nothing where the service cannot be reached, unless a region may lack it", () => {
    assert.deepEqual([saysThereIsNone(noHost), saysThereIsNoneHere(noHost)], [false, true]);
    for (const reason of ["ExpiredToken: expired", "AccessDenied", "i/o timeout"])
      assert.ok(!saysThereIsNone(reason) && !saysThereIsNoneHere(reason), reason);
  });
});
