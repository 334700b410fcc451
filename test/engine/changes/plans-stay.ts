// What AWS answers may change without anybody's doing: another subnet, another order, a newer Kubernetes. On the real
// engine with stand-ins, for stacks that are up: none of it replaces, deletes or stops anything, protected or not.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutDigest } from "../../../conventions/text-digest";
import type { ClusterFixture, Fixture } from "../../../offline/providers/fixture";
import { openStandinRoom } from "../../servers/standin-room";
import { stackFile } from "../../support/stack-configuration";
import type { EngineRoom } from "../stack/engine-room";
import { EngineStack } from "../stack/engine-stack";

type Subnets = ClusterFixture["subnets"];

const added = (zone: string, id: string) => ({ id, zone, cidr: "10.1.0.0/20", public: false });
const subnets = (change: (before: Subnets) => Subnets) => (cluster: ClusterFixture) => ({
  ...cluster,
  subnets: change(cluster.subnets),
});

type Answers = Record<string, (cluster: ClusterFixture) => ClusterFixture>;

const autoMode = (isOn: boolean) => (cluster: ClusterFixture) => ({ ...cluster, autoMode: isOn });

/** Each answer that may differ, by what has happened. */
const answers: Answers = {
  "a subnet more, whose id comes first": subnets((all) => [added("eu-central-1b", "subnet-00000000000000001"), ...all]),
  "a subnet less, and with it a zone": subnets((all) => all.slice(0, 2)),
  "one zone left": subnets((all) => all.slice(0, 1)),
  "a subnet was deleted, which EKS still names": (cluster) => ({
    ...cluster,
    subnets: cluster.subnets.slice(1),
    deletedSubnetIds: cluster.subnets.slice(0, 1).map(({ id }) => id),
  }),
  "all subnets are others": subnets((all) =>
    all.map((subnet) => ({ ...subnet, id: subnet.id.replace("000a", "0f0a") })),
  ),
  "a zone more, whose name comes first": subnets((all) => [...all, added("eu-central-0a", "subnet-0000000000000000d")]),
  "another order": subnets((all) => [...all].reverse()),
  "subnets give public addresses now": subnets((all) => all.map((subnet) => ({ ...subnet, public: true }))),
  "one subnet gives public addresses now": subnets(([first, ...rest]) =>
    first === undefined ? rest : [{ ...first, public: true }, added(first.zone, "subnet-0000000000000000e"), ...rest],
  ),
  "a larger VPC": (cluster) => ({ ...cluster, vpcCidr: "10.0.0.0/15" }),
  "a newer Kubernetes": (cluster) => ({ ...cluster, version: "1.36" }),
  "a rotated certificate": (cluster) => ({ ...cluster, certificateAuthority: Buffer.from("new").toString("base64") }),
  "EKS Auto Mode is switched on": autoMode(true),
  "the cluster's tag is taken off the nodes' security group": (cluster) => ({ ...cluster, nodeSecurityGroupIds: [] }),
  "another endpoint": (cluster) => ({ ...cluster, endpoint: "https://other.eks.invalid" }),
};

/** What differs by Auto Mode alone. */
const answersOfAutoMode: Answers = { nothing: autoMode(true), "EKS Auto Mode is switched off": autoMode(false) };

const externalIngest = {
  hostname: "ingest.example.com",
  tlsSecret: "ingest-tls",
  loadBalancer: { sourceRanges: ["10.0.0.0/8"] },
};
const fixedPaths = /loadBalancerClass|provisioner|allowedTopologies|volumeClaimTemplates/;

/** @param stacks settings of `Pulumi.<name>.yaml`, with `protect`, and whether they are made on EKS Auto Mode. */
export function plansStay(stacks: readonly (readonly [name: string, protect: boolean, isAuto?: boolean])[]): void {
  describe("plans, when AWS answers differently", function () {
    this.timeout(600_000);
    let room: EngineRoom;
    let original: string;
    const file = () => join(room.directory, "fixture.json");
    const answer = (change: Answers[string]) => {
      const fixture = JSON.parse(original) as Fixture;
      writeFileSync(file(), JSON.stringify({ ...fixture, clusters: fixture.clusters.map(change) }));
    };

    for (const [name, protect, isAuto = false] of stacks) {
      const made = isAuto ? ", made on EKS Auto Mode" : "";
      describe(`${name}, ${protect ? "protected" : "not protected"}${made}`, () => {
        let stack: EngineStack;
        before(async () => {
          // A cluster carries one platform, so each stack has an account and a cluster to itself.
          room = await openStandinRoom();
          const { clusters, ...account } = JSON.parse(readFileSync(file(), "utf8")) as Fixture;
          const cluster = { ...(stackFile(name).cluster as { name: string }), externalIngest };
          const withGroup = clusters
            .filter((one) => one.name === cluster.name)
            .map((one) => ({ ...one, nodeSecurityGroupIds: ["sg-0000000000000000b"] }));
          original = JSON.stringify({ ...account, clusters: withGroup });
          answer(autoMode(isAuto));
          stack = await EngineStack.create(room, `${name}-${protect}`, name, { protect, cluster });
          await stack.up();
        });
        afterEach(() => answer(autoMode(isAuto)));
        after(() => {
          stack?.close();
          room?.close();
        });

        for (const [what, change] of Object.entries(isAuto ? answersOfAutoMode : answers)) {
          it(what, async () => {
            answer(change);
            const steps = await stack.preview();
            // A network policy of another text has another name: of those, one comes for each that goes.
            const named = (effect: string, name: string) =>
              steps.some((step) => step.op === effect && withoutDigest(step.name) === withoutDigest(name));
            const others = steps.filter(
              ({ op, name }) =>
                !["same", "update", "read"].includes(op) && !(named("create", name) && named("delete", name)),
            );
            assert.deepEqual(others, []);
            assert.deepEqual(
              steps.filter(({ op, type }) => op === "update" && /^aws:(msk|s3|kms)/.test(type)),
              [],
              "what holds data is not touched",
            );
            const fixed = steps.filter(({ paths }) => paths.some((path) => fixedPaths.test(path)));
            assert.deepEqual(fixed, [], "what Kubernetes refuses to change stays");
          });
        }
      });
    }
  });
}
