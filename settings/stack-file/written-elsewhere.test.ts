// What a stack has from elsewhere than its file is mended there: no command takes it out, and one that writes a part of it
// would hide the rest.
import assert from "node:assert/strict";
import { signOn as withSignOn } from "../../test/support/told";
import { loadSettings } from "../load";
import { InvalidSettings } from "../refusals/invalid-settings";
import { readStackFile } from "./stack-file";

const sound = {
  environment: "test",
  cluster: { name: "test" },
  tenants: [{ id: "payments" }],
};

/** What mends each problem of settings of which the file has these keys. */
function mends(settings: Record<string, unknown>, keys: readonly string[], more = ""): Record<string, string> {
  const all: Record<string, unknown> = { ...sound, ...settings };
  const lines = keys.map((key) => `  observability:${key}: ${JSON.stringify(all[key])}\n`);
  const file = readStackFile(`${more}${lines.length > 0 ? "config:\n" : ""}${lines.join("")}`);
  assert.ok(file);
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  const values = Object.fromEntries(Object.entries(all).map(([key, value]) => [`observability:${key}`, text(value)]));
  try {
    loadSettings({ values, secretKeys: new Set(), file });
    return {};
  } catch (error) {
    assert.ok(error instanceof InvalidSettings);
    const rows = error.message.split("\n").slice(1);
    return Object.fromEntries(rows.map((row) => [row.trim().split(":")[0], row.split(" - ").at(-1)]));
  }
}

const inProject = (key: string) =>
  `mend it where it is written, in Pulumi.yaml, or write all of observability:${key} into the stack's file`;
const inEnvironment = (key: string) => inProject(key).replace("in Pulumi", "in the environment, or in Pulumi");

describe("settings that the stack's file has not", () => {
  const own = Object.keys(sound);
  const faulty = { sise: "medium", retention: { logsDayz: 3 }, kafka: { mode: "extrnal" }, size: "midium" };

  it("are mended where the project has them, but for what one command can put before them", () => {
    assert.deepEqual(mends(faulty, own), {
      sise: inProject("sise"),
      "retention.logsDayz": inProject("retention"),
      "kafka.mode": inProject("kafka"),
      size: "pulumi config set --path observability:size medium",
    });
  });

  it("are mended in the environment, but for values that one command can put above them", () => {
    const told = mends(faulty, [], "environment: [shared]\n");
    assert.equal(told.sise, inEnvironment("sise"));
    assert.equal(told["retention.logsDayz"], inEnvironment("retention"));
    assert.equal(told["kafka.mode"], "pulumi config set --path observability:kafka.mode external");
  });

  it("are asked for by commands where nobody has them, and the file is to have others of their group", () => {
    const flat = { "signOn.clientId": "grafana", "signOn.authUrl": "https://login.example.com/auth" };
    const told = mends(flat, [...own, ...Object.keys(flat)]);
    assert.equal(told["signOn.tokenUrl"], "pulumi config set --path --plaintext observability:signOn.tokenUrl");
    assert.equal(told["signOn.clientSecret"], "pulumi config set --secret --path observability:signOn.clientSecret");
    const signOn = withSignOn({ clientSecret: "0123456789" }).signOn;
    const empty = mends({ grafana: null, signOn }, [...own, "grafana", "signOn"]);
    assert.equal(empty["grafana.hostname"], "pulumi config set --path observability:grafana.hostname");
  });

  it("are mended by commands where the file has them", () => {
    const told = mends(faulty, [...own, ...Object.keys(faulty)]);
    assert.equal(told.sise, "pulumi config rm --path observability:sise");
    assert.match(told["retention.logsDayz"] ?? "", /^pulumi config rm .* && pulumi config set --path .*logsDays 3$/);
  });
});
