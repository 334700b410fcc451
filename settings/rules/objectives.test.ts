// Objectives that nobody could miss, because no alert would ever say so.
import { type Case, tellsOf, tenant } from "../../test/support/told";

const because = "even if every request failed, no critical alert would fire";
const set = (key: string, value: string) =>
  `pulumi config set --path${value.includes(".") ? " --type float" : ""} ${key.includes("[") ? `'observability:${key}'` : `observability:${key}`} ${value}`;

const cases: Case[] = [
  [
    "less than the fast burn of 30 days",
    { objectives: { availabilityPercent: 80 } },
    `objectives.availabilityPercent: 80 - must be at least 83.4 over 30 days (windowDays): ${because} - ` +
      set("objectives.availabilityPercent", "83.4"),
  ],
  ["as much as that", { objectives: { availabilityPercent: 83.4, latencyPercent: 83.4 } }],
  [
    "of 90 days, and the platform's own",
    { objectives: { availabilityPercent: 95, latencyPercent: 94, windowDays: 90, platform: { queryPercent: 60 } } },
    `objectives.latencyPercent: 94 - must be at least 94.5 over 90 days`,
    `objectives.platform.queryPercent: 60 - must be at least 94.5 over 90 days`,
  ],
  [
    "the bound itself, which a share can reach and not exceed",
    { objectives: { latencyPercent: 80, windowDays: 25 } },
    "objectives.latencyPercent: 80 - must be at least 80.1 over 25 days",
  ],
  [
    "a tenant's own, by its own days or the stack's",
    {
      tenants: [
        { id: "a", objectives: { availabilityPercent: 90, windowDays: 60 } },
        { id: "b", objectives: { latencyPercent: 70 } },
      ],
    },
    `tenants[0].objectives.availabilityPercent: 90 - must be at least 91.7 over 60 days`,
    `tenants[1].objectives.latencyPercent: 70 - must be at least 83.4 over 30 days`,
  ],
  [
    "a tenant's days, with the stack's percentage",
    { objectives: { availabilityPercent: 90 }, ...tenant({ objectives: { windowDays: 60 } }) },
    `tenants[0].objectives.windowDays: 60 - must be at most 49 with 90 %, as objectives has it: ${because} - ` +
      set("tenants[0].objectives.windowDays", "49"),
  ],
  ["those of the examples", { objectives: { availabilityPercent: 99.5, latencyPercent: 95, windowDays: 90 } }],
];

describe("objectives whose alerts could not fire", () => tellsOf(cases));
