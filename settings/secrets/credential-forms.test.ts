// Credentials by their form, in every place of the schema where none belongs.
import assert from "node:assert/strict";
import { broken, places, valid } from "../../test/support/broken-settings";
import { type ConfigValue, configurationOf } from "../../test/support/pulumi-config";
import { linesOf, signOn } from "../../test/support/told";
import { loadSettings } from "../load";
import { InvalidSettings } from "../refusals/invalid-settings";
import type { Path } from "../refusals/problem";
import { isCredential, leavesOf, valueAt } from "../shape";
import { hasFormOfCredential, isTokenOfAMaker } from "./credential-forms";
import { told } from "./disclosure";

/** The part that must not be seen; no word of a message has four of its letters side by side. */
const hidden = "Q7xZk9WvJ2qXz8Kj";

/** Refused wherever they stand in plain text. */
const tokens = [
  "AKIAQXZJKVWQXZJKVW01",
  `-----BEGIN RSA PRIVATE KEY-----\n${hidden}`,
  `eyJhbGciOiJIUzI1NiJ9.eyJ${hidden}.${hidden}`,
  `xoxb-1234-${hidden}`,
  `ghp_${hidden}${hidden}`,
  `github_pat_${hidden}_${hidden}`,
  `glpat-${hidden}abcd`,
  `glsa_${hidden}${hidden}`,
  `npm_${hidden}${hidden}`,
  `sk_live_${hidden}`,
  `sk-proj-${hidden}`,
  `hvs.${hidden}${hidden}`,
  `SG.${hidden}.${hidden}${hidden}`,
  `AIza${hidden}${hidden}abc`,
  `hf_${hidden}${hidden}`,
  `https://hooks.slack.com/services/T0/B0/${hidden}`,
  `https://api.telegram.org/bot1:${hidden}/send`,
  `https://discord.com/api/webhooks/1/${hidden}`,
];

/** As well; all places are tried with those above. */
const others = [
  `pul-${"0123456789abcdef".repeat(3).slice(0, 40)}`,
  `GOCSPX-${hidden}${hidden}`,
  `ATATT3${hidden}${hidden}`,
  `shpat_${"0123456789abcdef".repeat(2)}`,
  `dop_v1_${"0123456789abcdef".repeat(4)}`,
  `dt0c01.${hidden.toUpperCase()}${hidden.slice(0, 8).toUpperCase()}.${hidden.toUpperCase()}`,
  `hcaik_${hidden}${hidden}`,
  `sntrys_${hidden}${hidden}`,
  `lin_api_${hidden}${hidden}`,
  `figd_${hidden}${hidden}`,
  `PMAK-${"0123456789abcdef01234567"}-${hidden}`,
  `tskey-auth-${hidden}`,
  `dp.pt.${hidden}${hidden}`,
  `dapi${"0123456789abcdef".repeat(2)}`,
  `${hidden.slice(0, 14)}.atlasv1.${hidden}${hidden}`,
];

/** Shown nowhere, and accepted as a name where any name is. */
const opaque = [
  "f0c1e8d7a3b59c4e6f1a0d9c8b7e6f52",
  hidden,
  "3f1c9a7e-5b2d-4c88-9a61-0d7e2f4b6c13",
  "qxzjkvwqxzjkvw0189ab",
  `password=${hidden}`,
  `Bearer ${hidden}`,
  btoa(`otel:${hidden}`),
  // A UUID of which a part is letters alone, as an id of AWS begins.
  "3f1c9a7e-5b2d-4c88-aaff-0d7e2f4b6c13",
  "80417263958204716395",
  "uFAyRtxhLlAJeAJqVWzK",
  "Wn2Wa-MeBxF_mXnBy-iLqKzT",
  `{"password":"${hidden}"}`,
  "Xs]TJ!bQ7mPM&#jQ",
  'Xs7TJbQmPMjQ"3no1AvAK3Ael',
  "Xs7TJbQmPM'3no1AvAKAel",
  "Xs7TJbQmPM;3no1AvAKAel",
  "Xs7TJbQmPM\\3no1AvAKAel",
  "Xs7TJbQmPM`3no1AvAKAel",
  "Xs7TJbQmPM@3no1AvAKAel",
  "hg3b3i-3c20h1-4ma2el-04ta5w",
  "xjC8Q1_42MWA7_Xgbfsr_lu3uhs",
  "v9glu4pr.qm3w76fc.kq2cb82l",
  "K7QX2-9WZ4M-X3JV8-Q5ZK1",
];

