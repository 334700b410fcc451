// Whether an add-on of EKS does what it is there for: AWS lists it, the cluster has what it installs. Pure.
import { type Check, judged, type Row, yesNo } from "../check";
import type { Addon, Findings, Known } from "../findings";

/** What an add-on installs; one that failed, or was made a moment ago, is listed all the same. */
export function installed(row: Row, addon: Addon, { aws }: Findings, running: Known<boolean>, name: string): Check {
  const listed = aws.addons[addon];
  if ("is" in listed && listed.is && "is" in running && !running.is) {
    const mend = `aws eks describe-addon --cluster-name ${name} --addon-name ${addon} says why`;
    return { ...row, found: "the add-on, but nothing of it in the cluster", verdict: "lacking", mend };
  }
  return judged(row, either(listed, running), Boolean, "impossible", yesNo);
}

/** Yes where either source says so; no only where the second one does, which knows better. */
function either(first: Known<boolean>, second: Known<boolean>): Known<boolean> {
  return "is" in first && first.is ? first : second;
}
