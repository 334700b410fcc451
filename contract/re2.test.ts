// What counts as an expression of RE2, by what Go's `regexp/syntax` says of each (Go 1.26).
import assert from "node:assert/strict";
import { problemOfRe2 } from "./re2";

const compile = [
  "",
  "go_.*",
  "go_.*|process_.*|",
  "(?i)go_.*",
  "a(?i)*",
  "(?P<kind>go|jvm)_(?<rest>.*)",
  "(?s-i:a.b)",
  "[[:alpha:]_]+[^]a-]",
  "[]a]",
  "[a-]",
  "[a\\-z]",
  "[\\d\\pL.-]{2,5}?",
  "(a*)*",
  "{",
  "a{,2}",
  "a{01}",
  "a]}",
  "\\A\\bgo\\z",
  "\\Q(\\E",
  "\\Qgo(",
  "\\x41\\x{1F600}\\012\\17\\_\\.",
  "\\p{Greek}\\P{^Lu}\\p{Any}",
  "Zähler_.*",
  "(a{10}){100}",
];
const fail: [string, RegExp][] = [
  ["go_(", /a parenthesis is opened that none closes/],
  ["go_)", /a parenthesis is closed that none opens/],
  ["go_[a-z", /a bracket is opened that none closes/],
  ["[]", /a bracket is opened/],
  ["[z-a]", /\[z-a\] ends before it begins/],
  ["[[:letter:]]", /\[:letter:\] is no class of characters/],
  ["*", /nothing stands before \* to be repeated/],
  ["a|+", /nothing stands before \+/],
  ["(?i)*", /nothing stands before \*/],
  ["go_**", /\*\* repeats what is repeated already/],
  ["a{2}{3}", /repeats what is repeated already/],
  ["a{1001}", /\{1001\} repeats more than 1000 times/],
  ["a{3,2}", /\{3,2\} ends before it begins/],
  ["(a{10}){101}", /repeats more than 1000 times in all/],
  ["(?=go)", /it looks ahead or behind/],
  ["go_(?!gc).*", /it looks ahead or behind/],
  ["(?<=go)_", /it looks ahead or behind/],
  ["(?<!go)_", /it looks ahead or behind/],
  ["(?>go)", /\(\?>g begins no kind of group/],
  ["(?x)go", /begins no kind of group/],
  ["(?<a>.)(?<a>.)", /two groups are called a/],
  ["(go)_\\1", /\\1 refers back to a group/],
  ["(?<a>go)_\\k<a>", /\\k refers back to a group/],
  ["go_\\", /it ends with a backslash/],
  ["\\u0041", /\\u is no escape/],
  ["\\Z", /\\Z is no escape/],
  ["\\p{Letters}", /\\p\{Letters\} is no class of characters/],
];

describe("an expression of RE2", () => {
  for (const expression of compile) {
    it(`is ${expression}`, () => assert.equal(problemOfRe2(expression), undefined));
  }
  for (const [expression, told] of fail) {
    it(`is not ${expression}`, () => assert.match(problemOfRe2(expression) ?? "", told));
  }
});
