// Commands in what people are told, for shells that are elsewhere than the stack.
import assert from "node:assert/strict";
import { checks, noAddons } from "../../test/support/preflight-findings";
import { kubectlAt, toldCommands } from "./told-commands";

const stack = { "aws:region": "eu-central-1", "aws:profile": "staging admin" };

describe("commands of AWS in what people are told", () => {
  it("name the stack's region and profile", () => {
    assert.equal(
      toldCommands("wait: aws eks wait cluster-active --name a; aws kms enable-key --key-id b", stack, {}),
      "wait: aws eks wait cluster-active --region eu-central-1 --profile 'staging admin' --name a; " +
        "aws kms enable-key --region eu-central-1 --profile 'staging admin' --key-id b",
    );
    assert.equal(
      toldCommands("eksctl utils associate-iam-oidc-provider --cluster a", { "aws:region": "eu-north-1" }, {}),
      "eksctl utils associate-iam-oidc-provider --region eu-north-1 --cluster a",
    );
  });

  it("are left to a shell that is there already, or that the stack leaves the choice to", () => {
    const text = "aws sts get-caller-identity says who asks";
    assert.equal(toldCommands(text, {}, {}), text);
    assert.equal(toldCommands(text, stack, { AWS_REGION: "eu-central-1", AWS_PROFILE: "staging admin" }), text);
    assert.match(toldCommands(text, stack, { AWS_REGION: "us-east-1" }), /--region eu-central-1 --profile/);
    assert.match(
      toldCommands(text, stack, { AWS_DEFAULT_REGION: "eu-central-1" }),
      /^aws sts get-caller-identity --profile/,
    );
  });

  it("are nothing else that stands in a text", () => {
    for (const text of [
      "the command aws on PATH: up asks it for tokens",
      "add-on aws-ebs-csi-driver (docs.aws.amazon.com/eks, “Create a storage class”)",
      "pulumi config set aws:region <region>",
    ])
      assert.equal(toldCommands(text, stack, {}), text);
    const [mend] = checks({ aws: { addons: noAddons }, cluster: { volumeDrivers: { is: [] } } }).flatMap(
      ({ what, mend }) => (what === "volumes" ? mend : []),
    );
    const told = toldCommands(mend ?? "", stack, {});
    assert.match(told, /^aws eks create-addon --region eu-central-1 --profile 'staging admin' --cluster-name /);
    assert.equal(told.split("--region").length, 2);
  });
});

describe("commands of kubectl in what people are told", () => {
  it("name the stack's server, each of them", () => {
    assert.equal(
      kubectlAt("look: kubectl -n a get pods; kubectl delete apiservice b | kubectl apply -f -", "https://c"),
      "look: kubectl --server https://c -n a get pods; kubectl --server https://c delete apiservice b | " +
        "kubectl --server https://c apply -f -",
    );
  });
});
