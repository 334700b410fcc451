// Whatever lets data of a tenant in names it, so that the state tells whether any may be stored.
import assert from "node:assert/strict";
import { cluster, firstChange, registrationsOf } from "../../test/support/mock-stack";
import { place } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import { Platform } from "../platform";
import { withoutUnserved } from "./served-tenants";

const writers = [
  "observability-collection-gateway-config-0-",
  "observability-collection-log-consumer-config-0-",
  "observability-collection-container-logs-alloy",
  "observability-collection-kubernetes-events",
  "observability-collection-file-logs",
];

describe("a tenant in the state", () => {
  it("stands in the outputs of each of its writers", async () => {
    const settings = settingsWith({
      tenants: [{ id: "payments" }, { id: "late-x", namespaces: ["jobs"] }],
      kafka: { mode: "msk" },
    });
    const change = firstChange(settings);
    const registered = await registrationsOf(
      () => new Platform("observability", { settings, cluster, place, change, identity: {} }),
    );
    const names = registered
      .filter(({ type, inputs }) => {
        const { tenants } = withoutUnserved(change.record, { change: { added: ["late-x"] } }, [inputs]);
        return !type.startsWith("obs:") && "late-x" in tenants;
      })
      .map(({ name }) => name);
    assert.deepEqual(
      writers.filter((writer) => !names.some((name) => name.startsWith(writer))),
      [],
    );
  });
});
