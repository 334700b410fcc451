// Each rule of the policy pack: what it lets pass, and what it says of what it does not.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { charts } from "../components/charts";
import { recordType } from "../conventions/data-types";
import { checks, planned, urn } from "../test/support/policy-cases";
import type { StackResource, StackRule } from "./rule";
import { rules } from "./rules";
import { brokersSpeakTls } from "./rules/brokers-with-tls";
import { bucketsAreEncrypted, dataIsEncrypted } from "./rules/encryption";
import { memoryIsLimited } from "./rules/missing-limits";
import { dataIsProtected } from "./rules/missing-protection";
import { lossesAreNamed } from "./rules/named-losses";
import { chartsArePinned } from "./rules/pinned-charts";
import { credentialsAreReferences } from "./rules/plain-credentials";
import { bucketsAreLocked } from "./rules/public-buckets";

const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/1";
const release = (values: object) => ({ chart: "loki", version: "18.11.0", values });

describe("policy", () => {
  checks(dataIsEncrypted, [
    {
      type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      passes: [
        { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn } }] },
      ],
      fails: [[{ rules: [{}] }, /names no algorithm/]],
    },
    {
      type: "aws:msk/cluster:Cluster",
      passes: [{ encryptionInfo: { encryptionAtRestKmsKeyArn: keyArn } }],
      fails: [[{ encryptionInfo: {} }, /volumes have no key/]],
    },
    {
      type: "aws:secretsmanager/secret:Secret",
      passes: [{ kmsKeyId: keyArn }],
      fails: [[{ name: "plain" }, /no key of ours/]],
    },
    {
      type: "kubernetes:storage.k8s.io/v1:StorageClass",
      passes: [{ provisioner: "ebs.csi.aws.com", parameters: { encrypted: "true" } }],
      fails: ["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"].map((provisioner) => [
        { provisioner, parameters: { type: "gp3" } },
        /not encrypted/,
      ]),
    },
  ]);

  checks(chartsArePinned, [
    {
      type: "kubernetes:helm.sh/v3:Release",
      passes: Object.values(charts).map(({ name, version }) => ({ chart: name, version })),
      fails: [
        [{ chart: "loki" }, /\(none\)/],
        [{ chart: "loki", version: "^18.0.0" }, /version \^18\.0\.0 is not exact/],
        [{ chart: "loki", version: "18" }, /not exact/],
      ],
    },
  ]);

  checks(credentialsAreReferences, [
    {
      type: "kubernetes:helm.sh/v3:Release",
      passes: [
        release({ admin: { existingSecret: "grafana-admin", passwordKey: "admin-password", userKey: "admin-user" } }),
        release({ config: "sasl:\n  username: log-consumer\n  password: ${env:KAFKA_PASSWORD}\n" }),
        release({
          env: { GF_AUTH_PASSWORD: "$__file{/etc/secrets/password}" },
          url: "http://loki.observability:3100",
          password: "",
        }),
        release({ serviceAccount: { automountServiceAccountToken: false } }),
      ],
      fails: [
        [release({ adminPassword: "hunter2" }), /^values\.adminPassword is a credential/],
        [
          release({ receivers: [{ url: "https://user:hunter2@example.com/hook" }] }),
          /receivers\[0\]\.url holds an address with a password/,
        ],
        [release({ config: "sasl:\n  password: hunter2\n" }), /values\.config holds a line with a credential/],
        [release({ env: [{ name: "KEY", value: "AKIAIOSFODNN7EXAMPLE" }] }), /env\[0\]\.value holds an AWS access key/],
        [release({ tls: { key: "-----BEGIN RSA PRIVATE KEY-----\nMIIE" } }), /holds a private key/],
      ],
    },
  ]);

  it("credentials-are-references never repeats the credential", () => {
    const messages = credentialsAreReferences.check(
      planned("kubernetes:helm.sh/v3:Release", release({ adminPassword: "hunter2", config: "password: hunter2" })),
    );
    assert.equal(messages.length, 2);
    assert.ok(!messages.join().includes("hunter2"));
  });

  const bounded = { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } };
  checks(memoryIsLimited, [
    {
      type: "kubernetes:helm.sh/v3:Release",
      passes: [
        release({ loki: { resources: bounded }, volumeClaim: { resources: { requests: { storage: "10Gi" } } } }),
      ],
      fails: [
        [
          release({ loki: { resources: { requests: { memory: "1Gi" } } } }),
          /^loki\.resources requests without limits\.memory$/,
        ],
      ],
    },
    {
      type: "kubernetes:apps/v1:Deployment",
      passes: [{ spec: { template: { spec: { containers: [{ name: "proxy", resources: bounded }] } } } }],
      fails: [
        [{ spec: { template: { spec: { containers: [{ name: "proxy" }] } } } }, /container proxy has no memory limit/],
        [
          { spec: { template: { spec: { initContainers: [{ name: "copy", resources: {} }] } } } },
          /container copy has no memory limit/,
        ],
      ],
    },
  ]);

  const tls = {
    clientAuthentication: { sasl: { iam: true }, unauthenticated: false },
    encryptionInfo: { encryptionInTransit: { clientBroker: "TLS", inCluster: true } },
  };
  checks(brokersSpeakTls, [
    {
      type: "aws:msk/cluster:Cluster",
      passes: [tls],
      fails: [
        [
          { ...tls, encryptionInfo: { encryptionInTransit: { clientBroker: "TLS_PLAINTEXT" } } },
          /clients may connect without TLS/,
        ],
        [
          { ...tls, encryptionInfo: { encryptionInTransit: { clientBroker: "TLS", inCluster: false } } },
          /brokers talk to each other without TLS/,
        ],
        [
          { ...tls, clientAuthentication: { sasl: { iam: true }, unauthenticated: true } },
          /without credentials are let in/,
        ],
        [{ ...tls, clientAuthentication: {} }, /no way of authentication/],
      ],
    },
  ]);

  describe(dataIsProtected.name, () => {
    it("passes protected data, and what holds none", () => {
      assert.deepEqual(dataIsProtected.check(planned("aws:s3/bucket:Bucket", { forceDestroy: false }, true)), []);
      assert.deepEqual(dataIsProtected.check(planned("aws:iam/role:Role", {}, false)), []);
    });
    it("refuses unprotected data", () =>
      assert.match(dataIsProtected.check(planned("aws:msk/cluster:Cluster", {}, false)).join(), /not protected/));
    it("refuses a bucket that is emptied by force", () =>
      assert.match(
        dataIsProtected.check(planned("aws:s3/bucket:Bucket", { forceDestroy: true }, true)).join(),
        /forceDestroy/,
      ));
    it("can be switched off for a stack by the file that says so, and nothing else can", () => {
      const file = JSON.parse(readFileSync(join(__dirname, "unprotected.json"), "utf8")) as unknown;
      assert.deepEqual(file, { [dataIsProtected.name]: "disabled" });
    });
  });

  const bucket: StackResource = { ...planned("aws:s3/bucket:Bucket", { bucket: "data" }), uses: [] };
  const companions: [StackRule, string, RegExp][] = [
    [bucketsAreLocked, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", /no public-access block/],
    [
      bucketsAreEncrypted,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      /no default encryption/,
    ],
  ];
  for (const [rule, type, says] of companions) {
    describe(rule.name, () => {
      it("passes a bucket that has one", () =>
        assert.deepEqual(rule.checkStack([bucket, { ...planned(type, {}), uses: [bucket.urn] }]), []));
      it("refuses a bucket without one, and another bucket's does not count", () => {
        const [violation, ...more] = rule.checkStack([
          bucket,
          { ...planned(type, {}), uses: [urn("aws:s3/bucket:Bucket", "other")] },
        ]);
        assert.deepEqual(more, []);
        assert.equal(violation?.urn, bucket.urn);
        assert.match(violation?.message ?? "", says);
      });
    });
  }

  describe(lossesAreNamed.name, () => {
    const namespace = urn("kubernetes:core/v1:Namespace", "observability");
    const brokers = urn("aws:msk/cluster:Cluster", "kafka");
    const named = (change: object, ...others: string[]) =>
      lossesAreNamed
        .checkStack([
          { ...planned(recordType, { change }), uses: [] },
          ...others.map((other) => ({ ...planned("x", {}), urn: other, uses: [] })),
        ])
        .map(({ message }) => message);

    it("says whose stored data goes", () =>
      assert.deepEqual(named({ expiring: ["logs of payments expire after 7 days"], held: [] }), [
        "stored data goes: logs of payments expire after 7 days",
      ]));
    it("says which data and which of what others use leaves the stack", () => {
      assert.deepEqual(named({ expiring: [], held: [brokers, namespace] }, namespace), [
        "aws:msk:Cluster kafka, which holds data, leaves the stack",
      ]);
      assert.deepEqual(named({ expiring: [], held: [brokers, namespace] }, brokers), [
        "kubernetes:core:Namespace observability, which others may use, leaves the stack",
      ]);
    });
    it("says nothing where all is kept, on a first run, and of a record before this rule", () => {
      assert.deepEqual(named({ expiring: [], held: [brokers] }, brokers), []);
      assert.deepEqual(lossesAreNamed.checkStack([{ ...planned(recordType, {}), uses: [] }]), []);
    });
    it("stops nothing: the program and the preview's judge do", () => assert.equal(lossesAreNamed.isAdvisory, true));
  });

  it("names every rule once, and says what to do about it", () => {
    assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
    for (const { name, description, remedy } of rules)
      assert.ok(description.endsWith(".") && remedy.endsWith("."), name);
  });
});
