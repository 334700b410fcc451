// What the look before a plan tells, to whom, and what it leaves out.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { cluster } from "../../test/support/mock-stack";
import { place } from "../../test/support/place";
import { balanced, behindNginx, type Change, checks, ownKey, unknown } from "../../test/support/preflight-findings";
import { settingsWith } from "../../test/support/stack-configuration";
import type { Check } from "./check";
import { preflight } from "./preflight";
import { otherOwner, ownRoles } from "./there-already";

const rowOf = (what: string, change: Change): Check | undefined => checks(change).find((check) => check.what === what);

describe("the words of the look before a plan", () => {
  it("name the labels that nodes need, where there are any", () => {
    const needed = (nodeSelector: Record<string, string>) =>
      rowOf("nodes", { settings: { scheduling: { nodeSelector } } })?.needed;
    assert.equal(needed({}), "nodes of Linux, no Fargate, whose taints are tolerated");
    assert.equal(needed({ a: "b", c: "d" }), "nodes of Linux, no Fargate, with a=b, c=d, whose taints are tolerated");
    assert.equal(rowOf("nodes", {})?.found, "there");
    assert.equal(rowOf("nodes", { cluster: { nodes: { is: [] } } })?.found, "none");
  });

  it("name the pods that the API server does not reach, on clusters where it calls them by their address", () => {
    const overlay = { podAddresses: { is: ["10.0.3.7", "10.244.1.7"] } };
    assert.equal(rowOf("webhooks", {})?.found, "pods of the VPC");
    assert.equal(rowOf("webhooks", { cluster: overlay })?.found, "pods outside the VPC: 10.244.1.7");
    assert.equal(rowOf("webhooks", { aws: { autoMode: true }, cluster: overlay }), undefined);
  });

  it("list the VPC endpoints of load balancers and queues for those that have them, and need nothing", () => {
    const endpoints = (settings: Record<string, unknown>) => rowOf("AWS without internet", { settings });
    assert.equal(endpoints({})?.verdict, "ok");
    assert.match(endpoints(balanced)?.needed ?? "", / elasticloadbalancing, or a way/);
    assert.doesNotMatch(endpoints(behindNginx({}))?.needed ?? "", /elasticloadbalancing/);
    assert.match(endpoints({ logs: { controlPlane: true } })?.needed ?? "", / sqs, or a way/);
  });

  it("speak of the AWS CLI where it was looked for, and of access where nobody knows who asks", () => {
    assert.equal(rowOf("AWS CLI", {}), undefined);
    assert.deepEqual(
      [false, true].map((awsCli) => rowOf("AWS CLI", { awsCli })?.verdict),
      ["lacking", "ok"],
    );
    assert.equal(rowOf("access to the cluster", { cluster: { nodes: unknown, metricsApi: unknown } }), undefined);
  });

  it("take a role for a release's own by both marks of Helm", () => {
    const [role = { name: "", release: "" }] = ownRoles(settingsWith());
    const marked = (name?: string, namespace?: string) =>
      otherOwner(
        {
          metadata: {
            annotations: {
              ...(name && { "meta.helm.sh/release-name": name }),
              ...(namespace && { "meta.helm.sh/release-namespace": namespace }),
            },
          },
        },
        role,
        "observability",
      );
    assert.equal(marked(role.release, "observability"), undefined);
    assert.equal(marked(role.release, "other"), `of release ${role.release} in namespace other`);
    assert.equal(marked("other", "observability"), "of release other in namespace observability");
    for (const marks of [[], [role.release], [undefined, "observability"]] as const)
      assert.equal(marked(...marks), "of no release of Helm");
    assert.ok(ownRoles(settingsWith()).every(({ name }) => name !== ""));
  });

  it("warn once of all that is lacking, once of all that is not to be known, and of nothing else", async () => {
    const warnings = async (keyState: string) => {
      const warned: string[] = [];
      const { warn } = pulumi.log;
      const log = pulumi.log as { warn: typeof warn };
      await pulumi.runtime.setMocks({
        newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
        call: ({ token }) => {
          if (/getKey$/.test(token)) return { keyState, keySpec: "SYMMETRIC_DEFAULT", keyManager: "CUSTOMER" };
          if (/getOpenIdConnectProvider$/.test(token)) return { clientIdLists: ["sts.amazonaws.com"] };
          const details = /getClusterAuth$/.test(token) ? "no token" : "couldn't find resource";
          return Promise.reject(Object.assign(new Error(details), { details }));
        },
      });
      log.warn = (message) => Promise.resolve(void warned.push(message));
      const configuration = { identity: "irsa", kafka: { mode: "none" }, ...ownKey.settings };
      try {
        await preflight(settingsWith(configuration), cluster, place, {});
      } finally {
        log.warn = warn;
      }
      return warned;
    };
    const [unknowns = "", ...more] = await warnings("Enabled");
    assert.deepEqual(more, []);
    assert.match(
      unknowns,
      /^EKS cluster "test", see npm run preflight -- [\w-]+\n {2}not to be known: no token - volumes, /,
    );
    const [lacking = "", again] = await warnings("Disabled");
    assert.match(
      lacking,
      /^EKS cluster "test" lacks\n {2}key of KMS: Disabled, SYMMETRIC_DEFAULT, CUSTOMER, needs [^\n]*$/,
    );
    assert.equal(again, unknowns);
  });
});
