// What buckets in a stack's state tell of the data in them: how long S3 keeps it at most, and under which key it lies.
// After a `destroy` that kept the data, or when it was taken up again, that is all there is to compare with. Pure.
import { z } from "zod";
import type { StoredData } from "../../settings/history/losses";
import { expiryMarginDays, telemetryRule } from "../cloud/storage/bucket-rules";

const lifecycleSchema = z.object({
  rules: z.array(z.object({ id: z.string(), expiration: z.object({ days: z.number().optional() }).nullish() })),
});

const encryptionSchema = z.object({
  rules: z.tuple([z.object({ applyServerSideEncryptionByDefault: z.object({ kmsMasterKeyId: z.string() }) })]),
});

const keySchema = z.object({ arn: z.string() });

type Own = readonly (readonly [urn: string, resource: { type: string; outputs?: unknown }])[];

/** @param own resources of the platform, by URN. */
export function storedIn(own: Own): StoredData | undefined {
  const outputsOf = (type: string, ending = "") =>
    own.filter(([urn, resource]) => resource.type === type && urn.endsWith(ending)).map(([, { outputs }]) => outputs);
  const days = (part: string) => {
    const type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
    const { data } = lifecycleSchema.safeParse(outputsOf(type, `-storage-${part}`)[0]);
    return data?.rules.find(({ id }) => id === telemetryRule)?.expiration?.days;
  };
  const kept = (part: string) => {
    const all = days(part);
    return all === undefined ? undefined : all - expiryMarginDays;
  };
  const [logsDays, tracesDays, accessLogsDays] = [kept("loki-chunks"), kept("tempo"), days("access-logs")];
  if (logsDays === undefined && tracesDays === undefined) return undefined;
  const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
  const { data: encrypted } = encryptionSchema.safeParse(outputsOf(encryption, "-storage-loki-chunks")[0]);
  const key = encrypted?.rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId;
  const ownKeys = outputsOf("aws:kms/key:Key");
  const isOwnKey = ownKeys.some((outputs) => keySchema.safeParse(outputs).data?.arn === key);
  // The alias is there until AWS has deleted the key; one that the organisation brought has none of ours.
  const isLost = ownKeys.length === 0 && outputsOf("aws:kms/alias:Alias").length > 0;
  return {
    ...(logsDays === undefined ? {} : { logsDays }),
    ...(tracesDays === undefined ? {} : { tracesDays }),
    ...(accessLogsDays === undefined ? {} : { accessLogsDays }),
    ...(key === undefined ? {} : { [isOwnKey ? "ownKey" : isLost ? "lostKey" : "kmsKeyArn"]: key }),
  };
}
