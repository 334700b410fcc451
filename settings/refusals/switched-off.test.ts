// What people write for "off" is off after the printed command, or the words say that there is no switch; never is the
// default taken for it.
import assert from "node:assert/strict";
import { runCommands } from "../../test/support/pulumi-config";
import { commandsOf, type Overrides } from "../../test/support/told";

const mended = (overrides: Overrides) =>
  commandsOf(overrides).reduce(
    (config, command) => runCommands(config, command, () => assert.fail(`asks: ${command}`)),
    overrides,
  );

describe("what is off by the user's words", () => {
  const withoutBrokers: Overrides[] = [
    { kafka: false },
    { kafka: "none" },
    { kafka: { enabled: false } },
    { kafka: { enabled: "no" } },
    { kafka: { disabled: true } },
    { kafka: { mode: false } },
    { kafka: { mode: "off" } },
  ];
  for (const overrides of withoutBrokers)
    it(`has no brokers: ${JSON.stringify(overrides)}`, () => {
      assert.deepEqual(mended(overrides), { kafka: { mode: "none" } });
    });

  const leftOut: [title: string, written: Overrides, then: Overrides][] = [
    ["sign-on", { signOn: { enabled: false } }, {}],
    ["a proxy", { proxy: "none" }, {}],
    ["an ingress", { grafana: { ingress: { enabled: false } } }, {}],
    ["outside senders", { cluster: { name: "c", externalIngest: false } }, { cluster: { name: "c" } }],
    ["a dead man's switch", { alerts: { deadMansSwitch: { enabled: false } } }, {}],
    ["the same by its kind", { alerts: { deadMansSwitch: { type: "none" } } }, {}],
    ["receivers", { alerts: { receivers: "none" } }, {}],
    ["a mirror", { charts: { mirror: "none" } }, {}],
    ["a class of volumes", { storageClass: "none" }, {}],
    ["a registry", { images: { registry: "off" } }, {}],
    ["a copy", { fanout: { datadog: false } }, { fanout: { datadog: { enabled: false } } }],
    ["a copy by another key", { fanout: { jaeger: { disabled: true } } }, { fanout: { jaeger: { enabled: false } } }],
    ["events", { logs: { kubernetesEvents: { enabled: false } } }, { logs: { kubernetesEvents: false } }],
    ["files", { logs: { filePipeline: "off" } }, { logs: { filePipeline: "none" }, kafka: { mode: "none" } }],
  ];
  for (const [title, written, then] of leftOut)
    it(`is left out, or said as the setting wants it: ${title}`, () => {
      assert.deepEqual(mended(written), then);
    });

  it("is told in words where other settings stand beside it, and where nothing has a switch", () => {
    const inWords: Overrides[] = [
      { kafka: { enabled: false, mode: "msk" } },
      { grafana: { hostname: "g.example.com", ingress: { className: "alb", enabled: false } } },
      { logs: { enabled: false } },
      { alerts: { enabled: false } },
      { fanout: { datadog: { enabled: true, disabled: true } } },
      { sizing: { grafana: false } },
    ];
    for (const overrides of inWords) {
      const told = commandsOf(overrides).filter((command) => !command.includes("apiKey"));
      assert.equal(told.length, 1, told.join("\n"));
      assert.match(told[0] ?? "", /^edit the stack's file: /);
    }
  });

  it("is no kind that is far from all: a receiver of type none is asked for", () => {
    assert.deepEqual(commandsOf({ alerts: { receivers: [{ name: "a", type: "carrier-pigeon" }] } }), [
      "pulumi config set --path 'observability:alerts.receivers[0].type'",
    ]);
  });
});
