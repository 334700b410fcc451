import assert from "node:assert/strict";
import { literalStart, secretNames, secretValues, soughtLetters } from "./redaction";

describe("patterns of secrets", () => {
  it("begin with letters that stand for themselves, by which a line is chosen before it is searched", () => {
    assert.deepEqual(
      [...secretNames, ...secretValues].map(literalStart),
      [
        [
          "assw",
          "ASSW",
          "ecret",
          "ECRET",
          "pi",
          "PI",
          "ccess",
          "CCESS",
          "uthorization",
          "UTHORIZATION",
          "ookie",
          "OOKIE",
        ],
        ["A", "eyJ", "earer ", "-----BEGIN ", "://"],
      ].flat(),
    );
  });
  it("are looked for by the rarest of these letters and what follows it", () => {
    assert.deepEqual(
      [...secretNames, ...secretValues].map(soughtLetters),
      [
        ["ssw", "SSW", "cret", "CRET", "pi", "PI", "ccess", "CCESS", "zation", "ZATION", "kie", "KIE"],
        ["A", "eyJ", "rer ", "BEGIN ", "://"],
      ].flat(),
    );
  });
  it("do not count a letter that may be missing", () => {
    assert.deepEqual(["abc?d", "abc*", "abc{0,1}", "abc+", "(abc)"].map(literalStart), ["ab", "ab", "ab", "abc", ""]);
  });
});
