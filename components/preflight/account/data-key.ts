// Whether the key that the settings name can encrypt what the platform stores. Pure.
import type { Settings } from "../../../settings/settings";
import { type Check, judged, type Verdict } from "../check";
import type { Findings } from "../findings";

export function dataKey({ kmsKeyArn }: Settings, { isNew, aws: { dataKey: found } }: Findings): Check[] {
  if (kmsKeyArn === undefined) return [];
  // A stack that runs may be changed where nothing needs the key.
  const bad: Verdict = isNew ? "impossible" : "lacking";
  return [
    judged(
      {
        what: "key of KMS",
        needed: "one of your own (CUSTOMER) for encryption (SYMMETRIC_DEFAULT), enabled: without it nothing is stored",
        mend:
          `look at it: aws kms describe-key --key-id ${kmsKeyArn}; mend it: aws kms enable-key --key-id ${kmsKeyArn}, ` +
          `of one that is to be deleted after aws kms cancel-key-deletion --key-id ${kmsKeyArn}; ` +
          "before there is data: pulumi config set observability:kmsKeyArn <ARN>",
      },
      found,
      (key) => key?.state === "Enabled" && key.spec === "SYMMETRIC_DEFAULT" && key.manager === "CUSTOMER",
      bad,
      (key) => (key === undefined ? "not there" : `${key.state}, ${key.spec}, ${key.manager}`),
    ),
  ];
}
