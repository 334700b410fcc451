// Rules that span several settings, by subject in rules/. Each names the paths it reads, so that it stays silent while
// one of them is malformed. A configuration of the right shape in, problems out.
import { nothingIsNamed } from "./rules/absent";
import { blocksAreWhole } from "./rules/address-blocks";
import { addressRules } from "./rules/addresses";
import { fanoutRules } from "./rules/fanout";
import { imageRules } from "./rules/images";
import { kafkaRules } from "./rules/kafka";
import { logRules } from "./rules/logs";
import { longTermMetricsRules } from "./rules/long-term-metrics";
import { objectivesCanBeMissed } from "./rules/objectives";
import { organisationRules } from "./rules/organisation";
import { peopleRules } from "./rules/people";
import { placeRules } from "./rules/places";
import { receiversTakeTheirForm } from "./rules/receivers";
import type { Rule } from "./rules/rule";
import { schedulingRules } from "./rules/scheduling";
import { sizingRules } from "./rules/sizing";
import { tenantRules } from "./rules/tenants";
import { redirectsLeadOn, waysInStayOpen } from "./rules/ways-in";

export const rules: readonly Rule[] = [
  ...tenantRules,
  ...kafkaRules,
  ...logRules,
  ...fanoutRules,
  ...longTermMetricsRules,
  ...peopleRules,
  receiversTakeTheirForm,
  ...addressRules,
  ...placeRules,
  ...organisationRules,
  ...schedulingRules,
  waysInStayOpen,
  redirectsLeadOn,
  ...imageRules,
  ...sizingRules,
  objectivesCanBeMissed,
  blocksAreWhole,
  nothingIsNamed,
];
