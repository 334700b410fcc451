// The key of KMS that encrypts the platform's volumes, whose class names none: the account's default for EBS in the
// region. Reads AWS.
import { getDefaultKmsKey } from "@pulumi/aws/ebs";
import { getKey } from "@pulumi/aws/kms";
import { oneLine, saysThereIsNone } from "../../cloud/there-is-none";
import { type Check, judged, wasAsked } from "../check";
import type { Findings, Known } from "../findings";

export interface VolumeKey {
  /** ARN of the key, or of AWS's alias. */
  id: string;
  /** In KMS's words; undefined for AWS's own key, which is made at its first use. */
  state?: string;
}

export async function volumeKeyThere(): Promise<Known<VolumeKey>> {
  try {
    const { keyArn: id = "" } = await getDefaultKmsKey({});
    if (id === "") return { unknown: "the lookup does not say" };
    if (id.endsWith("alias/aws/ebs")) return { is: { id } };
    return { is: { id, state: await stateOf(id) } };
  } catch (cause) {
    return { unknown: oneLine(cause) };
  }
}

async function stateOf(keyId: string): Promise<string> {
  try {
    return (await getKey({ keyId })).keyState;
  } catch (cause) {
    if (saysThereIsNone(oneLine(cause))) return "not there";
    throw cause;
  }
}

/** A volume that is there and mounted stays so. */
export function volumeKey({ isNew, aws: { volumeKey: found } }: Findings): Check[] {
  if (!wasAsked(found)) return [];
  const id = "is" in found ? found.is.id : "<key>";
  return [
    judged(
      {
        what: "key of volumes",
        needed: "the account's default for EBS, enabled: without it no volume is made",
        mend:
          `aws kms enable-key --key-id ${id}, or aws kms cancel-key-deletion first; or another: aws ec2 ` +
          "modify-ebs-default-kms-key-id --kms-key-id <key>",
      },
      found,
      ({ state = "Enabled" }) => state === "Enabled",
      isNew ? "impossible" : "lacking",
      ({ state }) => (state === undefined ? "AWS's own" : `${id}: ${state}`),
    ),
  ];
}
