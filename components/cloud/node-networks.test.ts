// Which security groups of nodes brokers are to admit, by what AWS and the stack's state say.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { StackHistory } from "../../settings/history/changes";
import { failure, type Groups, look, mayNot } from "../../test/support/cluster-lookup";

describe("security groups that brokers are to admit", () => {
  const subnetIds = ["subnet-0000000a", "subnet-0000000b", "subnet-0000000c"];
  /** @param groups that are there, with what they have: the cluster's tag, the name of a load balancer's. */
  const admitted = async (
    groups: Record<string, string> | Error,
    history: StackHistory = {},
    failsFor: string | undefined = undefined,
    cluster: object = {},
  ) => {
    const answer: Groups = ({ filters }) => {
      if (groups instanceof Error || filters.some(({ name }) => name === failsFor)) throw failure(mayNot);
      const ids = Object.entries(groups).flatMap(([id, has]) => {
        const fits = filters.every(({ name, values }) => {
          if (name === "group-id") return values.includes(id);
          if (name === "group-name") return values.includes("k8s-elb-*") && has.includes("elb");
          if (name === "description") return values.every((value) => has.endsWith(value));
          return name === "tag-key" ? values.some((key) => has.includes(key)) : has.includes("tag");
        });
        return fits ? [id] : [];
      });
      if (ids.length === 0) throw failure("no matching EC2 Security Groups found");
      return { ids, vpcIds: ids.map(() => "vpc-1") };
    };
    const configuration = { kafka: { mode: "msk", subnetIds }, cluster: { name: "test", ...cluster } };
    return (await look(configuration, history, undefined, { groups: answer })).nodeSecurityGroupIds;
  };
  const [brokers, admittedGroups] = [{}, ["sg-nodes", "sg-old"]];

  it("have the cluster's tag, and are none of a load balancer, which has it too and comes and goes", async () => {
    assert.deepEqual(await admitted({ "sg-1": "tag", "sg-nodes": "tag", "sg-elb": "tag elb", "sg-other": "" }), [
      "sg-nodes",
    ]);
    assert.deepEqual(await admitted({}, { brokers }), [], "an answer, no failure");
  });

  it("are none of what has the cluster's tag with all other tags of the account", async () => {
    const groups = {
      "sg-nodes": "tag",
      "sg-alb": "tag elbv2.k8s.aws/cluster",
      "sg-auto": "tag service.eks.amazonaws.com/stack",
      "sg-brokers": "tag Kafka brokers of the observability platform",
    };
    assert.deepEqual(await admitted(groups), ["sg-nodes"]);
    const admittedGroups = ["sg-alb", "sg-brokers", "sg-nodes"];
    assert.deepEqual(await admitted(groups, { brokers, admittedGroups }), ["sg-nodes"], "nor any longer");
  });

  it("are those that brokers admit already, too: a tag that is taken off shuts nobody out", async () => {
    const history = { brokers, admittedGroups };
    assert.deepEqual(await admitted({ "sg-nodes": "" }, history), ["sg-nodes"], "sg-old is gone");
    assert.deepEqual(await admitted({ "sg-nodes": "", "sg-new": "tag" }, history), ["sg-new", "sg-nodes"]);
    assert.deepEqual(
      await admitted({ "sg-nodes": "tag", "sg-old": "elb" }, history),
      ["sg-nodes"],
      "of a load balancer",
    );
  });

  it("are those of the settings alone where these name any; whom brokers let go by it is a warning", async () => {
    const warned: string[] = [];
    const { warn } = pulumi.log;
    const log = pulumi.log as { warn: typeof warn };
    log.warn = (message) => Promise.resolve(void warned.push(message));
    const [first, second, third] = ["sg-0000000a", "sg-0000000b", "sg-0000000c"] as const;
    const named = (...nodeSecurityGroupIds: string[]) =>
      admitted({}, { brokers, admittedGroups: [first, second] }, undefined, { nodeSecurityGroupIds });
    const letGo = () => warned.filter((message) => message.startsWith("brokers admit"));
    try {
      assert.deepEqual(await named(third, first, second), [first, second, third]);
      assert.deepEqual(letGo(), []);
      assert.deepEqual(await named(third, second), [second, third]);
    } finally {
      log.warn = warn;
    }
    assert.equal(letGo().length, 1);
    assert.match(letGo()[0] ?? "", /^brokers admit sg-0000000a no more: /);
  });

  it("are those of the state where AWS may not be asked, and none of a stack that never had the right", async () => {
    const denied = failure(mayNot);
    assert.deepEqual(await admitted(denied, { brokers, admittedGroups }), ["sg-nodes", "sg-old"]);
    assert.deepEqual(await admitted({ "sg-1": "tag" }, { brokers, admittedGroups }, "group-id"), [
      "sg-nodes",
      "sg-old",
    ]);
    assert.deepEqual(await admitted(denied, { brokers }), []);
  });
});
