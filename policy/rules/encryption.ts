// Data at rest is encrypted; buckets, brokers, secrets and volumes under a key of ours.
import { autoModeDriver, ebsDriver, formerDriver } from "../../conventions/ebs";
import type { ResourceRule, StackRule } from "../rule";
import { asList, asObject } from "../values";

const encryptionType = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";

const ofBlockStorage: ReadonlySet<string> = new Set([ebsDriver, autoModeDriver, formerDriver]);

/** Single resources that say how they encrypt. */
export const dataIsEncrypted: ResourceRule = {
  name: "data-is-encrypted",
  description: "Buckets, brokers, secrets and volumes are encrypted at rest.",
  remedy: "Pass the ARN of the stack's DataKey.",
  check({ type, props }) {
    switch (type) {
      case encryptionType: {
        const algorithms = asList(props.rules).map(
          (rule) => asObject(asObject(rule).applyServerSideEncryptionByDefault).sseAlgorithm,
        );
        return algorithms.some((algorithm) => algorithm !== undefined)
          ? []
          : ["the bucket's encryption names no algorithm"];
      }
      case "aws:msk/cluster:Cluster":
        return asObject(props.encryptionInfo).encryptionAtRestKmsKeyArn
          ? []
          : ["brokers' volumes have no key of ours (encryptionAtRestKmsKeyArn)"];
      case "aws:secretsmanager/secret:Secret":
        return props.kmsKeyId ? [] : ["the secret has no key of ours (kmsKeyId)"];
      case "kubernetes:storage.k8s.io/v1:StorageClass":
        return ofBlockStorage.has(String(props.provisioner)) && asObject(props.parameters).encrypted !== "true"
          ? ["volumes of the class are not encrypted (parameters.encrypted)"]
          : [];
      default:
        return [];
    }
  },
};

/** Buckets, whose encryption is a resource of its own. */
export const bucketsAreEncrypted: StackRule = {
  name: "buckets-are-encrypted",
  description: "Every bucket has a default encryption.",
  remedy: "Use SecureBucket, which brings one.",
  checkStack: (resources) => {
    const encrypted = new Set(resources.filter(({ type }) => type === encryptionType).flatMap(({ uses }) => uses));
    return resources
      .filter(({ type, urn }) => type === "aws:s3/bucket:Bucket" && !encrypted.has(urn))
      .map(({ urn }) => ({ urn, message: "the bucket has no default encryption" }));
  },
};
