// Which fields of the operator's definitions name files.
import { definitions } from "../../servers/monitoring-operator";

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** Fields of a definition whose names end in `File`, by the path of what has them. */
export function filesNamedBy(plural: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const walk = ({ properties = {}, items }: Schema, at: string): void => {
    for (const [name, schema] of Object.entries(properties)) {
      if (/File$/.test(name)) found[at] = [...(found[at] ?? []), name];
      walk(schema, `${at}.${name}`);
    }
    if (items !== undefined) walk(items, at);
  };
  for (const definition of definitions()) {
    const { names, versions } = definition.spec as {
      names: { plural: string };
      versions: { schema: { openAPIV3Schema: Schema } }[];
    };
    if (names.plural !== plural) continue;
    for (const { schema } of versions) walk(schema.openAPIV3Schema, "");
  }
  return found;
}
