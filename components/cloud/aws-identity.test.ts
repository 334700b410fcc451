// Whoever asks AWS asks the cluster.
import assert from "node:assert/strict";
import { cluster } from "../../test/support/mock-stack";
import { awsIdentity } from "./aws-identity";
import { execKubeconfig } from "./eks-facts";

const role = "arn:aws:iam::111122223333:role/deploy";
const argumentsFor = (values: Record<string, string>) => {
  const { users } = JSON.parse(execKubeconfig(cluster, "eu-central-1", awsIdentity(values))) as {
    users: { user: { exec: { args: string[] } } }[];
  };
  return users[0]?.user.exec.args.join(" ") ?? "";
};

describe("the identity of the stack", () => {
  const plain = "eks get-token --cluster-name test --region eu-central-1 --output json";
  it("is that of the environment where the provider has nothing else", () => {
    assert.equal(argumentsFor({ "aws:region": "eu-central-1", "observability:environment": "x" }), plain);
    assert.equal(argumentsFor({ "aws:profile": "", "aws:assumeRoles": "[]" }), plain);
  });

  it("is the provider's profile, its role, or the role from that profile", () => {
    assert.equal(argumentsFor({ "aws:profile": "staging-admin" }), `${plain} --profile staging-admin`);
    const roles = JSON.stringify([{ roleArn: role, sessionName: "ci" }]);
    assert.equal(argumentsFor({ "aws:assumeRoles": roles }), `${plain} --role-arn ${role}`);
    assert.equal(
      argumentsFor({ "aws:profile": "ci", "aws:assumeRoles": roles }),
      `${plain} --profile ci --role-arn ${role}`,
    );
  });

  it("is refused, with what to do and no credential shown, where the AWS CLI cannot be the same", () => {
    const refused: [Record<string, string>, RegExp][] = [
      [{ "aws:assumeRoles": JSON.stringify([{ roleArn: role }, { roleArn: role }]) }, /2 roles in a row.*aws:profile/],
      [{ "aws:assumeRoles": JSON.stringify([{ roleArn: role, externalId: "e" }]) }, /externalId.*source_profile/],
      [{ "aws:assumeRoles": JSON.stringify([{ roleArn: role, sourceIdentity: "ci" }]) }, /sourceIdentity.*aws:profile/],
      [
        { "aws:assumeRoles": JSON.stringify([{ roleArn: role, tags: { team: "a" } }]) },
        /a role with tags.*aws:profile/,
      ],
      ...["oops", role, "null", JSON.stringify({ roleArn: role }), JSON.stringify([role]), "[null]", "[[]]"].map(
        (written): (typeof refused)[0] => [
          { "aws:assumeRoles": written },
          /^aws:assumeRoles - must be a list of maps.*rm aws:assumeRoles && .*'aws:assumeRoles\[0\]\.roleArn' <role>$/,
        ],
      ),
      [{ "aws:accessKey": "AKIA-NEVER-SHOWN", "aws:secretKey": "NEVER-SHOWN" }, /^(?!.*NEVER-SHOWN).*aws:profile/],
      [
        { "aws:assumeRoleWithWebIdentity": JSON.stringify({ roleArn: role, webIdentityTokenFile: "/t" }) },
        /^aws:assumeRoleWithWebIdentity - .*config rm aws:assumeRoleWithWebIdentity && pulumi config set aws:profile/,
      ],
      [{ "aws:profile": "a", "aws:sharedConfigFiles": '["/x"]' }, /^aws:sharedConfigFiles - .*~\/\.aws\/config/],
      [{ "aws:sharedCredentialsFiles": '["/x"]' }, /config rm aws:sharedCredentialsFiles && /],
    ];
    for (const [values, message] of refused) assert.throws(() => awsIdentity(values), { message });
  });
});
