import assert from "node:assert/strict";
import { checks, unknown } from "../../../test/support/preflight-findings";
import { notAllowed } from "../findings";
import { versionsElsewhere } from "./served-versions";

describe("versions of the API that definitions of others serve", () => {
  const groups = (versions: Readonly<Record<string, readonly string[]>>, status = 200) =>
    versionsElsewhere((path) => {
      const [, , group = "", version] = path.split("/");
      if (group !== "monitoring.coreos.com") return Promise.resolve({ status: 404, body: {} });
      const body =
        version === undefined
          ? { versions: Object.keys(versions).map((one) => ({ version: one })) }
          : { resources: (versions[version] ?? []).map((name) => ({ name })) };
      return Promise.resolve({ status: version === undefined ? 200 : status, body });
    });

  it("are those of kinds that the platform brings, in versions that it brings none of them in", async () => {
    const there = {
      v1: ["servicemonitors", "servicemonitors/status", "scrapeconfigs", "lighthouses"],
      v1alpha1: ["alertmanagerconfigs", "scrapeconfigs"],
      v1beta1: ["alertmanagerconfigs"],
    };
    assert.deepEqual(await groups(there), {
      is: ["scrapeconfigs.monitoring.coreos.com v1", "alertmanagerconfigs.monitoring.coreos.com v1beta1"],
    });
    assert.deepEqual(await groups({ v1: ["servicemonitors"] }), { is: [] });
    assert.deepEqual(await groups(there, 403), { unknown: notAllowed });
  });

  it("are told, as they go with the definitions that are taken over", () => {
    const told = (versionsElsewhere: Parameters<typeof checks>[0]["cluster"]) =>
      checks({ cluster: versionsElsewhere }).filter(({ what }) => what === "versions of definitions");
    const [row] = told({ versionsElsewhere: { is: ["alertmanagerconfigs.monitoring.coreos.com v1beta1"] } });
    assert.equal(row?.verdict, "lacking");
    assert.match(row?.mend ?? "", /migrate\.md/);
    assert.deepEqual(told({ versionsElsewhere: { is: [] } }), []);
    assert.deepEqual(told({ versionsElsewhere: unknown }), []);
  });
});
