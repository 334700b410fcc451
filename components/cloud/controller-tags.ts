// Tags of what controllers in the cluster make in the account: volumes and load balancers. Pulumi's own resources have
// them from the AWS provider (`aws:defaultTags`). Pure.
import { jsonOf } from "../../conventions/json";
import { isMap } from "../../conventions/maps";

export type Tags = Readonly<Record<string, string>>;

/** `a=b,c=d`, as controllers of load balancers read it; a tag with a comma would end there, and is left out. */
function list(tags: Tags): string {
  return usable(tags)
    .filter(([key, value]) => !`${key}${value}`.includes(","))
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** Key and value are parted at the first `=`: a key with one in it would arrive as another. */
function usable(tags: Tags): [string, string][] {
  return (
    Object.entries(tags)
      .filter(([key]) => !key.includes("="))
      // Not by the machine's own language: Danish sorts “aa” after “b”, and previews of two people would differ.
      .sort(([a], [b]) => a.localeCompare(b, "en"))
  );
}

const annotation = (key: string, tags: Tags): Record<string, string> => {
  const text = list(tags);
  return text === "" ? {} : { [key]: text };
};

export const albTags = (tags: Tags) => annotation("alb.ingress.kubernetes.io/tags", tags);
export const nlbTags = (tags: Tags) =>
  annotation("service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags", tags);

/**
 * What the driver keeps for itself (its validateExtraTags, 1.60), on EKS Auto Mode under its name there: with one such
 * tag, or one too long, it makes no volume at all. `kubernetes.io/cluster/<name>` is among them, which many accounts put
 * on everything.
 */
const isRefused = (key: string, value: string) =>
  /^(kubernetes\.io|aws:|ebs\.csi\.(aws|eks\.amazonaws)\.com\/)/.test(key) ||
  ["", "CSIVolumeName", "CSIVolumeSnapshotName"].includes(key) ||
  key.length > 128 ||
  value.length > 256;

/** Parameters of a StorageClass: the driver puts these onto every volume. It expands `{{`, which tags do not mean. */
export function volumeTags(tags: Tags): Record<string, string> {
  return Object.fromEntries(
    usable(tags)
      .filter(([key, value]) => !`${key}${value}`.includes("{{") && !isRefused(key, value))
      .map(([key, value], index) => [`tagSpecification_${index + 1}`, `${key}=${value}`]),
  );
}

/**
 * The provider's default tags.
 *
 * @param configuration The stack's, `aws:defaultTags` and the like to text.
 */
export function defaultTags(configuration: Readonly<Record<string, string>>): Tags {
  const told = jsonOf(configuration["aws:defaultTags"] ?? "");
  // The provider itself refuses what is no map.
  const tags = isMap(told) && isMap(told.tags) ? told.tags : {};
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}
