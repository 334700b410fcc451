// Who asks AWS, and where: account, region and partition. Reads AWS, changes nothing.
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity";
import { getPartition } from "@pulumi/aws/getPartition";
import { getRegion } from "@pulumi/aws/getRegion";
import { Region } from "@pulumi/aws/types/enums";
import * as pulumi from "@pulumi/pulumi";
import { distance } from "fastest-levenshtein";
import { shownArgument } from "../../settings/secrets/disclosure";
import { refusal } from "../refusal";
import type { Place } from "./names";
import { isOfCredentials, oneLine } from "./there-is-none";

/**
 * The account, region and partition that the stack's AWS provider is configured for.
 *
 * @throws Refusal in one line when AWS does not accept the credentials.
 */
export async function lookUpPlace(): Promise<Place> {
  const [caller, region, partition] = await Promise.all([getCallerIdentity(), getRegion(), getPartition()]).catch(
    (cause: unknown) => {
      const reason = oneLine(cause);
      throw refusal(
        `AWS cannot be asked who calls: ${reason} - ` +
          (reason.includes("must use an explicit provider")
            ? "the platform asks the default one: pulumi config rm pulumi:disable-default-providers"
            : (regionMended(reason) ?? identityMended(reason))),
      );
    },
  );
  return { accountId: caller.accountId, region: region.region, partition: partition.partition };
}

/** AWS knows no credentials in a region that their account has not enabled, and none of another partition. */
function identityMended(reason: string): string {
  if (/Signature (?:expired|not yet current)|RequestTimeTooSkewed|is now (?:earlier|later) than/i.test(reason))
    return "the clock of this machine is off by more than AWS takes (date -u): set it, by NTP";
  const mend = "log in again, or name a profile: pulumi config set aws:profile <profile>";
  if (!/InvalidClientTokenId|UnrecognizedClient|security token[^.]* is invalid/i.test(reason)) return mend;
  const region = configuredRegion() || "<region>";
  return (
    `${mend}; where they are taken in other regions, the account has not enabled this one: aws account enable-region ` +
    `--region-name ${region}; or it is in another partition (China, GovCloud) than they are: ` +
    "pulumi config set aws:region <region>"
  );
}

function configuredRegion(): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return pulumi.runtime.allConfig()["aws:region"] ?? AWS_REGION ?? AWS_DEFAULT_REGION;
}

/**
 * The command that names the region, where there is none, or none that AWS has, as far as its SDK knows. Without one in
 * settings and environment a profile may name it: then the reason has to be about a region.
 */
function regionMended(reason: string): string | undefined {
  const region = configuredRegion();
  const known: string[] = Object.values(Region);
  const isMissing = /missing region/i.test(reason);
  if (isOfCredentials(reason) && !isMissing) return undefined;
  if (region === undefined || region === "") {
    const isOfRegion = isMissing || /invalid (?:aws )?region|no such host/i.test(reason);
    return isOfRegion ? "name the region: pulumi config set aws:region <region>" : undefined;
  }
  if (known.includes(region)) return undefined;
  const [near, ...others] = known.filter((name) => isMisspelt(region.trim().toLowerCase(), name));
  const command = `pulumi config set aws:region${near === undefined || others.length > 0 ? "" : ` ${near}`}`;
  return `AWS has no region ${shownArgument(region)}: ${command}`;
}

/** Letters alone may differ: with another number it is another region. */
function isMisspelt(word: string, region: string): boolean {
  const number = (text: string) => /\d+$/.exec(text)?.[0];
  return distance(word, region) < 3 && number(word) === number(region);
}
