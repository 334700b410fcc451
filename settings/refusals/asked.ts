// The command that asks for a value, so that the CLI keeps it as the kind that the schema wants.
import { z } from "zod";
import { bareAt, optionsAt } from "../shape";
import { askCommand, askFractionCommand, type Path } from "./problem";

export function ask(path: Path): string {
  const isFraction = bareAt(path).some((option) => option instanceof z.ZodNumber && !option.isInt);
  const isOneOfFractions = optionsAt(path).some((option) => typeof option === "number" && !Number.isInteger(option));
  return isFraction || isOneOfFractions ? askFractionCommand(path) : askCommand(path);
}
