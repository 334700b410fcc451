// Whether a cluster is fit, what follows from it, and how it is reached.
import assert from "node:assert/strict";
import { cluster } from "../../test/support/mock-stack";
import { clusterProblems, dnsAddress, execKubeconfig, subnetPerZone } from "./eks-facts";

describe("a cluster", () => {
  it("gives one subnet a zone, private before public", () => {
    assert.deepEqual(
      subnetPerZone([
        { id: "s3", zone: "b", isPublic: false },
        { id: "s1", zone: "a", isPublic: true },
        { id: "s2", zone: "a", isPublic: false },
      ]),
      [
        { zone: "a", subnetId: "s2" },
        { zone: "b", subnetId: "s3" },
      ],
    );
  });
  it("gives none in a Local Zone or one of Wavelength", () => {
    const subnets = ["us-east-1-bos-1a", "us-east-1-wl1-bos-wlz-1", "us-gov-west-1a", "eusc-de-east-1b"].map(
      (zone) => ({
        id: `subnet-${zone}`,
        zone,
        isPublic: false,
      }),
    );
    assert.deepEqual(
      subnetPerZone(subnets).map(({ zone }) => zone),
      ["eusc-de-east-1b", "us-gov-west-1a"],
    );
  });
  it("gives none on an Outpost, or in the zone that MSK leaves out, and names both among too few", () => {
    const subnets = [
      { id: "subnet-1", zone: "us-east-1a", zoneId: "use1-az1", outpostArn: "", isPublic: false },
      { id: "subnet-2", zone: "us-east-1b", zoneId: "use1-az2", outpostArn: "arn:aws:outposts:x", isPublic: false },
      { id: "subnet-3", zone: "us-east-1e", zoneId: "use1-az3", outpostArn: "", isPublic: false },
    ];
    const usable = subnetPerZone(subnets);
    assert.deepEqual(usable, [{ zone: "us-east-1a", subnetId: "subnet-1" }]);
    assert.match(
      clusterProblems({ ...cluster, subnetPerZone: usable }, 3, subnets).join(),
      /^subnets are in 1 availability zone \(us-east-1a; subnet-2 is on an Outpost, where MSK has no brokers; subnet-3 is in us-east-1e, the zone use1-az3, where/,
    );
  });
  it("is refused for an old version, too few zones and a missing issuer, all at once, each with what mends it", () => {
    const problems = clusterProblems(
      { ...cluster, version: "1.28", oidcIssuer: "", subnetPerZone: cluster.subnetPerZone.slice(0, 1) },
      3,
    );
    assert.equal(problems.length, 3);
    assert.match(
      problems[0] ?? "",
      /version is 1\.28, must be at least 1\.30 - .*aws eks update-cluster-version --name test --kubernetes-version 1\.29$/,
    );
    assert.match(
      problems[1] ?? "",
      /subnets are in 1 availability zone \(eu-central-1a\), must be in at least 3 for kafka\.mode msk - name three/,
    );
    assert.deepEqual(clusterProblems(cluster, 3), []);
    assert.equal(clusterProblems({ ...cluster, version: "1.29" }, 3).length, 1);
    assert.deepEqual(clusterProblems({ ...cluster, version: "1.30" }, 3), []);
    const creating = clusterProblems({ ...cluster, endpoint: "" }, 3);
    assert.match(creating.join(), /^has no API server yet: .*aws eks wait cluster-active --name test$/);
  });
  it("in too few zones names subnets of its VPC for brokers, and is given one more where there are none to place", () => {
    const [one, two] = ["a", "b"].map((zone) => ({ zone: `eu-central-1${zone}`, subnetId: `subnet-${zone}` }));
    assert.ok(one && two);
    const set = (index: number, subnet: string) =>
      `pulumi config set --path 'observability:kafka.subnetIds[${index}]' ${subnet}`;
    const told = clusterProblems({ ...cluster, vpcId: "vpc-1", subnetPerZone: [one, two] }, 3).join();
    assert.ok(
      told.endsWith(
        `: ${set(0, "subnet-a")} && ${set(1, "subnet-b")} && ${set(2, "'<subnet>'")}; those that are there: ` +
          "aws ec2 describe-subnets --filters Name=vpc-id,Values=vpc-1",
      ),
      told,
    );
    const subnets = ["subnet-a", "subnet-z"].map((id) => ({ id, zone: "eu-central-1a", isPublic: false }));
    const more = clusterProblems({ ...cluster, subnetPerZone: [one] }, 2, subnets).join();
    assert.ok(
      more.endsWith(
        "must be in at least 2 - add one of another zone to the cluster's: aws eks update-cluster-config --name test " +
          "--resources-vpc-config subnetIds=subnet-a,subnet-z,<subnet>",
      ),
      more,
    );
  });
  it("has its DNS at the tenth address of its Services, where that can be told", () => {
    assert.equal(dnsAddress("172.20.0.0/16"), "172.20.0.10");
    assert.equal(dnsAddress("fd30:1c53:5f8a::/108"), "fd30:1c53:5f8a::a");
    for (const unknown of [undefined, "", "10.100.0.128/25", "10.100.0.0"])
      assert.equal(dnsAddress(unknown), undefined);
  });
  it("is reached with a token asked for at each call, and no credential in the kubeconfig", () => {
    const config = JSON.parse(execKubeconfig(cluster, "eu-central-1")) as {
      users: { user: { exec: { command: string; args: string[] } } }[];
    };
    assert.deepEqual(Object.keys(config.users[0]?.user ?? {}), ["exec"]);
    assert.deepEqual(config.users[0]?.user.exec.args.slice(0, 4), ["eks", "get-token", "--cluster-name", "test"]);
  });
});
