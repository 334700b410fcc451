// Default tags that some service of AWS would refuse in the middle of an `up`.
import assert from "node:assert/strict";
import { tagProblems, tagsRefused, tagsWarned } from "./tag-problems";

const told = (tags: Record<string, unknown>) => tagProblems(JSON.stringify({ tags }));
const only = (lines: readonly string[]) => {
  assert.equal(lines.length, 1, lines.join("\n"));
  return lines[0] ?? "";
};
const characters = "letters, digits, blanks and _ . : / = + - @: S3 and IAM refuse others";

describe("default tags that AWS refuses", () => {
  it("are none of those that every service takes, and what is no map is the provider's to tell", () => {
    assert.deepEqual(
      told({ "cost:centre": "4711", Team: "Zahlungen 1/2 + a=b_c.d@e", empty: "", year: 2026, on: true }),
      [],
    );
    for (const text of [undefined, "{}", "no", "[]", "null", '{"tags":null}']) assert.deepEqual(tagProblems(text), []);
    assert.equal(tagsRefused('{"tags":{"a":"b"}}'), undefined);
  });

  it("are told with the value, what is allowed and the command", () => {
    for (const value of ["R&D", "a,b", "(a)", "50%", "a;b", "a\nb", "#1", "it's", "a*"])
      assert.equal(
        only(told({ team: value })),
        `aws:defaultTags.tags.team: ${JSON.stringify(value)} - must have at most 256 characters, ${characters} - ` +
          "pulumi config set --path aws:defaultTags.tags.team",
      );
    assert.match(
      only(told({ "cost-centre": "x".repeat(257) })),
      /^aws:defaultTags\.tags\.cost-centre: \[not shown\] - /,
    );
    assert.match(only(told({ "a.b": "R&D" })), /config set --path 'aws:defaultTags\.tags\["a\.b"\]'$/);
    assert.match(only(told({ team: { name: "a" } })), /tags\.team: no text - must be text/);
  });

  it("are told by their keys", () => {
    for (const key of ["R&D", "a,b", "", "k".repeat(129)])
      assert.match(
        only(told({ [key]: "a" })),
        /: a key - must have 1 to 128 characters, .* - edit the stack's file: give/,
      );
    for (const key of ["aws:x", "AWS:x"]) assert.match(only(told({ [key]: "a" })), /must not begin with aws:/);
    assert.match(only(told({ Owner: "a", owner: "b" })), /tags\.owner: a key - must not repeat Owner in another case/);
  });

  it("leave room for those of controllers, and are all below `tags`", () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, "x"]));
    assert.deepEqual(told(many(40)), []);
    assert.match(only(told(many(41))), /^aws:defaultTags\.tags: a map of 41 keys - must have at most 40: volumes /);
    const standing = (count: number) => tagProblems(JSON.stringify({ tags: many(count) }), true).length;
    assert.deepEqual([standing(41), standing(50), standing(51)], [0, 0, 1], "a platform that stands is not stopped");
    const warned = (count: number) => tagsWarned(JSON.stringify({ tags: many(count) }));
    assert.match(warned(50) ?? "", /^aws:defaultTags\.tags: a map of 50 keys - should have at most 40: volumes /);
    assert.deepEqual([warned(40), warned(51), tagsWarned(undefined)], [undefined, undefined, undefined]);
    assert.equal(
      only(tagProblems('{"team":"a","tags":{"b":"c"}}')),
      'aws:defaultTags.tags: "team" beside it - must hold every tag: nobody reads what is beside tags - edit the ' +
        "stack's file: write it below aws:defaultTags.tags",
    );
  });

  it("that hold a credential are not shown", () => {
    const hidden = "Q7xZk9WvJ2qXz8Kj";
    const lines = [
      ...told({ a: `Bearer ${hidden}`, b: `ghp_${hidden}${hidden}`, c: `https://u:${hidden}@x.example.com` }),
      ...told({ [`ghp_${hidden}${hidden}`]: "a" }),
      ...told({ a: `R&D ${hidden}` }),
    ];
    assert.equal(lines.length, 5, lines.join("\n"));
    for (const line of lines) assert.doesNotMatch(line, /Q7xZ|Wv|qXz/, line);
  });

  it("are refused together", () => {
    assert.match(
      tagsRefused('{"tags":{"a":"R&D","b":"(c)"}}') ?? "",
      /^the AWS provider's default tags have 2 problems; nothing was changed\n {2}aws:defaultTags\.tags\.a: .*\n {2}aws:/,
    );
  });
});
