// Which fields of the definitions that tenants may use name files: those that the API server is told to refuse, and
// no more. Apart from what is scraped, which would stand still while the definitions are read.
import assert from "node:assert/strict";
import { receiverFiles } from "../../../components/backends/prometheus/confinement/policies";
import { definitions } from "../../servers/monitoring-operator";

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
}

const published = definitions();

/** Fields of a definition whose names end in `File`, by the path of what has them. */
function filesNamedBy(plural: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const walk = ({ properties = {}, items }: Schema, at: string): void => {
    for (const [name, schema] of Object.entries(properties)) {
      if (/File$/.test(name)) found[at] = [...(found[at] ?? []), name];
      walk(schema, `${at}.${name}`);
    }
    if (items !== undefined) walk(items, at);
  };
  for (const definition of published) {
    const { names, versions } = definition.spec as {
      names: { plural: string };
      versions: { schema: { openAPIV3Schema: Schema } }[];
    };
    if (names.plural !== plural) continue;
    for (const { schema } of versions) walk(schema.openAPIV3Schema, "");
  }
  return found;
}

describe("files in monitors, rules and receivers of tenants", function () {
  this.timeout(180_000);

  it("are those that are known: what a new version of the definitions has is refused first", () => {
    const named = Object.entries(filesNamedBy("alertmanagerconfigs"));
    assert.deepEqual(Object.fromEntries(named.map(([at, fields]) => [at.split(".").at(-1), fields])), receiverFiles);
    for (const kind of ["podmonitors", "probes", "prometheusrules"]) assert.deepEqual(filesNamedBy(kind), {}, kind);
  });
});
