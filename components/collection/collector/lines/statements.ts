// From a line of an application's log to time, severity, trace and span: OTTL statements.
//
// They read the line where `Reading` says, and `log.cache["app"]`, its JSON, where the shipper parsed it already. The
// line itself stays the body, so nothing that it said is lost and LogQL's `| json` works on it. They run for every
// record of every file, so each key is looked up once, the table of levels is built at start, and a regular expression
// runs only where the line is no JSON.

import { jsonAlone, longestCustomer, spanIdPaths, traceIdPaths } from "../../../../conventions/line-keys";
import { conventions } from "../../../../conventions/names";
import { idStatements } from "./ids";
import { cached, trimmed } from "./places";
import type { Reading } from "./reading";
import { severityStatements } from "./severity";
import { timeStatements } from "./time";

/** The attribute that names the customer, if there is one: a text, cut to that length. */
const customer = `log.attributes["${conventions.customerKey}"]`;
const written = cached("app", conventions.customerKey);
export const customerStatements: readonly string[] = [
  `set(${customer}, Substring(${customer}, 0, ${longestCustomer}, true)) where ${customer} != nil and ` +
    `IsString(${customer}) and Len(${customer}) > ${longestCustomer}`,
];

export function parseStatements(reading: Reading): string[] {
  const { line } = reading;
  const isJson = `HasPrefix(${trimmed(line)}, "{")`;
  return [
    `set(${cached("app")}, ParseJSON(${line})) where ${cached("app")} == nil and ${isJson}`,
    `set(${cached("app")}, ParseJSON(ExtractPatterns(${line}, ${JSON.stringify(jsonAlone)})["first_line"])) where ` +
      `${cached("app")} == nil and Index(${line}, "\\n") >= 0 and ${isJson}`,

    ...timeStatements(reading),
    ...severityStatements(line, isJson),

    `set(${customer}, String(${written})) where ${written} != nil and ${written} != ""`,
    ...customerStatements,

    ...idStatements(line, "trace", traceIdPaths, 32),
    ...idStatements(line, "span", spanIdPaths, 16),
  ];
}
