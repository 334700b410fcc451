// A key that is a credential is in no message; a key that is a word is named.
import assert from "node:assert/strict";
import { problemsOfOverrides } from "../../components/releases";
import { namesFor } from "../../test/support/place";
import { settingsOf } from "../../test/support/settings-of";
import { linesOf, type Overrides } from "../../test/support/told";
import { InvalidSettings } from "../refusals/invalid-settings";
import { told } from "./disclosure";
import { isOfWords } from "./shown-keys";

const tokens = [
  ["ghp", "16C7e42F292c6912E7710c838347Ae178B4a"].join("_"),
  ["xoxb", "1234", "5678", "abcdefghijkl"].join("-"),
  ["AKIA", "IOSFODNN7EXAMPLE"].join(""),
  "R0123456789ABCDEFGHIJ",
  "550e8400-e29b-41d4-a716-446655440000",
  "https://hooks.example.com/services/T0/B0/XXXXYYYY",
];

describe("keys in messages", () => {
  it("are not shown where they may be a credential, wherever they stand", () => {
    for (const token of tokens) {
      const places: Overrides[] = [
        { [token]: "x" },
        { alerts: { [token]: null } },
        { alerts: { receivers: [{ name: "a", type: "webhook", [token]: "x" }] } },
        { tenants: [{ id: "a", [token]: { a: 1 } }] },
        { sizing: { loki: { [token]: 1 } } },
        { pods: { labels: { [`${token}!`]: "x" } } },
        { overrides: { [token.toUpperCase()]: { a: 1 } } },
      ];
      for (const place of places) {
        const message = linesOf(place).join("\n");
        assert.match(message, /has a key that is not known here, nor shown, .*edit the stack's file: /);
        assert.ok(!message.toLowerCase().includes(token.toLowerCase().slice(0, 6)), message);
      }
      const settings = settingsOf({ overrides: { grafana: { [token]: 1 } } });
      const { message } = new InvalidSettings(
        problemsOfOverrides(settings, namesFor(settings)).map(told),
        settings.written,
      );
      assert.ok(/nor shown/.test(message) && !message.includes(token.slice(0, 6)), message);
    }
  });

  it("that may be one, and are a label's or a header's, are kept: what is wrong there is told", () => {
    const key = "rack42a-b7";
    const told = "at a key that is not shown, for it may be a credential - edit the stack's file: mend what stands";
    for (const [place, start] of [
      [{ pods: { labels: { [key]: "a b" } } }, "pods.labels: [not shown] - must be a Kubernetes label value: "],
      [{ pods: { annotations: { [key]: 5 } } }, "pods.annotations: [not shown] - must be text, so quote it: "],
      [
        { fanout: { otlpHttp: { enabled: true, endpoint: "https://a.example.com", headers: { [key]: "hunter22" } } } },
        "fanout.otlpHttp.headers: [not shown] - must be a Pulumi secret, it is in plain text: ",
      ],
    ] as unknown as [Overrides, string][]) {
      const [line = "", ...more] = linesOf(place);
      assert.ok(line.startsWith(start + told) && !line.includes(key), line);
      assert.deepEqual(more, []);
    }
  });

  it("are shown below a group of credentials only where they are short, or near a setting's", () => {
    assert.match(linesOf({ fanout: { datadog: { apikeyy: "x" } } }).join(), /^fanout\.datadog\.apikeyy: /);
    assert.match(linesOf({ alerts: { correcthorsebattery: "x" } }).join(), /^alerts: \[not shown\] - has a key/);
  });

  it("are shown where they are words", () => {
    const words = [
      "apiKey",
      "routing_key",
      "http_2xx",
      "k8sPodOwner",
      "k8s-app",
      "auth.generic_oauth",
      "terminationGracePeriodSeconds",
    ];
    assert.deepEqual(
      words.filter((word) => !isOfWords(word)),
      [],
    );
    assert.match(linesOf({ logs: { kubernetesEvent: "x" } }).join(), /^logs\.kubernetesEvent: /);
    const annotations = { "alb.ingress.kubernetes.io/listen-ports": 3 } as unknown as Record<string, string>;
    assert.match(linesOf({ pods: { annotations } }).join(), /^pods\.annotations\["alb\.ingress/);
  });
});
