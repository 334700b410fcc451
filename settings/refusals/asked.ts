// The command that asks for a value, so that the CLI keeps it as the kind that the schema wants.
import { z } from "zod";
import { bareAt, optionsAt } from "../shape";
import { askCommand, askFractionCommand, type Path } from "./problem";

export const ask = (path: Path): string => (takesFractions(path) ? askFractionCommand(path) : askCommand(path));

export const takesFractions = (path: Path): boolean =>
  bareAt(path).some((option) => option instanceof z.ZodNumber && !option.isInt) ||
  optionsAt(path).some((option) => typeof option === "number" && !Number.isInteger(option));
