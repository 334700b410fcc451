// Which trace and span a line belongs to: OTTL statements.
import { type IdPaths, idAmong, type JsonPath } from "../../../../conventions/line-keys";
import { amongAll, byMap, cached, firstOf, hasJson, isFlat } from "./places";

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
  const among = (paths: readonly JsonPath[]) => amongAll(paths, idAmong(of, digits), of);
  const sought = cached(`${of}_sought`);
  return [
    `set(${field}, ${firstOf(usual.filter(isFlat))}) where ${hasJson}`,
    `set(${sought}, true) where ${hasJson} and ${isUnfound} and Index(${line}, "${sign}") >= 0`,
    `set(${field}, ${among(usual.filter(isFlat))}) where ${sought} != nil`,
    ...byMap([...usual, ...rare]).map(
      ([map, paths]) => `set(${field}, ${among(paths)}) where ${sought} != nil and IsMap(${map}) and ${isUnfound}`,
    ),
  ];
}
