// The reader of the contract with a StackReference, as an app repository's program has it, under Pulumi's mocks.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { sidecarContract } from "../components/collection/file-logs/sidecar";
import { platformContract, platformOutput } from "../components/platform-contract";
import { namesFor } from "../test/support/place";
import { settingsOfStack } from "../test/support/stack-configuration";
import { ContractError, readPlatform, readPlatformSecrets } from "./reader";

const stack = "acme/observability/dev";
const settings = settingsOfStack("dev");
const platform = platformOutput(settings, namesFor(settings));
const platformSidecar = sidecarContract(settings);

/** A reference to a stack that has these outputs. */
async function reference(
  outputs: Record<string, unknown>,
  secretOutputNames: string[] = [],
): Promise<pulumi.StackReference> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        assert.equal(type, "pulumi:pulumi:StackReference");
        return { id: name, state: { ...(inputs as object), outputs, secretOutputNames } };
      },
      call: () => ({}),
    },
    "consumer",
    "test",
  );
  return new pulumi.StackReference(stack);
}

async function refusalOf(outputs: Record<string, unknown>, secretOutputNames?: string[]): Promise<string> {
  try {
    await readPlatform(await reference(outputs, secretOutputNames));
  } catch (error) {
    assert.ok(error instanceof ContractError, String(error));
    return error.message;
  }
  assert.fail("was accepted");
}

describe("reading the platform through a StackReference", () => {
  it("gives the contract as a plain value", async () => {
    assert.deepEqual(
      await readPlatform(await reference({ platform, platformSidecar })),
      platformContract(settings, namesFor(settings)),
    );
  });

  it("gives the secrets as secrets", async () => {
    const secrets = readPlatformSecrets(
      await reference({ platform, platformSecrets: { ingestTokens: { payments: "t" } } }, ["platformSecrets"]),
    );
    assert.equal(await pulumi.isSecret(secrets), true);
  });

  it("says which stack has no secrets of the platform's", async () => {
    const secrets = readPlatformSecrets(await reference({ platform }));
    // The SDK has it on every Output, and leaves it out of its types.
    const { promise } = secrets as unknown as { promise: () => Promise<unknown> };
    await assert.rejects(promise.call(secrets), (error) => {
      assert.ok(error instanceof ContractError, String(error));
      assert.match(error.message, /stack acme\/observability\/dev has no output "platformSecrets"/);
      return true;
    });
  });

  it("says which stack has no contract, or one that is somebody else's, too old or too new", async () => {
    assert.match(
      await refusalOf({}),
      /stack acme\/observability\/dev has no output "platform": is it the platform's stack/,
    );
    assert.match(await refusalOf({ platform: { vpcId: "vpc-1" } }), /carries no contractVersion/);
    assert.match(
      await refusalOf({ platform: { ...platform, contractVersion: "0.9.0" } }),
      /stack acme\/observability\/dev has contract 0\.9, .* upgrade the platform/,
    );
    assert.match(await refusalOf({ platform: { ...platform, contractVersion: "9.0.0" } }), /upgrade this package/);
  });

  it("refuses an output that is secret", async () => {
    assert.match(
      await refusalOf({ platform }, ["platform"]),
      /output "platform" of stack acme\/observability\/dev is secret/,
    );
  });
});
