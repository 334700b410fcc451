// Subnets that the settings name for brokers: what the lookup says of each, and what makes it none.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { cluster } from "../../../test/support/mock-stack";
import { settingsWith } from "../../../test/support/stack-configuration";
import { brokerSubnets } from "./broker-subnets";

describe("subnets named for brokers", () => {
  const [id] = ["subnet-0000000a"];
  const problemOf = async (answer: Record<string, unknown> | Error) => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: ({ inputs }) => {
        const there = { availabilityZone: "us-east-1a", availableIpAddressCount: 9, vpcId: cluster.vpcId };
        if ((inputs as { id: string }).id !== id) return there;
        return answer instanceof Error ? Promise.reject(answer) : { ...there, ...answer };
      },
    });
    const subnetIds = [id, "subnet-0000000b", "subnet-0000000c"];
    const found = await brokerSubnets(settingsWith({ kafka: { mode: "msk", subnetIds } }), cluster, {});
    const [first, ...others] = found?.subnets ?? [];
    assert.deepEqual(
      others.map(({ problem }) => problem),
      [undefined, undefined],
    );
    return first?.problem;
  };

  it("are fine in a zone of the region, of the cluster's VPC", async () => {
    assert.equal(await problemOf({ availabilityZoneId: "use1-az1", outpostArn: "" }), undefined);
  });

  it("are none where MSK has no brokers, whatever else they are", async () => {
    const none = "where MSK has no brokers";
    for (const zone of ["us-east-1-bos-1a", "us-east-1-wl1-bos-wlz-1"])
      assert.equal(
        await problemOf({ availabilityZone: zone }),
        `in ${zone}, a Local Zone or one of Wavelength, ${none}`,
        zone,
      );
    assert.equal(
      await problemOf({ availabilityZoneId: "use1-az3", availabilityZone: "us-east-1e" }),
      `in us-east-1e, the zone use1-az3, ${none}`,
    );
    const outpostArn = "arn:aws:outposts:us-east-1:111122223333:outpost/op-0123456789abcdef0";
    assert.equal(await problemOf({ outpostArn }), `on an Outpost, ${none}`);
  });

  it("are none in another VPC, or not there; an answer that says nothing is no reason", async () => {
    assert.equal(await problemOf({ vpcId: "vpc-other" }), "in vpc-other");
    const failure = (details: string) => Object.assign(new Error(details), { details });
    assert.equal(await problemOf(failure("no matching EC2 Subnet found")), "not there");
    assert.equal(await problemOf(failure("UnauthorizedOperation")), undefined);
  });
});
