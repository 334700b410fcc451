// An `up` whose provider fails: the provider's own words are told, and of the credentials of the stack no four characters,
// whatever fails; the next one goes on. On the real engine with stand-ins for the providers.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { openStandinRoom } from "../../servers/standin-room";
import type { EngineRoom } from "../stack/engine-room";
import { EngineStack } from "../stack/engine-stack";
import { changed } from "../stack/running-stack";

/** No word of an output has four of these letters side by side. */
const canary = (index: number) => `Q7xZ${"kqwjzxvqkj".slice(index)}Zx7Q${"JWQKXZVQ".slice(index)}kQ${index}zX`;

const credentials: Readonly<Record<string, string>> = {
  "alerts.receivers[0].url": `https://hooks.example.com/${canary(0)}`,
  "alerts.receivers[1].routingKey": canary(1),
  "alerts.deadMansSwitch.url": `https://hc.example.com/${canary(2)}`,
  "fanout.elasticsearch.password": canary(3),
  "fanout.otlpHttp.headers.Authorization": `Bearer ${canary(4)}`,
  "longTermMetrics.credential": canary(5),
  "signOn.clientSecret": canary(6),
};

const settings = {
  alerts: {
    receivers: [
      { name: "a", type: "slack", channel: "#a" },
      { name: "b", type: "pagerduty" },
    ],
    deadMansSwitch: { type: "healthchecks" },
  },
  fanout: {
    elasticsearch: { enabled: true, endpoints: ["https://s.example.com"], username: "otel" },
    otlpHttp: { enabled: true, endpoint: "https://otlp.example.com" },
  },
  longTermMetrics: { type: "mimir", url: "https://mimir.example.com/api/v1/push" },
  grafana: { hostname: "g.example.com" },
  signOn: {
    clientId: "grafana",
    authUrl: "https://login.example.com/auth",
    tokenUrl: "https://login.example.com/token",
    operators: ["platform"],
  },
  kafka: { mode: "msk", auth: "scram" },
};

/** What is made of credentials fails first; the last one repeats a credential, as a server may that echoes its input. */
const failures: readonly [type: string, words: string][] = [
  ["random:index/randomPassword:RandomPassword", "creating password: entropy source: resource temporarily unavailable"],
  ["aws:secretsmanager/secretVersion:SecretVersion", "putting Secret value: DecryptionFailure: key is disabled"],
  ["kubernetes:core/v1:Secret", "secrets is forbidden: exceeded quota: objects, requested: secrets=1"],
  [
    "kubernetes:helm.sh/v3:Release",
    `release failed: webhook denied the request: ${credentials["signOn.clientSecret"]}`,
  ],
];

const pieces = (text: string, length: number) =>
  Array.from({ length: text.length - length + 1 }, (_, start) => text.slice(start, start + length));

/** Of a credential, or of what a Secret makes of it. */
function partShown(text: string): string | undefined {
  const parts = Object.values(credentials).flatMap((credential, index) => [
    ...pieces(canary(index), 4),
    ...pieces(
      Buffer.from(credential)
        .toString("base64")
        .replace(/.{3}=*$/, ""),
      12,
    ),
  ]);
  return parts.find((part) => text.includes(part));
}

describe("an up whose provider fails", function () {
  this.timeout(600_000);
  let room: EngineRoom;
  let stack: EngineStack;

  before(async () => {
    room = await openStandinRoom();
    stack = await EngineStack.create(room, "failing", "sandbox", { protect: true, ...settings });
    for (const [key, value] of Object.entries(credentials)) {
      const { status, stderr } = pulumi(["config", "set", "--secret", "--path", `observability:${key}`, value]);
      assert.equal(status, 0, stderr);
    }
  });
  after(() => {
    stack?.close();
    room?.close();
  });

  const pulumi = (args: readonly string[], environment: Record<string, string> = {}) =>
    spawnSync("pulumi", [...args, "--stack", "failing", "--non-interactive"], {
      cwd: stack.stack.workspace.workDir,
      env: { ...room.environment, ...environment },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });

  for (const [type, words] of failures) {
    it(`tells the words of ${type}, and no part of a credential`, () => {
      for (const way of [["--diff"], []]) {
        const fails = { STANDIN_FAILS_ONCE: JSON.stringify({ [type]: words }) };
        const { status, stdout, stderr } = pulumi(["up", "--yes", "--skip-preview", ...way], fails);
        const told = stdout + stderr;
        assert.notEqual(status, 0, told);
        assert.ok(
          told.includes(words.replace(credentials["signOn.clientSecret"] ?? "", "[secret]")),
          told.slice(-3_000),
        );
        assert.equal(partShown(told), undefined);
      }
    });
  }

  it("is completed by the next one, and holds what is made of credentials as secrets", async () => {
    const { status, stdout, stderr } = pulumi(["up", "--yes", "--skip-preview"]);
    assert.equal(status, 0, stderr + stdout.slice(-3_000));
    assert.equal(partShown(stdout + stderr), undefined);
    assert.deepEqual(changed(await stack.up()), []);
    const { stdout: exported } = pulumi(["stack", "export"]);
    // Among so many letters of ciphertext four of a credential come by chance.
    const plain = exported.replace(/"(ciphertext|salt)": "[^"]*"/g, "");
    assert.notEqual(plain, exported, "there is ciphertext");
    assert.equal(partShown(plain), undefined, "the state");
    assert.notEqual(partShown(pulumi(["stack", "export", "--show-secrets"]).stdout), undefined, "they were there");
  });
});
