import assert from "node:assert/strict";
import fc from "fast-check";
import { plainNames } from "./plain-names";
import { secretNames, soughtNames, soughtValues } from "./redaction";

describe("patterns of secrets", () => {
  for (const { pattern, letters, moreLetters = "" } of [...soughtNames, ...soughtValues])
    it(`find nothing without the letters by which a text is chosen before it is searched: ${pattern}`, () => {
      // A boundary says nothing of letters, and the generator knows none.
      const found = fc.stringMatching(new RegExp(`^${pattern.replace("\\b", "")}$`));
      fc.assert(fc.property(found, (text) => text.includes(letters) && text.includes(moreLetters)));
    });

  it("find nothing in names that are not searched for them", () => {
    for (const pattern of secretNames)
      assert.deepEqual(
        plainNames.filter((name) => new RegExp(pattern).test(name)),
        [],
        pattern,
      );
  });

  it("begin with letters that stand for themselves, to which the engine skips", () => {
    for (const { pattern } of [...soughtNames, ...soughtValues]) assert.match(pattern, /^[A-Za-z:-]/);
  });
});
