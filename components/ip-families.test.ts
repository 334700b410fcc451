// Everything that is rendered, on clusters of either family of addresses.
import assert from "node:assert/strict";
import { hostPort, podAddress } from "../conventions/addresses";
import type { Settings } from "../settings/settings";
import { variants } from "../test/charts/variants";
import { type KindOfCluster, kindsOfCluster } from "../test/support/kinds-of-cluster";
import type { CloudNames } from "./cloud/names";
import { gatewayConfig } from "./collection/gateway/config";
import { logConsumerConfig } from "./collection/log-consumer/config";
import { samplerConfig } from "./collection/sampler/config";
import { releases } from "./releases";

function rendered(settings: Settings, names: CloudNames): string {
  const values = Object.entries(releases)
    .filter(([, { when }]) => when(settings))
    .map(([id, { values: valuesOf }]) => [id, valuesOf(settings, names)] as const);
  const consumer = settings.kafka.mode === "none" ? [] : [logConsumerConfig(settings, names)];
  const collectors = [gatewayConfig(settings, names), ...consumer, samplerConfig(settings)];
  return JSON.stringify([Object.fromEntries(values), collectors]);
}

const on = (kind: KindOfCluster) =>
  variants.map(({ name, settings, names }) => ({
    name,
    text: rendered({ ...settings, clusterKind: kindsOfCluster[kind] }, names),
  }));

describe("addresses", () => {
  it("of a family that is known at run time only stand in brackets", () => {
    assert.equal(hostPort(podAddress, 4317), "[${env:MY_POD_IP}]:4317");
    assert.equal(hostPort("::1", 1), "[::1]:1");
    assert.equal(hostPort("127.0.0.1", 1), "127.0.0.1:1");
    assert.equal(hostPort("loki.observability", 1), "loki.observability:1");
  });

  it("of listeners are those of IPv6 on an IPv6 cluster, in every stack and size", () => {
    for (const { name, text } of on("ipv6")) {
      assert.doesNotMatch(text, /(?<![0-9])0\.0\.0\.0|"ip4"|IPv4/, name);
      assert.match(text, /"ring":\{[^}]*\},"instance_enable_ipv6":true/, name);
      assert.match(text, /"frontend":\{"instance_enable_ipv6":true/, name);
      assert.match(text, /enable_inet6/, name);
      assert.match(text, /"enableIPv6":true/, name);
      assert.match(text, /listen \[::\]:8090;/, name);
      assert.match(text, /"resolver":"\[fd30:1c53:5f8a::a\]"/, name);
    }
  });

  it("that pods tell each other are their own, also where a VPC's are none that are private", () => {
    for (const { name, text } of on("ordinary").filter(({ text }) => text.includes('"tempoDistributed"'))) {
      assert.match(text, /"advertise_addr":"\$\{POD_IP\}"/, name);
      assert.match(text, /"extraArgs":\["-config.expand-env=true"\],"extraEnv":\[\{"name":"POD_IP"/, name);
    }
  });

  it("are never joined to a port without brackets", () => {
    for (const kind of ["ordinary", "ipv6"] as const) {
      for (const { name, text } of on(kind)) {
        assert.doesNotMatch(text, /MY_POD_IP\}:|"::+[0-9a-f]*:\d+"/, name);
        assert.match(text, /\[\$\{env:MY_POD_IP\}\]:13133/, name);
      }
    }
  });

  it("stay those of IPv4 on every other cluster", () => {
    for (const { name, text } of [...on("ordinary"), ...on("autoMode")])
      assert.doesNotMatch(text, /inet6|enable_ipv6|enableIPv6":true|"\[?::\]?[":]|\[::\]/, name);
  });
});
