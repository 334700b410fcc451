// Alloy's configuration language as data, and its text.

/** A reference such as `loki.write.loki.receiver`, or a call: text that is not quoted. */
export class Expression {
  constructor(readonly text: string) {}
}

type AlloyValue =
  | string
  | number
  | boolean
  | Expression
  | readonly AlloyValue[]
  | { readonly [key: string]: AlloyValue };

/** A block: `name "label" { attributes, then blocks }`. */
export interface AlloyBlock {
  name: string;
  label?: string;
  attributes?: { readonly [name: string]: AlloyValue };
  blocks?: readonly AlloyBlock[];
}

/** Text of a configuration file. */
export function alloyText(blocks: readonly AlloyBlock[]): string {
  return blocks.map((block) => `${lines(block).join("\n")}\n`).join("\n");
}

function lines({ name, label, attributes = {}, blocks = [] }: AlloyBlock): string[] {
  const head = label === undefined ? name : `${name} ${quoted(label)}`;
  const body = [
    ...Object.entries(attributes).map(([key, value]) => `${key} = ${valueText(value)}`),
    ...blocks.flatMap(lines),
  ];
  return body.length === 0 ? [`${head} { }`] : [`${head} {`, ...body.map((line) => `  ${line}`), "}"];
}

function valueText(value: AlloyValue): string {
  if (value instanceof Expression) return value.text;
  if (typeof value === "string") return quoted(value);
  if (isList(value)) return `[${value.map(valueText).join(", ")}]`;
  if (typeof value === "object")
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${quoted(key)} = ${valueText(item)}`)
      .join(", ")} }`;
  return String(value);
}

const isList = (value: AlloyValue): value is readonly AlloyValue[] => Array.isArray(value);

/** Alloy takes Go's escapes, of which JSON's are a part. */
const quoted = (text: string) => JSON.stringify(text);
