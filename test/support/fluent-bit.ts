// Checks a Fluent Bit configuration against the options that its version knows. Fluent Bit itself comes with no package
// registry that CI reaches; test/fluent-bit runs it where it is installed.
import { readFileSync } from "node:fs";
import { join } from "node:path";

type Plugin = Readonly<Record<string, unknown>>;

export interface FluentBitConfiguration {
  service: Readonly<Record<string, unknown>>;
  pipeline: { inputs: readonly Plugin[]; outputs: readonly Plugin[] };
}

const known = new Map(
  readFileSync(join(__dirname, "../charts/engine-keys/fluent-bit-5.1.1.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [section = "", keys = ""] = line.split(": ");
      return [section, keys.split(" ")] as const;
    }),
);

/** Keys, and plugins, that Fluent Bit would refuse or ignore. Empty when it takes all. */
export function unknownFluentBitKeys({ service, pipeline: { inputs, outputs } }: FluentBitConfiguration): string[] {
  return [
    ...unknownIn("service", service),
    ...inputs.flatMap((input) => [
      ...unknownIn(`inputs.${String(input.name)}`, input),
      ...processorsOf(input).flatMap((processor) => unknownIn(`processors.${String(processor.name)}`, processor)),
    ]),
    ...outputs.flatMap((output) => unknownIn(`outputs.${String(output.name)}`, output)),
  ];
}

function unknownIn(section: string, options: Plugin): string[] {
  const keys = known.get(section);
  if (!keys) return [section];
  const isKnown = (key: string) =>
    key === "name" || keys.some((each) => (each.endsWith(".") ? key.startsWith(each) : key === each));
  return Object.keys(options)
    .filter((key) => !isKnown(key))
    .map((key) => `${section}.${key}`);
}

function processorsOf({ processors }: Plugin): Plugin[] {
  return Object.values((processors ?? {}) as Record<string, Plugin[]>).flat();
}
