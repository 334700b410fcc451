// Where stacks of tests are: an account and a region that nobody has, and the names that follow.
import { type CloudNames, cloudNames, type Place } from "../../components/cloud/names";
import type { Settings } from "../../settings/settings";

export const place: Place = { accountId: "111122223333", region: "eu-central-1", partition: "aws" };

export function namesFor(settings: Settings, region = place.region): CloudNames {
  return cloudNames(settings, { ...place, region });
}
