// Entries that stand twice are told in the round that tells of the malformed ones beside them.
import assert from "node:assert/strict";
import { commandsOf } from "../../test/support/told";

describe("an entry that a list has twice", () => {
  it("is taken away, however many beside it are asked for", () => {
    const loadBalancer = { sourceRanges: ["office", "10.0.0.0/8", "10.0.0.0/8", "x"] };
    const at = "observability:cluster.externalIngest.loadBalancer.sourceRanges";
    assert.deepEqual(
      commandsOf({
        cluster: { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: "t", loadBalancer } },
      }),
      [...[0, 3].map((index) => `pulumi config set --path '${at}[${index}]'`), `pulumi config rm --path '${at}[2]'`],
    );
  });

  it("is taken away beside what is no single value", () => {
    const accept = ["tenant/a", "tenant/a", ["tenant/b"]];
    assert.equal(commandsOf({ accept }).at(-1), "pulumi config rm --path 'observability:accept[1]'");
  });

  it("is asked for where the list needs so many", () => {
    const subnetIds = ["subnet-00000001", "subnet-00000001", "subnet_x"];
    assert.deepEqual(
      commandsOf({ kafka: { mode: "msk", subnetIds } }),
      [1, 2].map((index) => `pulumi config set --path 'observability:kafka.subnetIds[${index}]'`),
    );
  });
});
