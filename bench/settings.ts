// A stack for benches: as many tenants as asked for, each with one namespace, and room for a thousand of them.
import { loadSettings } from "../settings/load";
import type { Settings } from "../settings/settings";

/**
 * @param kafka The key `kafka` of the stack file.
 * @param rows Rows of `sizing` that serve tenants: a small stack's own memory is refused with a thousand.
 */
export function benchSettings(tenants: number, kafka: object, rows: readonly ("gateway" | "logConsumer")[]): Settings {
  const list = Array.from({ length: tenants }, (_, index) => ({
    id: `tenant-${index}`,
    namespaces: [`namespace-${index}`],
  }));
  return loadSettings({
    values: {
      "observability:environment": "bench",
      "observability:cluster": JSON.stringify({ name: "bench" }),
      "observability:tenants": JSON.stringify(list),
      "observability:kafka": JSON.stringify(kafka),
      "observability:sizing": JSON.stringify(Object.fromEntries(rows.map((row) => [row, { memoryMib: 2_048 }]))),
    },
    secretKeys: new Set(),
  });
}
