// A platform that stands in the state under another name is not made a second time.
import assert from "node:assert/strict";
import { cluster, firstChange, registrationsOf } from "../../test/support/mock-stack";
import { place } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import { Platform } from "../platform";
import { otherNameIn, otherPlaceIn } from "./another-name";

const urn = (rest: string) => `urn:pulumi:prod::acme::${rest}`;
const held = [
  urn("obs:index:Platform$obs:cloud:Cloud$obs:cloud:DataKey$aws:kms/key:Key::observability-cloud-data"),
  urn("obs:index:Platform$obs:cluster:ClusterSetup$kubernetes:core/v1:Namespace::observability-cluster"),
];

describe("a platform of another name in the state", () => {
  it("is found by what holds data or is used by others, wherever in the program it is", () => {
    assert.equal(otherNameIn(held, "observability"), undefined);
    for (const name of ["platform", "observability-2", "obs"]) assert.equal(otherNameIn(held, name), "observability");
    assert.equal(otherNameIn([], "platform"), undefined);
    const below = held.map((one) => one.replace("obs:index", "eks-observability:index:Platform$obs:index"));
    assert.equal(otherNameIn(below, "platform"), "observability");
    assert.equal(otherNameIn([urn("aws:s3/bucket:Bucket::mine-cloud-backup")], "platform"), undefined, "not ours");
    const twoParts = held.map((one) => one.replaceAll("observability-", "my-platform-"));
    assert.equal(otherNameIn(twoParts, "my-platform"), undefined);
  });

  it("is known below another component, however deep", () => {
    const below = (parents: string, urns = held) => urns.map((one) => one.replace("obs:index", `${parents}obs:index`));
    const at = (parents: string) => urn(`${parents}obs:index:Platform::observability`);
    const deep = "acme:index:Base$eks-observability:index:Platform$";
    for (const parents of ["", "acme:index:Base$", deep]) {
      assert.equal(otherPlaceIn(below(parents), at(parents)), undefined, parents);
      assert.equal(otherPlaceIn([], at(parents)), undefined);
    }
    assert.equal(otherPlaceIn(held, at(deep)), "");
    assert.equal(otherPlaceIn(below(deep), at("")), deep);
    assert.equal(otherPlaceIn(below("acme:index:Base$"), at(deep)), "acme:index:Base$");
  });

  it("is refused before anything is registered", async () => {
    const settings = settingsWith({});
    const args = { settings, cluster, place, change: { ...firstChange(settings), held }, identity: {} };
    const registrations = await registrationsOf(() =>
      assert.throws(() => new Platform("platform", args), /the state has the platform as observability.*"platform"/s),
    );
    assert.deepEqual(registrations, []);
  });
});
