// How names of Services end, as CoreDNS is configured.
import assert from "node:assert/strict";
import { checks } from "../../../test/support/preflight-findings";
import { otherZonesOf } from "./domain";

const zonesOf = (...lines: string[]) => otherZonesOf({ data: { Corefile: `.:53 {\n${lines.join("\n")}\n}\n` } });

describe("names of Services", () => {
  it("end otherwise where CoreDNS has zones, and cluster.local is not among them", () => {
    const ends = "    kubernetes corp.local in-addr.arpa ip6.arpa {";
    assert.deepEqual(zonesOf("    errors", ends, "      pods insecure", "    }"), ["corp.local"]);
    assert.deepEqual(zonesOf("\tkubernetes a.local b.local. in-addr.arpa. {"), ["a.local", "b.local."]);
    assert.deepEqual(zonesOf("  # cluster.local", "  kubernetes corp.local"), ["corp.local"]);
  });

  it("end as everywhere where it is, also as an alias, and where nothing tells", () => {
    for (const line of [
      "kubernetes cluster.local in-addr.arpa ip6.arpa {",
      "kubernetes corp.local cluster.local {",
      "rewrite name suffix .cluster.local .corp.local\n    kubernetes corp.local {",
      "kubernetes {",
      "kubernetes",
      "kubernetes {$DOMAIN} in-addr.arpa {",
      "kubernetes . {",
      "forward . /etc/resolv.conf",
    ])
      assert.deepEqual(zonesOf(`    ${line}`), [], line);
    for (const data of [null, undefined, {}]) assert.deepEqual(otherZonesOf({ data }), []);
  });

  it("refuse a first run, warn a platform that is there, and say nothing of what is not to be known", () => {
    const told = (otherZones: { is: string[] } | { unknown: string }, isInCluster: boolean) =>
      checks({ isInCluster, cluster: { otherZones } }).find(({ what }) => what === "names of Services");
    const first = told({ is: ["corp.local"] }, false);
    assert.equal(first?.verdict, "impossible");
    assert.match(
      first?.mend ?? "",
      /kubectl -n kube-system edit configmap coredns, “kubernetes cluster\.local corp\.local/,
    );
    assert.equal(told({ is: ["corp.local"] }, true)?.verdict, "lacking");
    for (const none of [{ is: [] }, { unknown: "no right to ask" }]) assert.equal(told(none, false), undefined);
  });
});
