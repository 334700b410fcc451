// What stands in a stack's configuration and is read by nobody is told.
import assert from "node:assert/strict";
import { unreadConfiguration } from "./unread-configuration";

describe("configuration that the platform does not read", () => {
  it("is what the default Kubernetes provider would read, told without its values", () => {
    const keys = ["aws:region", "kubernetes:namespace", "kubernetes:context", "observability:size"];
    const [told, ...more] = unreadConfiguration(keys, "observability");
    assert.match(told ?? "", /^kubernetes:context, kubernetes:namespace - .*observability:cluster\.name/);
    assert.match(told ?? "", /pulumi config rm kubernetes:context && pulumi config rm kubernetes:namespace$/);
    assert.deepEqual(more, []);
  });

  it("is not told where a key may be a credential itself", () => {
    const keys = ["kubernetes:context", "kubernetes:Q7xZk9WvJ2qXz8Kj"];
    assert.deepEqual(
      unreadConfiguration(keys, "observability"),
      unreadConfiguration(keys.slice(0, 1), "observability"),
    );
    assert.deepEqual(unreadConfiguration(keys.slice(1), "observability"), []);
  });

  it("is a setting that bears the project's name, and nothing else of that project", () => {
    const keys = ["shop:size", "shop:tenants", "shop:currency", "observability:size"];
    const [told, ...more] = unreadConfiguration(keys, "shop");
    assert.match(told ?? "", /^shop:size, shop:tenants - settings begin with observability:/);
    assert.deepEqual(more, []);
  });

  it("is settings that bear any other name, but not what another program has called so", () => {
    const keys = ["eks-observability:retention", "eks-observability:size", "shop:size", "observability:kafka"];
    const [told, ...more] = unreadConfiguration(keys, "observability");
    assert.match(
      told ?? "",
      /^eks-observability:retention, eks-observability:size - settings begin with observability:/,
    );
    assert.deepEqual(more, []);
  });

  it("is nothing in the stacks of the platform's own project", () => {
    assert.deepEqual(unreadConfiguration(["aws:region", "aws:defaultTags", "observability:size"], "observability"), []);
  });
});
