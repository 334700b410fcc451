import assert from "node:assert/strict";
import { images } from "../../../conventions/versions";
import { sizeNames } from "../../../settings/sizing";
import { settingsOf } from "../../../test/support/settings-of";
import { endpoints } from "../../endpoints";
import { promLabelProxyArgs, promLabelProxyDeployment, promLabelProxyService } from "./label-proxy-manifests";

describe("prom-label-proxy", () => {
  const settings = settingsOf();
  const args = promLabelProxyArgs(settings);

  it("confines queries to the tenant of the header that Grafana's data sources send", () => {
    assert.ok(args.includes("-label=tenant"));
    assert.ok(args.includes("-header-name=X-Scope-OrgID"));
    assert.ok(args.includes(`-upstream=${endpoints(settings).prometheus.query}`));
  });

  it("refuses a query for another tenant, and lets no path through unconfined", () => {
    assert.ok(args.includes("-error-on-replace"));
    assert.ok(!args.some((arg) => arg.includes("passthrough")));
    // Either would let one header name several tenants.
    assert.ok(!args.some((arg) => arg.includes("regex-match") || arg.includes("list-syntax")));
  });

  it("is found where the front door looks for it, which keeps to one pod, and by that to one Prometheus of a pair", () => {
    assert.equal(promLabelProxyService().sessionAffinity, "ClientIP");
    assert.deepEqual(promLabelProxyService().ports, [{ name: "http", port: 8080, targetPort: "http" }]);
  });

  it("runs as many pods as the size says, without privileges, from a fixed image", () => {
    for (const size of sizeNames) {
      const sized = settingsOf({ size });
      assert.equal(promLabelProxyDeployment(sized).replicas, sized.sizing.promLabelProxy.replicas, size);
    }
    const text = JSON.stringify(promLabelProxyDeployment(settings));
    assert.ok(
      text.includes('"readOnlyRootFilesystem":true') &&
        text.includes('"runAsNonRoot":true') &&
        text.includes('"limits":{"memory":"64Mi"}'),
    );
    // It reads the alerts of all tenants at each question for rules: five at once amid 5,000 ended it (docs/sizing.md).
    assert.ok(text.includes('"env":[{"name":"GOMEMLIMIT","value":"54MiB"}]'));
    assert.match(images.promLabelProxy, /:v\d+\.\d+\.\d+$/);
  });
});
