import assert from "node:assert/strict";
import { parse } from "yaml";
import { settingsOf } from "../../../test/support/settings-of";
import type { HelmValues } from "../../helm-values";
import { grafanaValues } from "./values";

const exposed = settingsOf({
  grafana: {
    hostname: "grafana.example.com",
    ingress: {
      className: "alb",
      annotations: { "alb.ingress.kubernetes.io/scheme": "internal" },
      tlsSecret: "grafana-tls",
    },
  },
});
const ini = (values: HelmValues) => values["grafana.ini"] as Record<string, Record<string, unknown> | undefined>;

describe("Grafana's values", () => {
  const values = grafanaValues(settingsOf());

  it("take the administrator's password from a Secret", () => {
    assert.deepEqual(values.admin, {
      existingSecret: "grafana-admin",
      userKey: "admin-user",
      passwordKey: "admin-password",
    });
  });

  it("let nobody in unasked, and nobody into the operators' organisation by default", () => {
    assert.deepEqual(ini(values).users, { allow_sign_up: false, allow_org_create: false, auto_assign_org: false });
    assert.deepEqual(ini(values)["auth.anonymous"], { enabled: false });
    assert.equal(ini(values).security?.cookie_secure, true);
    assert.equal(ini(values).public_dashboards?.enabled, false);
  });

  it("report nothing to anybody", () => {
    assert.deepEqual([...new Set(Object.values(ini(values).analytics ?? {}))], [false]);
  });

  it("keep the database on a gp3 volume, which the old pod leaves before the new one starts", () => {
    assert.deepEqual(values.deploymentStrategy, { type: "Recreate" });
    assert.deepEqual(values.persistence, {
      enabled: true,
      type: "pvc",
      storageClassName: "observability-gp3",
      size: "10Gi",
    });
  });

  it("give the sidecar ConfigMaps of the platform's namespace to read, and no Secrets", () => {
    assert.deepEqual(values.rbac, { namespaced: true, useExistingRole: "grafana-dashboards" });
    assert.equal((values.sidecar as Record<string, HelmValues>).dashboards?.resource, "configmap");
  });

  it("run the organisations' script beside Grafana, with requests, limits and the password from the Secret", () => {
    const [container] = parse(String(values.extraContainers)) as Record<string, unknown>[];
    assert.deepEqual(container?.command, ["sh", "/desired/reconcile.sh"]);
    assert.ok(
      JSON.stringify(container?.env).includes('"secretKeyRef":{"name":"grafana-admin","key":"admin-password"}'),
    );
    assert.ok(JSON.stringify(container?.resources).includes("limits"));
  });

  it("have an ingress and a public address exactly where the stack asks for it", () => {
    assert.deepEqual(values.ingress, { enabled: false });
    assert.equal(ini(values).server, undefined);
    assert.deepEqual(grafanaValues(exposed).ingress, {
      enabled: true,
      ingressClassName: "alb",
      annotations: { "alb.ingress.kubernetes.io/scheme": "internal" },
      hosts: ["grafana.example.com"],
      tls: [{ secretName: "grafana-tls", hosts: ["grafana.example.com"] }],
    });
    assert.equal(ini(grafanaValues(exposed)).server?.root_url, "https://grafana.example.com/");
  });
});
