// No message of the pack shows a part of what a resource's inputs hold, however wrong they are.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { PlannedResource, Rule } from "./rule";
import { rules } from "./rules";

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 300), seed: Number(process.env.PROPERTY_SEED ?? 42) };

type Inputs = Record<string, unknown>;

const statement = { Effect: "Allow", Principal: "*", Action: ["s3:*"], NotResource: "a", Resource: ["*"] };
const pod = {
  containers: [{ name: "a", env: [{ name: "TOKEN", value: "x" }], resources: { requests: { memory: "1Gi" } } }],
  initContainers: [{ name: "b", args: ["--x"] }],
};
const metadata = { name: "a", annotations: { "example.com/a": "x" }, labels: { a: "b" } };

/** A resource for each type that a rule looks at, wrong in each way that it knows; and some that none looks at. */
const samples: [type: string, inputs: Inputs][] = [
  ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", { blockPublicAcls: "x" }],
  ["aws:s3/bucketAcl:BucketAcl", { acl: "public-read" }],
  ["aws:s3/bucket:Bucket", { acl: "authenticated-read", forceDestroy: true, tags: { a: "b" } }],
  ["aws:s3/bucketPolicy:BucketPolicy", { policy: { Statement: [statement] } }],
  ["aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", { rules: [{ a: "b" }] }],
  ["aws:secretsmanager/secret:Secret", { name: "a", description: "b" }],
  ["aws:secretsmanager/secretVersion:SecretVersion", { secretString: "x" }],
  ["aws:msk/cluster:Cluster", { encryptionInfo: { encryptionInTransit: { clientBroker: "x" } }, tags: { a: "b" } }],
  ...["policy:Policy", "rolePolicy:RolePolicy", "userPolicy:UserPolicy", "groupPolicy:GroupPolicy"].map(
    (kind): [string, Inputs] => [`aws:iam/${kind}`, { policy: { Statement: [statement, statement] } }],
  ),
  [
    "kubernetes:storage.k8s.io/v1:StorageClass",
    { provisioner: "ebs.csi.aws.com", parameters: { type: "gp3" }, metadata },
  ],
  [
    "kubernetes:helm.sh/v3:Release",
    {
      chart: "a",
      version: "^1.0.0",
      repositoryOpts: { repo: "https://x.example.com", username: "a", password: "b" },
      values: {
        adminPassword: "x",
        config: "password: x\n",
        env: [{ name: "KEY", value: "AKIAIOSFODNN7EXAMPLE" }],
        hook: "https://user:word@example.com/a",
        tokens: { a: "payments" },
        tls: { key: "-----BEGIN RSA PRIVATE KEY-----\nMIIE" },
        resources: { requests: { memory: "1Gi" } },
        podAnnotations: { a: "b" },
      },
    },
  ],
  ["kubernetes:apps/v1:Deployment", { metadata, spec: { template: { metadata, spec: pod } } }],
  ["kubernetes:core/v1:Pod", { metadata, spec: pod }],
  ["kubernetes:core/v1:Secret", { metadata, stringData: { token: "x" }, data: { a: "b" } }],
  ["kubernetes:core/v1:ConfigMap", { metadata, data: { config: "password: x" } }],
];

type Path = readonly (string | number)[];

/** Paths of texts, and those of keys. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    return typeof item === "object" ? [at, ...pathsOf(item, at)] : [at];
  });
}

/** In the place of the value, around it, beside it, or as the key. */
const ways = ["value", "before", "after", "line", "address", "key", "beside"] as const;

function put(value: unknown, [step, ...rest]: Path, way: (typeof ways)[number], secret: string): unknown {
  if (step === undefined) {
    if (way === "value" || way === "key" || way === "beside") return secret;
    if (way === "line") return `${String(value)}\npassword: ${secret}\n`;
    if (way === "address") return `https://user:${secret}@example.com/${String(value)}`;
    return way === "before" ? `${secret}${String(value)}` : `${String(value)}${secret}`;
  }
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? put(item, rest, way, secret) : item));
  const entries = Object.entries(value as Inputs);
  return Object.fromEntries(
    entries.flatMap(([key, item]) => {
      if (key !== step) return [[key, item]];
      if (rest.length > 0) return [[key, put(item, rest, way, secret)]];
      if (way === "key") return [[secret, item]];
      return way === "beside"
        ? [
            [key, item],
            [`${key}Token`, secret],
          ]
        : [[key, put(item, rest, way, secret)]];
    }),
  );
}

/** All that a rule says, or dies of: the engine prints that as well. */
function saidBy(rule: Rule, type: string, props: Inputs): string {
  const resource: PlannedResource = { urn: `urn:pulumi:a::b::${type}::it`, type, name: "it", props, protect: false };
  try {
    return "check" in rule
      ? rule.check(resource).join("\n")
      : rule
          .checkStack([{ ...resource, uses: [] }])
          .map(({ message }) => message)
          .join("\n");
  } catch (error) {
    return String(error);
  }
}

function partShown(secret: string, text: string): string | undefined {
  const parts = Array.from({ length: secret.length - 3 }, (_, start) => secret.slice(start, start + 4));
  return parts.find((part) => text.includes(part));
}

/** Letters that no word of a message has side by side, and digits: what a key looks like. */
const canary = fc
  .array(fc.constantFrom(..."QXZJKVWqxzjkvw0123456789"), { minLength: 24, maxLength: 40 })
  .map((letters) => `Q7${letters.join("")}`);

describe("the policy pack shows no four characters of a secret", function () {
  this.timeout(60_000 + runs.numRuns * 100);

  for (const [type, inputs] of samples) {
    it(`in ${type}`, () => {
      const paths = pathsOf(inputs);
      const places = fc.array(fc.tuple(fc.constantFrom(...paths), fc.constantFrom(...ways)), {
        minLength: 1,
        maxLength: 3,
      });
      fc.assert(
        fc.property(canary, places, fc.boolean(), (secret, chosen, asText) => {
          // A place that another one took away stays away.
          const spoilt = chosen.reduce<Inputs>((all, [path, way]) => {
            try {
              return put(all, path, way, secret) as Inputs;
            } catch {
              return all;
            }
          }, inputs);
          const props = asText && "policy" in spoilt ? { ...spoilt, policy: JSON.stringify(spoilt.policy) } : spoilt;
          for (const rule of rules) {
            const said = saidBy(rule, type, props);
            assert.equal(partShown(secret, said), undefined, `${rule.name}: ${said}`);
          }
        }),
        runs,
      );
    });
  }

  it("in a document that is no JSON", () => {
    for (const type of ["aws:s3/bucketPolicy:BucketPolicy", "aws:iam/policy:Policy"])
      for (const rule of rules)
        for (const policy of ["Q7xZk9WvJ2qXz8Kj", '{"Statement": Q7xZk9WvJ2qXz8Kj}', '"Q7xZk9WvJ2qXz8Kj"'])
          assert.equal(partShown("Q7xZk9WvJ2qXz8Kj", saidBy(rule, type, { policy })), undefined);
  });

  it("and every rule refuses a sample", () => {
    const silent = rules.filter((rule) => samples.every(([type, inputs]) => saidBy(rule, type, inputs) === ""));
    // What a change lets go of is named by the program, which has judged it, and by URNs.
    assert.deepEqual(
      silent.map(({ name }) => name),
      ["losses-are-named"],
    );
  });
});
