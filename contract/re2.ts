// Whether an expression is one of RE2, which Prometheus and everything else written in Go compile. JavaScript's own
// knows more (looking around, references back) and less (`(?i)`, `\z`, `[[:alpha:]]`), so it cannot be asked. Pure.

/** What makes an expression none of RE2, in words; undefined where nothing does. */
export function problemOfRe2(expression: string): string | undefined {
  try {
    judge(expression);
    return undefined;
  } catch (error) {
    if (error instanceof NotRe2) return error.message;
    throw error;
  }
}

class NotRe2 extends Error {}

function refuse(words: string): never {
  throw new NotRe2(words);
}

const mostRepeats = 1_000;

/** What a group, and each alternative in it, has so far. `repeats`: how often the innermost is repeated, all in all. */
interface Group {
  hasItem: boolean;
  lastRepeats: number;
  repeats: number;
}

function judge(expression: string): void {
  const groups: Group[] = [{ hasItem: false, lastRepeats: 1, repeats: 1 }];
  const names = new Set<string>();
  let rest = expression;
  let justRepeated = "";
  while (rest !== "") {
    const group = groups.at(-1) as Group;
    const repeat = /^([*+?]|\{(\d+)(,(\d*))?\})\??/.exec(rest);
    const item = (length: number, repeats = 1) => {
      Object.assign(group, { hasItem: true, lastRepeats: repeats, repeats: Math.max(group.repeats, repeats) });
      rest = rest.slice(length);
    };
    if (repeat && !/^\{(0\d|\d+,0\d)/.test(rest)) {
      const [text] = repeat;
      if (!group.hasItem) refuse(`nothing stands before ${text} to be repeated`);
      if (justRepeated !== "") refuse(`${justRepeated}${text} repeats what is repeated already`);
      item(text.length, group.lastRepeats * timesOf(repeat));
      if (group.repeats > mostRepeats) refuse(`${text} repeats more than ${mostRepeats} times in all`);
      justRepeated = text;
      continue;
    }
    justRepeated = "";
    if (rest.startsWith("(?")) {
      const opened = openedBy(rest, names);
      rest = rest.slice(opened.length);
      if (!opened.endsWith(")")) groups.push({ hasItem: false, lastRepeats: 1, repeats: 1 });
    } else if (rest.startsWith("(")) {
      rest = rest.slice(1);
      groups.push({ hasItem: false, lastRepeats: 1, repeats: 1 });
    } else if (rest.startsWith(")")) {
      if (groups.length === 1) refuse("a parenthesis is closed that none opens");
      groups.pop();
      const outer = groups.at(-1) as Group;
      Object.assign(outer, {
        hasItem: true,
        lastRepeats: group.repeats,
        repeats: Math.max(outer.repeats, group.repeats),
      });
      rest = rest.slice(1);
    } else if (rest.startsWith("|")) {
      rest = rest.slice(1);
      Object.assign(group, { hasItem: false, lastRepeats: 1 });
    } else if (rest.startsWith("[")) item(lengthOfClass(rest));
    else if (rest.startsWith("\\Q")) {
      const end = rest.indexOf("\\E");
      if (end === 2 || rest === "\\Q") rest = rest.slice(end === 2 ? 4 : 2);
      else item(end < 0 ? rest.length : end + 2);
    } else if (rest.startsWith("\\")) item(/^\\[AbBz]/.test(rest) ? 2 : lengthOfEscape(rest, true));
    else item(1);
  }
  if (groups.length > 1) refuse("a parenthesis is opened that none closes");
}

/** How often it repeats at most, as far as that is counted: `*` and `+` are not. */
function timesOf([, text = "", least = "", range, most = ""]: RegExpExecArray): number {
  if (!text.startsWith("{")) return 1;
  const [from, to] = [Number(least), range === undefined ? Number(least) : Number(most || least)];
  if (from > mostRepeats || to > mostRepeats) refuse(`${text} repeats more than ${mostRepeats} times`);
  if (to < from) refuse(`${text} ends before it begins`);
  return Math.max(1, to);
}

/** What a group begins with, or flags that stand alone. */
function openedBy(rest: string, names: Set<string>): string {
  const named = /^\(\?P?<(\w+)>/.exec(rest);
  const [text] = named ?? /^\(\?([imsU]*|[imsU]*-[imsU]+)[:)]/.exec(rest) ?? [];
  if (/^\(\?<?[=!]/.test(rest)) refuse("it looks ahead or behind, with (?=, (?!, (?<= or (?<!");
  if (text === undefined) refuse(`${rest.slice(0, 4)} begins no kind of group`);
  const [, name] = named ?? [];
  if (name !== undefined && names.has(name)) refuse(`two groups are called ${name}`);
  if (name !== undefined) names.add(name);
  return text;
}

const classNames = "alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit";

/** Length of what begins with `[`, its end included. */
function lengthOfClass(text: string): number {
  let at = /^\[\^?/.exec(text)?.[0].length ?? 1;
  for (let isFirst = true; isFirst || text[at] !== "]"; isFirst = false) {
    if (at >= text.length) refuse("a bracket is opened that none closes");
    const rest = text.slice(at);
    const ofName = /^\[:.*?:\]/s.exec(rest)?.[0];
    if (ofName !== undefined) {
      if (!new RegExp(`^\\[:\\^?(${classNames}):\\]$`).test(ofName)) refuse(`${ofName} is no class of characters`);
      at += ofName.length;
    } else if (/^\\[dswDSWpP]/.test(rest)) at += lengthOfEscape(rest, true);
    else {
      const from = lengthOfCharacter(rest);
      at += from;
      if (!/^-[^\]]/s.test(text.slice(at))) continue;
      const end = text.slice(at + 1);
      const to = lengthOfCharacter(end);
      if (codeOf(end.slice(0, to)) < codeOf(rest.slice(0, from)))
        refuse(`[${rest.slice(0, from)}-${end.slice(0, to)}] ends before it begins`);
      at += 1 + to;
    }
  }
  return at + 1;
}

function lengthOfCharacter(text: string): number {
  if (text.startsWith("\\")) return lengthOfEscape(text, false);
  return String.fromCodePoint(text.codePointAt(0) ?? 0).length;
}

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The number of a character, or of one that is escaped. */
function codeOf(text: string): number {
  const [, letter = "", hex] = /^\\(x\{?([0-9A-Fa-f]+)\}?|.+)$/s.exec(text) ?? [];
  if (letter === "") return text.codePointAt(0) ?? 0;
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return /^[0-7]/.test(letter) ? Number.parseInt(letter, 8) : (controls[letter] ?? letter.codePointAt(0) ?? 0);
}

/** Length of what begins with a backslash. @param isClass Whether it may stand for several characters, as `\d` does. */
function lengthOfEscape(text: string, isClass: boolean): number {
  if (text === "\\") refuse("it ends with a backslash");
  const ofClass = isClass ? /^\\([dswDSW]|[pP](\{\^?(\w+)\}|(\w)))/.exec(text) : null;
  if (ofClass) {
    const [whole, , , inBraces, letter] = ofClass;
    const name = inBraces ?? letter;
    if (name !== undefined && !isOfUnicode(name)) refuse(`${whole} is no class of characters`);
    return whole.length;
  }
  const character = /^\\([^A-Za-z0-9\x80-\u{10ffff}]|[afnrtv]|0[0-7]{0,2}|[1-7][0-7]{1,2}|x[0-9A-Fa-f]{2})/u;
  const [plain] = character.exec(text) ?? [];
  if (plain !== undefined) return plain.length;
  const [inBraces, hex = ""] = /^\\x\{([0-9A-Fa-f]+)\}/.exec(text) ?? [];
  if (inBraces !== undefined && Number.parseInt(hex, 16) <= 0x10ffff) return inBraces.length;
  if (/^\\([1-9]|k)/.test(text)) refuse(`${text.slice(0, 2)} refers back to a group`);
  return refuse(`${text.slice(0, 2)} is no escape`);
}

/** A general category, or a script by its whole name. */
function isOfUnicode(name: string): boolean {
  if (name === "Any") return true;
  const isCategory = /^[A-Z][a-z]?$/.test(name);
  try {
    return new RegExp(`\\p{${isCategory ? "General_Category" : "Script"}=${name}}`, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
