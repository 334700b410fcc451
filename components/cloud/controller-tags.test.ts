// Tags of the account on what controllers in the cluster make.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { settingsOf } from "../../test/support/settings-of";
import { dataStorage } from "../pods/storage-class";
import { albTags, defaultTags, nlbTags, volumeTags } from "./controller-tags";

const tags = { team: "platform", "cost:centre": "4711" };

describe("the provider's default tags", () => {
  it("are read from its configuration, and none where it has none", () => {
    assert.deepEqual(defaultTags({ "aws:defaultTags": '{"tags":{"team":"platform","year":2026}}' }), {
      team: "platform",
      year: "2026",
    });
    for (const configuration of [
      {} as Record<string, string>,
      { "aws:defaultTags": "{}" },
      { "aws:defaultTags": "no" },
    ])
      assert.deepEqual(defaultTags(configuration), {});
  });

  it("reach volumes through the class, in an order that stays", () => {
    assert.deepEqual(dataStorage({ ...settingsOf(), tags }).parameters, {
      type: "gp3",
      encrypted: "true",
      tagSpecification_1: "cost:centre=4711",
      tagSpecification_2: "team=platform",
    });
    assert.deepEqual(dataStorage(settingsOf()).parameters, { type: "gp3", encrypted: "true" });
  });

  it("come in one order on machines of every language: Danish sorts “aa” after “b”", () => {
    const program =
      'const { volumeTags } = require("./components/cloud/controller-tags");' +
      'process.stdout.write(JSON.stringify(volumeTags({ b: "1", aa: "2" })));';
    const env = { ...process.env, LC_ALL: "da_DK.UTF-8" };
    const inDanish = execFileSync(process.execPath, ["--import", "tsx", "--eval", program], { env, encoding: "utf8" });
    assert.deepEqual(JSON.parse(inDanish), { tagSpecification_1: "aa=2", tagSpecification_2: "b=1" });
  });

  it("reach load balancers through annotations", () => {
    assert.deepEqual(albTags(tags), { "alb.ingress.kubernetes.io/tags": "cost:centre=4711,team=platform" });
    assert.deepEqual(nlbTags({}), {});
  });

  it("leave out what the driver of volumes refuses, for it makes none then", () => {
    const refused = {
      "kubernetes.io/cluster/c": "owned",
      "aws:x": "1",
      CSIVolumeName: "1",
      CSIVolumeSnapshotName: "1",
      "ebs.csi.aws.com/cluster": "true",
      "ebs.csi.aws.com/cluster-name": "c",
      "ebs.csi.eks.amazonaws.com/team": "a",
      "": "1",
      ["k".repeat(129)]: "1",
      long: "v".repeat(257),
    };
    assert.deepEqual(volumeTags({ ...refused, Name: "a" }), { tagSpecification_1: "Name=a" });
  });

  it("leave out what the reader would take for another tag", () => {
    assert.deepEqual(albTags({ a: "b,c=d", "e=f": "g" }), {});
    assert.deepEqual(volumeTags({ a: "{{ .PVCName }}", b: "c,d" }), { tagSpecification_1: "b=c,d" });
  });
});
