// What the section of the comment says of each thing that a reviewer has to know.
import assert from "node:assert/strict";
import { changesOf } from "./changes";
import type { KubernetesObject } from "./objects";
import { type RenderedRelease, renderSummary } from "./summary";

const object = (kind: string, name: string, spec: object = {}, annotations = {}): KubernetesObject => ({
  kind,
  metadata: { name, annotations },
  spec,
});
const deployment = (image: string) => object("Deployment", "it", { template: { spec: { containers: [{ image }] } } });
const hook = object("Job", "certificate", {}, { "helm.sh/hook": "pre-upgrade" });

const before = [deployment("a:1"), object("ClusterRole", "gone"), object("CustomResourceDefinition", "x", { a: 1 })];
const after = [deployment("a:2"), object("Service", "new"), object("CustomResourceDefinition", "x", { a: 2 }), hook];

function summaryOf(was: KubernetesObject[], is: KubernetesObject[]): string {
  const release: RenderedRelease = {
    release: "kps",
    before: was.length > 0 ? "kps 1" : undefined,
    after: is.length > 0 ? "kps 2" : undefined,
    changes: changesOf(was, is, is, "observability"),
  };
  return renderSummary("prod", "main", [release]);
}

describe("rendered objects: the summary", () => {
  const text = summaryOf(before, after);
  const items: readonly [section: string, ...items: string[]][] = [
    ["Pods are made anew of:", "Deployment it `spec.template.spec.containers[0].image`"],
    ["Definitions:", "~ CustomResourceDefinition x"],
    ["Permissions:", "- ClusterRole gone"],
    ["Images:", "+ `a:2`", "- `a:1`"],
    ["Helm runs and waits for:", "Job certificate (pre-upgrade)"],
    ["Appear:", "Service new", "Job certificate"],
    ["Vanish:", "ClusterRole gone"],
    ["Change besides:", "CustomResourceDefinition x `spec.a`"],
  ];
  for (const [section, ...told] of items)
    it(`has "${section}"`, () => {
      const found = `${section}\n\n${told.map((item) => `- kps: ${item}\n`).join("")}`;
      assert.ok(`${text}\n`.includes(`${found}\n`), text);
    });

  it("says of a release that comes or goes as a whole no object, but what it may do and brings", () => {
    for (const whole of [summaryOf([], after), summaryOf(before, [])]) {
      assert.match(whole, /Definitions:\n\n- kps: [+-] CustomResourceDefinition x/);
      assert.match(whole, /Images:\n\n- kps: [+-] `a:/);
      assert.doesNotMatch(whole, /Appear:|Vanish:|Change besides:|Pods are made anew/);
    }
  });
});
