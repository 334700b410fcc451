// What the look before a plan tells, to whom, and what it leaves out.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { cluster } from "../../test/support/mock-stack";
import { place } from "../../test/support/place";
import {
  alb,
  among,
  balanced,
  behindNginx,
  type Change,
  checks,
  dedicated,
  external,
  good,
  holding,
  ownKey,
  pulling,
  room,
  unknown,
} from "../../test/support/preflight-findings";
import { settingsWith } from "../../test/support/stack-configuration";
import { type Check, checkTable } from "./check";
import { type ClusterFindings, type Known, notAllowed } from "./findings";
import { nodesPath } from "./nodes/nodes";
import { otherOwner, ownRoles } from "./others/there-already";
import { preflight } from "./preflight";

const rowOf = (what: string, change: Change): Check | undefined => checks(change).find((check) => check.what === what);

describe("the words of the look before a plan", () => {
  it("names the keys that a Secret lacks", () => {
    const [row] = checks({ settings: external, ...holding("username") }).filter(({ what }) => /^Secret/.test(what));
    assert.equal(row?.found, "there without password, ca.crt");
    assert.match(row?.needed ?? "", /^to be in namespace observability, with username, password, ca\.crt: /);
    assert.match(row?.needed ?? "", / without that pods that mount it do not start$/);
    const found = (change: Change) => rowOf("Secret kafka-credentials", { settings: external, ...change })?.found;
    assert.deepEqual([found({}), found({ cluster: { secrets: { is: [] } } })], ["there", "not there"]);
    assert.equal(
      rowOf("Secret registry-credentials", { settings: pulling })?.needed,
      "to be in namespace observability, with .dockerconfigjson or .dockercfg: without that images are pulled with " +
        "the rights of the node alone",
    );
  });

  it("counts the rules of the brokers' security group: AWS takes 60", () => {
    const counted = (nodeSecurityGroups: number) =>
      checks({ aws: { nodeSecurityGroups } }).find(({ what }) => what.startsWith("rules of the brokers"));
    assert.equal(counted(19), undefined);
    assert.equal(counted(20)?.verdict, "lacking");
    assert.match(counted(20)?.mend ?? "", /cluster\.nodeSecurityGroupIds\[0\]/);
    const hybrid = (nodeSecurityGroups: number, hybridBlocks: number) =>
      checks({ aws: { nodeSecurityGroups, hybridBlocks } }).find(({ what }) => what.startsWith("rules of the brokers"));
    assert.deepEqual([hybrid(0, 28), hybrid(9, 15)], [undefined, undefined], "3 rules of the cluster's own group");
    assert.equal(hybrid(0, 29)?.verdict, "lacking");
    assert.match(hybrid(0, 29)?.mend ?? "", /^ask AWS for more: aws service-quotas .* --desired-value 61$/);
    assert.match(hybrid(17, 4)?.found ?? "", /^17 groups .*, 4 blocks of hybrid nodes and their pods, 2 rules each$/);
    const groups = (count: number) =>
      Array.from({ length: count }, (_, index) => `sg-${String(index).padStart(17, "0")}`);
    const named = (count: number) => ({
      kafka: { mode: "msk" },
      cluster: { name: "test", nodeSecurityGroupIds: groups(count) },
    });
    settingsWith(named(19));
    assert.throws(() => settingsWith(named(20)), /cluster\.nodeSecurityGroupIds/);
  });

  it("judges webhooks neither where operators are on nodes, nor where the VPC's blocks are not known", () => {
    const overlay = { podAddresses: { is: ["10.244.1.7"] } };
    const onNodes = { settings: { cluster: { name: "test", operatorsOnNodes: {} } }, cluster: overlay };
    for (const change of [onNodes, { aws: { reachableBlocks: [] }, cluster: overlay }])
      assert.ok(checks(change).every(({ what }) => what !== "webhooks"));
  });

  it("waits for no Secret that cert-manager fills", () => {
    for (const [key, value] of [
      ["cert-manager.io/cluster-issuer", "letsencrypt"],
      ["kubernetes.io/tls-acme", "true"],
    ] as const)
      assert.ok(checks({ settings: behindNginx({ [key]: value }) }).every(({ what }) => !what.startsWith("Secret")));
  });

  it("asks for nodes with the labels that pods ask for, Fargate's aside", () => {
    const path = decodeURIComponent(nodesPath(settingsWith({ scheduling: { nodeSelector: { "node-group": "a" } } })));
    assert.match(path, /kubernetes\.io\/os=linux,node-group=a,eks\.amazonaws\.com\/compute-type!=fargate/);
  });

  it("asks for no hybrid nodes, which have no volumes of EBS, unless the organisation's class may be of others", () => {
    const asked = (settings: Record<string, unknown>) => decodeURIComponent(nodesPath(settingsWith(settings)));
    assert.match(asked({}), /,eks\.amazonaws\.com\/compute-type!=hybrid$/);
    assert.doesNotMatch(asked({ storageClass: "on-premises" }), /hybrid/);
  });

  it("names taints that keep pods away, also what has no key", () => {
    const found = (...taints: object[]) =>
      checks({ cluster: { nodes: { is: taints.map((taint) => ({ taints: [taint] })) } } }).find(
        ({ what }) => what === "nodes",
      )?.found;
    assert.equal(found(dedicated, dedicated), "all with a taint: dedicated:NoSchedule");
    assert.equal(
      found(dedicated, { effect: "NoSchedule" }, { key: "a" }),
      "all with a taint: dedicated:NoSchedule, (no key):NoSchedule, a:(no effect)",
    );
  });

  it("lists the VPC endpoints of what the stack uses", () => {
    const needed = (settings: Record<string, unknown>) =>
      checks({ settings }).find(({ what }) => what === "AWS without internet")?.needed;
    const workspaceArn = "arn:aws:aps:eu-central-1:111122223333:workspace/ws-1";
    assert.match(needed({ longTermMetrics: { type: "amp", workspaceArn } }) ?? "", /ecr\.dkr, aps-workspaces, or/);
    assert.match(needed({}) ?? "", /of s3, eks-auth, kms, ec2, eks, ecr\.api, ecr\.dkr, or/);
    assert.match(
      needed({ identity: "irsa", fanout: { cloudwatch: { enabled: true } }, ...alb }) ?? "",
      /of s3, sts, .*elasticloadbalancing, logs, or/,
    );
  });

  it("prints a table with what mends it", () => {
    const text = checkTable(checks({ aws: { partition: "aws-cn" } }));
    assert.match(text, /^ +What +Found +Needed +Mend\nok +volumes/);
    assert.match(text, /\nimpossible +identity \(podIdentity\) .*pulumi config set observability:identity irsa/);
  });

  it("name the labels that nodes need, where there are any", () => {
    const needed = (nodeSelector: Record<string, string>) =>
      rowOf("nodes", { settings: { scheduling: { nodeSelector } } })?.needed;
    assert.equal(needed({}), "nodes of Linux, no Fargate, no hybrid nodes, whose taints are tolerated");
    assert.equal(
      needed({ a: "b", c: "d" }),
      "nodes of Linux, no Fargate, no hybrid nodes, with a=b, c=d, whose taints are tolerated",
    );
    const ownClass = { settings: { storageClass: "gp2" } };
    assert.equal(rowOf("nodes", ownClass)?.needed, "nodes of Linux, no Fargate, whose taints are tolerated");
    assert.equal(rowOf("nodes", {})?.found, "there");
    assert.equal(rowOf("nodes", { cluster: { nodes: { is: [] } } })?.found, "none");
  });

  it("name the pods that the API server does not reach, on clusters where it calls them by their address", () => {
    const overlay = { podAddresses: { is: ["10.244.1.7"] } };
    const mixed = { podAddresses: { is: ["10.0.3.7", "10.244.1.7"] } };
    assert.equal(rowOf("webhooks", {})?.found, "pods of the VPC");
    assert.equal(rowOf("webhooks", { cluster: overlay })?.found, "pods outside the VPC: 10.244.1.7");
    assert.equal(rowOf("webhooks", { cluster: mixed })?.found, "some pods outside the VPC: 10.244.1.7");
    assert.equal(rowOf("webhooks", { aws: { autoMode: true }, cluster: overlay }), undefined);
  });

  it("name what a load balancer would lead to pods of an overlay, and nothing where it does not", () => {
    const told = (settings: object, podAddresses: string[], aws = {}) =>
      rowOf("targets of load balancers", {
        settings: { ...settings },
        cluster: { podAddresses: { is: podAddresses } },
        aws,
      })?.needed;
    const both = { ...balanced, ...alb };
    assert.match(told(both, ["10.244.1.7"]) ?? "", /grafana\.ingress, cluster\.externalIngest\.loadBalancer/);
    for (const addresses of [[], ["10.0.3.7"], ["10.0.3.7", "10.244.1.7"]])
      assert.equal(told(both, addresses), undefined);
    assert.equal(told({}, ["10.244.1.7"]), undefined);
    assert.equal(told(both, ["10.244.1.7"], { autoMode: true }), undefined);
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
    const forbidden = { is: ["clusterroles"] };
    assert.equal(rowOf("access to the cluster", { cluster: { forbidden } }), undefined, "who previews may only look");
    assert.equal(rowOf("access to the cluster", { isPreview: false, cluster: { forbidden: unknown } }), undefined);
    const { found } = rowOf("access to the cluster", { isPreview: false, cluster: { forbidden } }) ?? {};
    assert.equal(found, "403 of the API server: the identity may not create clusterroles");
  });

  it("say before AWS's half is made that nothing answers on the way that `up` goes, and nothing of it in a preview", () => {
    const told = (answer: (fact: string) => Known<never> | undefined, isPreview = false) => {
      const cluster = Object.fromEntries(
        Object.entries(good.cluster).map(([fact, found]) => [fact, answer(fact) ?? found]),
      );
      return rowOf("way to the API server", { isPreview, cluster: cluster as Partial<ClusterFindings> });
    };
    const mute = { unknown: "the API server does not answer" };
    assert.deepEqual([told(() => mute)?.verdict, told(() => mute)?.found], ["lacking", mute.unknown]);
    assert.equal(
      told(() => mute, true),
      undefined,
    );
    assert.equal(
      told((fact) => (fact === "nodes" ? undefined : mute)),
      undefined,
      "something answers",
    );
    assert.equal(
      told(() => ({ unknown: notAllowed })),
      undefined,
    );
  });

  it("switch on every kind of log of the control plane, in the command that mends", () => {
    const quiet = { settings: { logs: { controlPlane: true } }, aws: { controlPlaneLogs: { is: [] } } };
    const { found, mend = "" } = rowOf("logs of the control plane", quiet) ?? {};
    assert.equal(found, "none");
    const types = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
    assert.deepEqual(JSON.parse(/--logging '(.*?)'/.exec(mend)?.[1] ?? ""), {
      clusterLogging: [{ types, enabled: true }],
    });
  });

  it("name the places and the room of brokers", () => {
    const brokers = (what: string, found: object) => rowOf(what, { aws: { brokers: found as never } });
    assert.equal(
      brokers("subnets for brokers", room(9, 9, 9))?.found,
      "subnet-0 eu-central-1a, subnet-1 eu-central-1b, subnet-2 eu-central-1c",
    );
    assert.equal(brokers("subnets for brokers", among({ problem: "not there" }))?.found, "subnet-odd not there");
    const { found, needed } = brokers("addresses for brokers", room(11, 1, 9)) ?? {};
    assert.deepEqual([found, needed], ["subnet-0 11, subnet-1 1, subnet-2 9", "2 free in each subnet"]);
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
    for (const { name } of ownRoles(settingsWith())) assert.match(String(name), /^(?!undefined$)[a-z]/);
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
