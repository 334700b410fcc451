// The command that asks for a value, so that the CLI keeps it as the kind that the schema wants.
import { z } from "zod";
import { bare, optionsAt, schemaAt } from "../shape";
import { askCommand, askFractionCommand, type Path } from "./problem";

export function ask(path: Path): string {
  const schema = schemaAt(path);
  const options = schema ? bare(schema) : [];
  const isFraction = options.some((option) => option instanceof z.ZodNumber && !option.isInt);
  const isOneOfFractions = optionsAt(path).some((option) => typeof option === "number" && !Number.isInteger(option));
  return isFraction || isOneOfFractions ? askFractionCommand(path) : askCommand(path);
}