const names = [
  "Payments & Ledger 2",
  "sk-team",
  "tokens of the team",
  "basic",
  "kafka.m7g.xlarge",
  "acme-observability-2024-01-loki-chunks",
  "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-0000-4000-8000-0a1b2c3d4e5f",
  `sha256:${"0a1b".repeat(16)}`,
  "sg-0123456789abcdef0",
  "subnet-0a1b2c3d4e5f60718",
  "111122223333.dkr.ecr.eu-central-1.amazonaws.com/mirror",
  "vpce-0a1b2c3d4e5f60718-abcdefgh.s3.eu-central-1.vpce.amazonaws.com",
  "b-1.test.a1b2c3.c2.kafka.eu-central-1.amazonaws.com:9098",
  "Zahlungsverkehrsabteilung/Buchhaltung",
  "ASIAPACIFICOPERATIONS",
  "MyObservabilityPlatformV2",
  "aws-eks-Prod-EU-Central-1a-Node-Group",
  "PaymentsAndLedgerTeamEU1",
  "TeamXYZ-QA-UAT-Prod-DEV",
  "Payments & Ledger (EU) 2024",
  "b-1.shop1a.a1b2c3.c2.kafka.us-east-1.amazonaws.com:9098",
  "prod-node1a-zone2b-eu-west-1",
  "k8s-ingressn-ingressn-3f1c9a7e5b-2d4c889a61.elb.eu-central-1.amazonaws.com",
  "ip-10-0-1-2.eu-central-1.compute.internal",
];

function refusalOf(path: Path, value: ConfigValue): InvalidSettings | undefined {
  try {
    loadSettings(configurationOf(broken(valid(), [{ path, value }])));
    return undefined;
  } catch (error) {
    assert.ok(error instanceof InvalidSettings, error instanceof Error ? error.stack : String(error));
    return error;
  }
}

function partShown(text: string, message: string): string | undefined {
  const secret = text.includes(hidden) ? hidden : text.replace(/^AKIA/, "");
  const parts = Array.from({ length: secret.length - 3 }, (_, start) => secret.slice(start, start + 4));
  return parts.find((part) => message.includes(part));
}

const free = places.filter((path) => !isCredential(path) && path[0] !== "sizing");
/** Each place with two of the texts, so that all of them come by. */
const some = <T>(texts: readonly T[], index: number) =>
  [0, 1].map((step) => texts[(index * 2 + step) % texts.length] as T);

