// Which rows of the size table a stack uses, and which of them have pods.
import { editByHand, type Path, type Problem, pathText, removeCommand, setTo, takenAway } from "../refusals/problem";
import type { Configuration } from "../schema";
import { sizes } from "../sizes";
import { modeMeant } from "./kafka";
import { type Chosen, needs, type Row } from "./needs";
import type { Rule } from "./rule";

type Sized = Pick<Configuration, "size" | "sizing" | "kafka" | "logs">;

/** What says which rows are used; each row is judged by itself. */
export const reads: readonly Path[] = [["size"], ["kafka", "mode"], ["logs"]];
export const rows = Object.keys(needs) as Row[];

/** The numbers of a row as they will be. */
export function numbersOf<R extends Row>(
  { size, sizing }: Pick<Sized, "size" | "sizing">,
  row: R,
): Record<string, number> {
  return { ...sizes[size][row], ...sizing[row] };
}

export function isUsed(chosen: Chosen, row: Row): boolean {
  return needs[row].used?.when(chosen) ?? true;
}

/** Overrides of rows that nothing reads in this size or with this Kafka. */
export const unusedRows: Rule = {
  reads,
  check: (configuration, isWritten) => {
    const meant = { ...configuration, kafka: { mode: modeMeant(configuration, isWritten) } };
    return rows
      .filter((row) => configuration.sizing[row] !== undefined && !isUsed(meant, row))
      .map((row) => {
        const path = ["sizing", row];
        const { only = "", by } = needs[row].used ?? {};
        const isBare = Object.keys(configuration.sizing[row] ?? {}).length === 0;
        const command =
          isBare || by === undefined || isWritten(by.path)
            ? removeCommand(path)
            : editByHand(`write \`${pathText(by.path)}: ${by.value}\` if that is meant, or take the row away`);
        return { path, value: configuration.sizing[row], allowed: `must be absent: it is used only ${only}`, command };
      });
  },
};

/** Rows that a size may do without. */
const optional: readonly Row[] = ["lokiChunksCache", "lokiResultsCache", "lokiCanary", "tempoCache"];

export function isOff(configuration: Sized, row: Row): boolean {
  return optional.includes(row) && numbersOf(configuration, row).replicas === 0;
}

/** Whether a stack has pods of a row. */
export function hasPods(chosen: Chosen & Pick<Sized, "sizing">, row: Row): boolean {
  return isUsed(chosen, row) && numbersOf(chosen, row).replicas !== 0;
}

/** What is said of pods that there are none of: by the size alone they may be meant to be there. */
export const rowsWithoutPods: Rule = {
  reads,
  check: (configuration) =>
    rows
      .filter((row) => isUsed(configuration, row) && isOff(configuration, row))
      .flatMap((row): Problem[] => {
        const { replicas, ...said } = (configuration.sizing[row] ?? {}) as Record<string, number>;
        const [first, ...more] = Object.entries(said).map(([key, value]) =>
          takenAway(["sizing", row, key], value, `must be absent while sizing.${row}.replicas is 0: it has no pods`),
        );
        if (first === undefined) return [];
        if (replicas !== undefined) return [first, ...more];
        const path = ["sizing", row, "replicas"];
        const allowed = `must be at least 1 beside ${pathText(first.path)}: size ${configuration.size} has none of these pods`;
        return [setTo(path, undefined, allowed, 1)];
      }),
};
