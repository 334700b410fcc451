// How many lines the pods of a node may write to their files for one customer of a tenant: the part of Fluent Bit's Lua
// script that reads the customer in a line and counts. Empty where no tenant limits its customers.

import { longestCustomer } from "../../../conventions/line-keys";
import { conventions } from "../../../conventions/names";
import type { Tenant } from "../../../settings/settings";

/** Customers whose counts are kept at least: those whose lines were read last. As many as Alloy keeps. */
const keptCustomers = 10_000;

/** @param burstSeconds What a customer may have at once, in seconds of its rate. */
export function customersScript(tenants: readonly Tenant[], burstSeconds: number): string {
  const rates = tenants.flatMap(({ id, customerLinesPerSecond: rate }) => (rate === undefined ? [] : [[id, rate]]));
  if (rates.length === 0) return "";
  const key = JSON.stringify(conventions.customerKey);
  return `
-- Lines a second that this node's pods may write for one customer, by tenant.
local customer_rates = {
${rates.map(([id, rate]) => `  [${JSON.stringify(id)}] = ${rate},`).join("\n")}
}

-- The customer that a JSON line names by a key of its own, not by one of a map in it.
local function customer_in(line)
  if type(line) ~= "string" or string.byte(line) ~= 123 or not string.find(line, '${key}', 1, true) then return nil end
  local depth, at = 0, 1
  while true do
    at = string.find(line, '["{}%[%]]', at)
    if not at then return nil end
    if string.byte(line, at) ~= 34 then
      depth = depth + (string.find(line, "^[{[]", at) and 1 or -1)
      at = at + 1
    else
      local from = at
      local back
      -- A quote behind an odd number of backslashes is the text's own.
      repeat
        at = string.find(line, '"', at + 1, true)
        if not at then return nil end
        back = at - 1
        while string.byte(line, back) == 92 do back = back - 1 end
      until (at - back) % 2 == 1
      at = at + 1
      if depth == 1 and string.sub(line, from, at - 1) == '${key}' then
        local value = string.match(line, '^%s*:%s*"([^"]+)"', at) or string.match(line, "^%s*:%s*([%w+.-]+)", at)
        if value then return value ~= "null" and string.sub(value, 1, ${longestCustomer}) or nil end
      end
    end
  end
end

-- What customers have left. Who was not seen among the last ${keptCustomers} begins anew.
local lately, before, count = {}, {}, 0
local function customer_of(name)
  local known = lately[name]
  if known then return known end
  known = before[name] or {}
  lately[name] = known
  count = count + 1
  if count == ${keptCustomers} then lately, before, count = {}, lately, 0 end
  return known
end

local function above_customer(pod, line)
  local tenant = pod.name and (tenants[pod.namespace] or default_tenant)
  local rate = tenant and customer_rates[tenant]
  local customer = rate and customer_in(line)
  return customer ~= nil and customer ~= false and spent(customer_of(tenant .. "/" .. customer), rate, rate * ${burstSeconds})
end
`;
}