describe("a credential by its form", function () {
  this.timeout(60_000);

  it("is shown in no refusal, at no place, whole or cut", () => {
    const all = [...tokens, ...opaque];
    free.forEach((path, index) => {
      for (const text of some(all, index)) {
        const message = refusalOf(path, text)?.message ?? "";
        assert.equal(partShown(text, message), undefined, message);
      }
    });
  });

  it("of digits alone and without quotes is not shown", () => {
    const message = refusalOf(["retention", "logsDays"], 8e19)?.message ?? "";
    assert.match(message, /retention\.logsDays: \[not shown\]/);
    assert.doesNotMatch(message, /8000/);
    assert.match(refusalOf(["retention", "logsDays"], 1e12)?.message ?? "", /1000000000000 - must be at most 3650/);
  });

  it("with its maker's form is refused in plain text wherever any text is taken", () => {
    let count = 0;
    free.forEach((path, index) => {
      for (const token of some(tokens, index)) {
        const config = broken(valid(), [{ path, value: token }]);
        if (valueAt(config, path) !== token) continue;
        count++;
        assert.ok(refusalOf(path, token), `${path.join(".")} takes ${token}`);
      }
    });
    assert.ok(count > 350, String(count));
    const token = tokens[4] ?? "";
    for (const [path, command] of [
      [["tenants", 0, "team"], "pulumi config rm --path 'observability:tenants[0].team'"],
      [["cluster", "name"], "pulumi config set --path observability:cluster.name"],
    ] as const)
      assert.deepEqual(
        refusalOf(path, token)?.problems.map((problem) => [problem.shown, problem.allowed, problem.command]),
        [
          [
            "[secret]",
            "must not be a credential, which its form says it is: it is in plain text here and in everything made from it",
            command,
          ],
        ],
      );
  });

  it("is known by the form of many makers", () => {
    assert.deepEqual(
      others.filter((text) => !isTokenOfAMaker(text) || !hasFormOfCredential(text)),
      [],
    );
    assert.match(
      linesOf({ pods: { labels: { team: String(others[0]) } } }).join(),
      /^pods\.labels\.team: \[secret\] - must not be a credential, which its form says it is: /,
    );
    const idAndSecret = { clientId: String(others[1]), clientSecret: { secure: "an-id.apps.example.com" } };
    assert.match(linesOf(signOn(idAndSecret)).join(), /^signOn\.clientId: \[secret\] - must not be a credential, /);
  });

  it("that a text itself calls one is refused wherever any text is taken, and not shown", () => {
    let count = 0;
    for (const path of free.filter((_, index) => index % 3 === 0)) {
      const text = `${path.length % 2 === 0 ? "token=" : "Bearer "}${hidden}`;
      if (valueAt(broken(valid(), [{ path, value: text }]), path) !== text) continue;
      count++;
      const refusal = refusalOf(path, text);
      assert.ok(refusal, `${path.join(".")} takes ${text}`);
      assert.equal(partShown(text, refusal.message), undefined, refusal.message);
    }
    assert.ok(count > 55, String(count));
    for (const team of ["Basic Services 2", "Bearer Bonds 2024", "Token & Secrets 1", "Access Management (token 2)"])
      assert.equal(refusalOf(["tenants", 0, "team"], team), undefined, team);
    const clientId = refusalOf(["signOn", "clientId"], "https://otel:hunter2@x.example.com");
    assert.match(clientId?.message ?? "", /clientId: .* - must be the id of an OAuth client, without a password in it/);
  });

  it("that is a word like any other is taken for the name that it may be, wherever there is free text", () => {
    const word = "Hunter2Xq9";
    for (const path of [
      ["tenants", 0, "team"],
      ["pods", "labels", "a"],
      ["pods", "annotations", "a"],
      ["fanout", "elasticsearch", "username"],
    ])
      assert.equal(refusalOf(path, word), undefined, path.join("."));
    assert.match(
      refusalOf(["pods", "annotations", "a"], `https://otel:${word}@x.example.com`)?.message ?? "",
      /\[not shown\]/,
    );
    assert.ok(refusalOf(["fanout", "datadog", "apiKey"], word), "where a credential belongs, plain text is none");
  });

  it("is refused as a key as well, once for all that stands under it, and not shown", () => {
    for (const holder of [
      ["pods", "labels"],
      ["pods", "annotations"],
      ["scheduling", "nodeSelector"],
    ])
      for (const token of tokens.filter((text) => /^[\w.-]+$/.test(text))) {
        const refusal = refusalOf([...holder, token], "yes");
        assert.ok(refusal, `${holder.join(".")} takes the key ${token}`);
        assert.equal(refusal.problems.length, 1, refusal.message);
        assert.equal(partShown(token, refusal.message), undefined, refusal.message);
      }
  });

  it("is no fault of a name: namespaces of previews end in a UUID or in 32 hexadecimal digits, and refusals beside show none", () => {
    const [hex = "", , uuid = ""] = opaque;
    const named = broken(valid(), [{ path: ["tenants", 0, "namespaces"], value: [hex, uuid, `preview-${uuid}`] }]);
    assert.ok(loadSettings(configurationOf(named)));
    const twice = refusalOf(["tenants", 0, "namespaces"], [hex, uuid, hex, uuid]);
    assert.deepEqual(
      twice?.problems.map(({ path, shown }) => `${path.join(".")} ${shown}`),
      ["tenants.0.namespaces.3 [not shown]", "tenants.0.namespaces.2 [not shown]"],
    );
    for (const text of [hex, uuid]) assert.equal(partShown(text, twice.message), undefined, twice.message);
    // A word of the name is still one that other messages may hold.
    const beside = broken(named, [{ path: ["tenants", 0, "id"], value: "preview_a" }]);
    assert.throws(() => loadSettings(configurationOf(beside)), /tenants\[0\]\.id: "preview_a" - /);
  });

  it("is looked for in time that grows with the text alone", () => {
    const start = process.cpuUsage();
    for (const part of ["token'''", "Ab", "a-", "://b"]) hasFormOfCredential(part.repeat(12_000));
    const seconds = process.cpuUsage(start).user / 1e6;
    assert.ok(seconds < 4, `${seconds} s`);
  });

  it("that an older version took is not named by what must stay", () => {
    const { shown, allowed, command } = told({
      path: ["cluster", "name"],
      value: "test",
      allowed: `must stay ${tokens[4]}: the platform is on that cluster`,
      command: `pulumi config set --path observability:cluster.name ${tokens[4]}`,
    });
    assert.deepEqual(
      [shown, allowed, command],
      ['"test"', "must be another value", "pulumi config set --path observability:cluster.name"],
    );
  });

  it("is none that people name things by", () => {
    for (const name of names) assert.ok(!hasFormOfCredential(name), name);
    for (const text of opaque) assert.ok(hasFormOfCredential(text) && !isTokenOfAMaker(text), text);
    for (const { path, value } of leavesOf(valid()))
      if (!isCredential(path) && path.at(-1) !== "secure")
        assert.ok(!hasFormOfCredential(String(value)), String(value));
  });
});
