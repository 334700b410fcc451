// What the operator takes from an AlertmanagerConfig and Alertmanager cannot read, as CEL that is true for what it can
// (run with the real ones, operator 0.93.1). All of them are one configuration with the platform's: with one of these no
// receiver is what it should be, and an Alertmanager that starts anew does not start: nobody is told of anything.
import { isRegex, isShort, type Validation } from "./readable";

/** Unquoted, as the operator writes it. Quotes are spelled in hexadecimal, for CEL's sake. */
const isName = (text: string) => String.raw`${text}.matches(r'^[^\s{}!=~,\\\x22\x27\x60]+$')`;
const comparesByRegex = "((has(m.matchType) && m.matchType.endsWith('~')) || (has(m.regex) && m.regex))";
const matchersOf = (list: string) =>
  `(!has(${list}) || ${list}.all(m, ${isName("m.name")} && ` +
  `(!has(m.value) || !${comparesByRegex} || ${isRegex("m.value")})))`;

/** Expressions call none of their own kind, so there is an end to it. */
const mostLevels = 4;
const everyRoute = (condition: (route: string) => string, route = "object.spec.route", level = 1): string => {
  const below =
    level === mostLevels
      ? `!has(${route}.routes)`
      : `(!has(${route}.routes) || ${route}.routes.all(r${level}, ${everyRoute(condition, `r${level}`, level + 1)}))`;
  return `${condition(route)} && ${below}`;
};
const ofRoutes = (condition: (route: string) => string) => `!has(object.spec.route) || (${everyRoute(condition)})`;

const shortPauses = (route: string) =>
  ["groupWait", "groupInterval", "repeatInterval"]
    .map((field) => `(!has(${route}.${field}) || ${isShort(`${route}.${field}`)})`)
    .join(" && ");

/** The platform has no address and no key that would hold for all, as Alertmanager could. */
const asked: Readonly<Record<string, readonly string[]>> = {
  emailConfigs: ["from", "smarthost"],
  slackConfigs: ["apiURL"],
  msteamsv2Configs: ["webhookURL"],
  opsgenieConfigs: ["apiKey"],
  victoropsConfigs: ["apiKey"],
  wechatConfigs: ["apiSecret", "corpID"],
  webexConfigs: ["httpConfig", "httpConfig.authorization"],
};

/** The operator writes a day as `1d`, which Alertmanager does not read in these fields. At most 24 hours with all units together. */
const shorterThanADay: readonly [kind: string, field: string][] = [
  ...["pagerdutyConfigs", "slackConfigs", "webhookConfigs"].map((kind) => [kind, "timeout"] as [string, string]),
  ["pushoverConfigs", "retry"],
  ["pushoverConfigs", "expire"],
];
const hours = "^(0|(1?[0-9]h)?([0-9]{1,2}m)?([0-9]{1,4}s)?([0-9]{1,6}ms)?|[0-9]{1,3}m|[1-7]?[0-9]{1,4}s)$";

/** Kinds of receivers that speak HTTP (definition of v1alpha1, 0.93.1). */
const byHttp = [
  ...["discord", "msteams", "msteamsv2", "opsgenie", "pagerduty", "pushover", "rocketchat", "slack", "sns", "telegram"],
  ...["victorops", "webex", "webhook", "wechat"],
].map((kind) => `${kind}Configs`);
const isProxy = (field: string) => `(!has(${field}) || ${field} == '' || isURL(${field}))`;
const proxies = (http: string) =>
  `(!has(${http}) || (${isProxy(`${http}.proxyURL`)} && ${isProxy(`${http}.proxyUrl`)} && ` +
  `(!has(${http}.oauth2) || ${isProxy(`${http}.oauth2.proxyUrl`)})))`;

export const ofReceivers = (condition: string) =>
  `!has(object.spec.receivers) || object.spec.receivers.all(r, ${condition})`;
export const ofKind = (kind: string, condition: string) => `(!has(r.${kind}) || r.${kind}.all(c, ${condition}))`;
const named = (list: string) => `(!has(${list}) || ${list}.all(l, l != ''))`;

const matchersMessage =
  "a matcher's name has no blanks, quotes or operators, and its value beside =~ is a regular expression";

export const tellable: readonly Validation[] = [
  {
    expression: ofReceivers(
      Object.entries(asked)
        .map(([kind, fields]) => ofKind(kind, fields.map((field) => `has(c.${field})`).join(" && ")))
        .join(" && "),
    ),
    message: `there are no defaults: ${Object.entries(asked)
      .map(([kind, fields]) => `each of ${kind} says ${fields.join(", ")}`)
      .join("; ")}`,
  },
  {
    expression: ofReceivers(
      [
        ofKind("wechatConfigs", "!has(c.messageType) || c.messageType in ['text', 'markdown']"),
        ofKind("pushoverConfigs", "!has(c.ttl) || !c.ttl.matches('[dwy]')"),
      ].join(" && "),
    ),
    message: "messageType of wechatConfigs is text or markdown, ttl of pushoverConfigs has no days",
  },
  {
    expression: ofReceivers(
      shorterThanADay
        .map(([kind, field]) => ofKind(kind, `!has(c.${field}) || c.${field}.matches('${hours}')`))
        .join(" && "),
    ),
    message: "timeout, and retry and expire of pushoverConfigs, are less than 20 hours",
  },
  {
    expression: ofReceivers(byHttp.map((kind) => ofKind(kind, proxies("c.httpConfig"))).join(" && ")),
    message: "proxyURL of httpConfig is an address, its port a number",
  },
  {
    expression: ofRoutes((route) => `${matchersOf(`${route}.matchers`)} && ${named(`${route}.groupBy`)}`),
    message: `${matchersMessage}; groupBy names labels; routes have ${mostLevels} levels at most`,
  },
  {
    expression:
      "!has(object.spec.inhibitRules) || object.spec.inhibitRules.all(i, " +
      `${matchersOf("i.sourceMatch")} && ${matchersOf("i.targetMatch")} && ${named("i.equal")})`,
    message: `${matchersMessage}; equal names labels`,
  },
  {
    expression: ofRoutes(shortPauses),
    message: "groupWait, groupInterval and repeatInterval are less than a hundred years",
  },
  {
    expression:
      "!has(object.spec.muteTimeIntervals) || object.spec.muteTimeIntervals.all(t, " +
      "object.spec.muteTimeIntervals.exists_one(o, o.name == t.name) && has(t.timeIntervals) && t.timeIntervals.size() > 0)",
    message: "each of muteTimeIntervals has a name of its own and a time",
  },
];
