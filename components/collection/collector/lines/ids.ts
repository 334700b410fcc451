// Which trace and span a line belongs to: OTTL statements.
import { type IdPaths, idAmong } from "../../../../conventions/line-keys";
import { cached, firstOf, found, gathered, hasJson } from "./places";

/**
 * The id of a trace or a span: of the first key, and where that holds none, of the first place that holds one. What is
 * no id of so many hexadecimal digits is refused by the field itself, which then reads as zeros.
 */
export function idStatements(
  line: string,
  of: "trace" | "span",
  { usual, rare, sign }: IdPaths,
  digits: number,
): string[] {
  const field = `log.${of}_id.string`;
  const isUnfound = `${field} == "${"0".repeat(digits)}"`;
  const ids = cached(`${of}_ids`);
  return [
    `set(${field}, ${firstOf(usual)}) where ${hasJson}`,
    ...gathered(ids, [...usual, ...rare], `${hasJson} and ${isUnfound} and Index(${line}, "${sign}") >= 0`),
    `set(${field}, ${found(ids, idAmong(of, digits), of)}) where ${ids} != nil`,
  ];
}
