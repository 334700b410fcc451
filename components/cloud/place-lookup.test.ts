// What is told where AWS does not say who asks: the reason, and what mends it.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { lookUpPlace } from "./place-lookup";

const noSuchHost = "lookup sts.eu-centrall-1.amazonaws.com: no such host";

async function refusal(config: Record<string, string>, reason = noSuchHost): Promise<string> {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
    call: () => Promise.reject(Object.assign(new Error(), { details: reason })),
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

/** The same where no variable names a region. */
async function withoutRegion(
  config: Record<string, string>,
  reason: string,
  environment: Record<string, string> = {},
): Promise<string> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  delete process.env.AWS_REGION;
  delete process.env.AWS_DEFAULT_REGION;
  Object.assign(process.env, environment);
  try {
    return await refusal(config, reason);
  } finally {
    for (const key of Object.keys(environment)) delete process.env[key];
    Object.assign(process.env, {
      ...(AWS_REGION && { AWS_REGION }),
      ...(AWS_DEFAULT_REGION && { AWS_DEFAULT_REGION }),
    });
  }
}

describe("AWS that does not answer", () => {
  it("where the settings are in another file: the file that the command is for", async () => {
    process.env.PULUMI_CONFIG_FILE = "other.yaml";
    try {
      assert.match(await refusal({ "aws:region": "eu-centrall-1" }), /eu-central-1\n.*with --config-file other\.yaml$/);
    } finally {
      delete process.env.PULUMI_CONFIG_FILE;
    }
  });

  it("in a region that there is not: the nearest that there is", async () =>
    assert.match(
      await refusal({ "aws:region": "eu-centrall-1" }),
      /AWS has no region "eu-centrall-1": pulumi config set aws:region eu-central-1$/,
    ));
  it("in a region that may be a credential: not shown", async () =>
    assert.match(
      await refusal({ "aws:region": "Q7xZk9WvJ2qXz8Kj" }),
      /AWS has no region \[not shown\]: pulumi config set aws:region$/,
    ));
  it("in a region that is like several, or none: asked for", async () => {
    for (const region of ["eu-central", "eu-central-7", "frankfurt", "eu-centrall-11"])
      assert.match(await refusal({ "aws:region": region }), /: pulumi config set aws:region$/, region);
  });
  it("without a region: to name one", async () => {
    for (const config of [{}, { "aws:region": "" }] as Record<string, string>[])
      for (const reason of [noSuchHost, "Missing region configuration", "Invalid AWS Region: "])
        assert.match(await withoutRegion(config, reason), / - name the region: pulumi config set aws:region <region>$/);
    const wrapped =
      "validating provider credentials: get identity: endpoint rule error, Invalid Configuration: Missing Region";
    assert.match(await withoutRegion({}, wrapped), / - name the region: /);
  });
  it("in the region of the settings, before those of the environment, as the provider reads them", async () => {
    const asked = async (config: Record<string, string>, environment: Record<string, string>) =>
      /AWS has no region "([^"]+)"/.exec(await withoutRegion(config, noSuchHost, environment))?.[1];
    const [AWS_REGION, AWS_DEFAULT_REGION] = ["eu-west-1x", "eu-west-2x"];
    assert.equal(await asked({ "aws:region": "eu-west-3x" }, { AWS_REGION, AWS_DEFAULT_REGION }), "eu-west-3x");
    assert.equal(await asked({}, { AWS_REGION, AWS_DEFAULT_REGION }), AWS_REGION);
    assert.equal(await asked({}, { AWS_DEFAULT_REGION }), AWS_DEFAULT_REGION);
  });
  it("to credentials that have expired, whoever names the region: to log in again", async () => {
    const reason = "ExpiredToken: The security token included in the request is expired";
    assert.match(await refusal({}, reason), / - log in again, or name a profile/);
  });
  for (const said of [
    "SignatureDoesNotMatch: Signature expired: 20261129T090000Z is now earlier than 20261129T103000Z (20261129T104500Z - 15 min.)",
    "InvalidSignatureException: Signature not yet current: 20261129T120000Z is still later than 20261129T105000Z",
    "RequestTimeTooSkewed: The difference between the request time and the current time is too large.",
  ])
    it(`to a clock that is off: to set it: ${said}`, async () => {
      const told = await refusal({ "aws:region": "eu-central-1" }, `StatusCode: 403, api error ${said}`);
      assert.match(told, / - the clock of this machine is off by more than AWS takes \(date -u\): set it, by NTP$/);
    });
  for (const said of [
    "InvalidClientTokenId: The security token included in the request is invalid",
    "UnrecognizedClientException: The security token included in the request is invalid.",
  ])
    it(`that knows the credentials nowhere or not there: both ways out: ${said}`, async () => {
      const reason = `operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error ${said}`;
      const mended = (region: string) =>
        ` - log in again, or name a profile: pulumi config set aws:profile <profile>; where they are taken in other ` +
        `regions, the account has not enabled this one: aws account enable-region --region-name ${region}; or it is in ` +
        "another partition (China, GovCloud) than they are: pulumi config set aws:region <region>";
      const told = await refusal({ "aws:region": "me-south-1" }, reason);
      assert.ok(told.endsWith(mended("me-south-1")), told);
      const unnamed = await withoutRegion({ "aws:profile": "ci" }, reason);
      assert.ok(unnamed.endsWith(mended("<region>")), unnamed);
    });
  for (const reason of [
    "reading STS Caller Identity: operation error STS: GetCallerIdentity, get identity: get credentials: failed to " +
      "refresh cached credentials, refresh cached SSO token failed, unable to refresh SSO token, operation error SSO " +
      "OIDC: CreateToken, https response error StatusCode: 400, RequestID: 1a2b, InvalidGrantException: ",
    'The AWS SSO session for profile "staging-admin" has expired or was not found.',
    'The AWS profile "staging-admin" was not found.',
    "failed to get shared config profile, staging-admin",
    "No valid credential sources found. Please see https://www.pulumi.com/registry/packages/aws/installation-configuration/",
    "failed to refresh cached credentials, operation error ec2imds: GetMetadata, request canceled, no such host",
    "operation error STS: GetCallerIdentity, https response error StatusCode: 0, request send failed, i/o timeout",
  ])
    it(`whose profile may name the region: to log in again, as the reason is none of a region: ${reason}`, async () => {
      const text = await withoutRegion({ "aws:profile": "staging-admin" }, reason);
      assert.match(text, / - log in again, or name a profile: pulumi config set aws:profile <profile>$/);
    });
  it("in a region that there is: who asks", async () =>
    assert.match(await refusal({ "aws:region": "eu-central-1" }), / - log in again, or name a profile/));
  it("because the stack does without default providers: that the platform cannot", async () => {
    const reason = "Invoke: Default provider for 'aws' disabled. 'getCallerIdentity' must use an explicit provider.";
    const text = await refusal({ "aws:region": "eu-central-1" }, reason);
    assert.match(text, / - the platform asks the default one: pulumi config rm pulumi:disable-default-providers$/);
  });
});
