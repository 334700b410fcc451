// Whether the key that the settings name, or that the platform made, can encrypt what it stores. Pure.
import type { Settings } from "../../../settings/settings";
import { type Check, judged, type Verdict } from "../check";
import type { Findings } from "../findings";

export function dataKey({ kmsKeyArn }: Settings, { isNew, aws: { dataKey: found, madeKey } }: Findings): Check[] {
  const keyArn = kmsKeyArn ?? madeKey;
  if (keyArn === undefined) return [];
  const isMade = kmsKeyArn === undefined;
  // A stack that runs may be changed where nothing needs the key. With `--refresh` the engine would make another.
  const isGoing = isMade && "is" in found && found.is?.state === "PendingDeletion";
  const bad: Verdict = isNew || isGoing ? "impossible" : "lacking";
  return [
    judged(
      {
        what: "key of KMS",
        needed:
          `${isMade ? "the one that the platform has made" : "one of your own (CUSTOMER) for encryption (SYMMETRIC_DEFAULT)"}, ` +
          "enabled: without it nothing is stored or read",
        mend:
          `look at it: aws kms describe-key --key-id ${keyArn}; mend it: aws kms enable-key --key-id ${keyArn}, ` +
          `of one that is to be deleted after aws kms cancel-key-deletion --key-id ${keyArn}` +
          (isMade ? "" : "; before there is data: pulumi config set observability:kmsKeyArn <ARN>"),
      },
      found,
      (key) => key?.state === "Enabled" && key.spec === "SYMMETRIC_DEFAULT" && key.manager === "CUSTOMER",
      bad,
      (key) => (key === undefined ? "not there" : `${key.state}, ${key.spec}, ${key.manager}`),
    ),
  ];
}
