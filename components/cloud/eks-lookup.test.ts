// What is told where AWS does not answer: the reason, and what mends it.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { lookUpPlace } from "./eks-lookup";

async function refusal(config: Record<string, string>): Promise<string> {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
    call: () => Promise.reject(new Error("lookup sts.eu-centrall-1.amazonaws.com: no such host")),
  });
  pulumi.runtime.setAllConfig(config);
  try {
    await lookUpPlace();
  } catch (error) {
    assert.ok(error instanceof pulumi.RunError, String(error));
    return error.message;
  } finally {
    pulumi.runtime.setAllConfig({});
  }
  return assert.fail("was accepted");
}

describe("AWS that does not answer", () => {
  it("in a region that there is not: the nearest that there is", async () =>
    assert.match(
      await refusal({ "aws:region": "eu-centrall-1" }),
      /AWS has no region "eu-centrall-1": pulumi config set aws:region eu-central-1$/,
    ));
  it("in a region that there is: who asks", async () =>
    assert.match(await refusal({ "aws:region": "eu-central-1" }), / - log in again, or name a profile/));
});
