import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { organisationsScript } from "../../../dashboards/alerts/loki-ruler";
import { kindsOfCluster } from "../../../test/support/kinds-of-cluster";
import { settingsOf } from "../../../test/support/settings-of";
import { charts } from "../../charts";
import type { HelmValues } from "../../helm-values";
import { garbagePercent, grafanaValues } from "./values";

const hostname = "grafana.example.com";
const behind = (ingress: Record<string, unknown>) => settingsOf({ grafana: { hostname, ingress } });
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
    assert.equal(ini(values).snapshots?.enabled, false);
  });

  it("tell metrics, which name every tenant, nobody but the agent", () => {
    const name = "grafana-metrics";
    assert.deepEqual(values.serviceMonitor, {
      enabled: true,
      basicAuth: {
        username: { name, key: "GF_METRICS_BASIC_AUTH_USERNAME" },
        password: { name, key: "GF_METRICS_BASIC_AUTH_PASSWORD" },
      },
    });
    // Grafana asks for them where it has both, so it does not start without.
    assert.ok(
      (values.envFromSecrets as object[]).some((secret) => JSON.stringify(secret) === JSON.stringify({ name })),
    );
  });

  it("give it the time to start that Helm waits", () => {
    const { periodSeconds, failureThreshold } = values.startupProbe as Record<string, number>;
    assert.equal(Number(periodSeconds) * Number(failureThreshold), charts.grafana.timeoutSeconds);
    // Its alerting has a part of that for all organisations, where 30 s are Grafana's own.
    assert.equal(ini(values).unified_alerting?.initialization_timeout, "8m");
  });

  it("keep the data sources that the image brings: to update one on a read-only file system stops it", () => {
    assert.deepEqual(ini(values).plugins, { preinstall_auto_update: false });
  });

  it("have room for an organisation of each of a thousand tenants from medium on, and let little garbage grow beside them", () => {
    for (const [size, tenants] of Object.entries({ small: 300, medium: 1_000, large: 1_000 })) {
      const { env, resources } = grafanaValues(settingsOf({ size }));
      const limitMib = Number.parseInt((resources as { limits: { memory: string } }).limits.memory, 10);
      // GOMEMLIMIT is the chart's: Helm cannot change a variable that stands there twice.
      assert.deepEqual(env, { GOGC: `${garbagePercent}` });
      // 0.46 MiB for each, and what Grafana itself holds.
      assert.ok((200 + tenants * 0.5) * (1 + garbagePercent / 100) <= limitMib * 0.9, size);
    }
  });

  it("have the organisations' script write what fails as the alert on it reads it", () => {
    const [{ name }] = parse(values.extraContainers as string) as [{ name: string }];
    const { container, failure } = organisationsScript;
    assert.equal(name, container);
    const script = readFileSync(join(__dirname, "organisations.sh"), "utf8");
    assert.ok(script.includes(`log "${failure}$2: HTTP $1`));
    assert.doesNotMatch(script, new RegExp(`log "[^"]*(not ready|tenants,)[^"]*${failure}`));
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
    const { dashboards } = values.sidecar as Record<string, HelmValues>;
    assert.equal(dashboards?.resource, "configmap");
    assert.equal(dashboards.label, "observability.io/dashboard", "which no Grafana of others looks for");
  });

  it("run the organisations' script beside Grafana, with requests, limits and the password from the Secret", () => {
    const [container] = parse(String(values.extraContainers)) as Record<string, unknown>[];
    assert.deepEqual(container?.command, ["sh", "/desired/reconcile.sh"]);
    assert.ok(
      JSON.stringify(container?.env).includes('"secretKeyRef":{"name":"grafana-admin","key":"admin-password"}'),
    );
    assert.ok(JSON.stringify(container?.resources).includes("limits"));
  });

  it("give Grafana the file with the operators' password, of which the script sees changes, and no other reader's", () => {
    assert.deepEqual(values.extraVolumeMounts, [
      { name: "operators-password", mountPath: "/etc/operators", readOnly: true },
    ]);
    const volumes = values.extraContainerVolumes as { name: string }[];
    assert.deepEqual(
      volumes.find(({ name }) => name === "operators-password"),
      {
        name: "operators-password",
        secret: { secretName: "read-passwords", items: [{ key: "_operators", path: "password" }] },
      },
    );
    assert.match(String(values.extraContainers), /name: operators-password\s+mountPath: \/operators\n/);
  });

  it("have an ingress and a public address exactly where the stack asks for it", () => {
    assert.deepEqual(values.ingress, { enabled: false });
    assert.equal(ini(values).server, undefined);
    assert.equal(ini(grafanaValues(behind({ className: "nginx" }))).server?.root_url, `https://${hostname}/`);
  });

  const certificateArn = "arn:aws:acm:eu-central-1:111122223333:certificate/1a2b3c4d";
  const albOwn = {
    "alb.ingress.kubernetes.io/target-type": "ip",
    "alb.ingress.kubernetes.io/listen-ports": '[{"HTTP":80},{"HTTPS":443}]',
    "alb.ingress.kubernetes.io/ssl-redirect": "443",
    "alb.ingress.kubernetes.io/healthcheck-path": "/api/health",
  };

  it("are reached over TLS behind an ALB, whose check asks for health and not for a redirect", () => {
    const scheme = { "alb.ingress.kubernetes.io/scheme": "internal" };
    assert.deepEqual(grafanaValues(behind({ className: "alb", certificateArn, annotations: scheme })).ingress, {
      enabled: true,
      ingressClassName: "alb",
      annotations: { ...albOwn, "alb.ingress.kubernetes.io/certificate-arn": certificateArn, ...scheme },
      hosts: [hostname],
      tls: [{ hosts: [hostname] }],
    });
  });

  it("let the controller look for a certificate of the host name where none is named", () => {
    const found = grafanaValues(behind({ className: "internal-alb" })).ingress as HelmValues;
    assert.deepEqual(found.annotations, albOwn);
    assert.deepEqual(found.tls, [{ hosts: [hostname] }]);
  });

  it("take a stack's own annotation for the platform's, tags of the provider, and both families on IPv6", () => {
    const settings = {
      ...behind({
        className: "x",
        controller: "alb",
        annotations: {
          "alb.ingress.kubernetes.io/listen-ports": '[{"HTTPS":8443}]',
          "alb.ingress.kubernetes.io/ssl-redirect": "8443",
        },
      }),
      tags: { team: "platform", environment: "prod" },
      clusterKind: kindsOfCluster.ipv6,
    };
    assert.deepEqual((grafanaValues(settings).ingress as HelmValues).annotations, {
      ...albOwn,
      "alb.ingress.kubernetes.io/listen-ports": '[{"HTTPS":8443}]',
      "alb.ingress.kubernetes.io/ssl-redirect": "8443",
      "alb.ingress.kubernetes.io/ip-address-type": "dualstack",
      "alb.ingress.kubernetes.io/tags": "environment=prod,team=platform",
    });
  });

  it("say nothing for the other Ingresses of a group: no redirect of theirs, no tags of the load balancer", () => {
    const group = { "alb.ingress.kubernetes.io/group.name": "shared" };
    const settings = { ...behind({ className: "alb", annotations: group }), tags: { team: "platform" } };
    assert.deepEqual((grafanaValues(settings).ingress as HelmValues).annotations, {
      "alb.ingress.kubernetes.io/target-type": "ip",
      "alb.ingress.kubernetes.io/listen-ports": '[{"HTTPS":443}]',
      "alb.ingress.kubernetes.io/healthcheck-path": "/api/health",
      ...group,
    });
  });

  it("are reached over TLS behind nginx, with the certificate of a Secret or the controller's own", () => {
    const tls = (ingress: Record<string, unknown>) => (grafanaValues(behind(ingress)).ingress as HelmValues).tls;
    assert.deepEqual(tls({ className: "nginx", tlsSecret: "grafana-tls" }), [
      { secretName: "grafana-tls", hosts: [hostname] },
    ]);
    // Without hosts here nginx would serve plain HTTP, over which no cookie of Grafana's goes.
    assert.deepEqual(tls({ className: "nginx" }), [{ hosts: [hostname] }]);
    assert.equal(tls({ className: "traefik" }), undefined);
  });

  it("leave braces of an annotation to who reads it, not to Helm", () => {
    const found = grafanaValues(behind({ className: "nginx", annotations: { a: "{{ x }}" } })).ingress as HelmValues;
    assert.deepEqual(found.annotations, { a: '{{ "{{" }} x }}' });
  });
});
