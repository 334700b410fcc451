// Writes test/charts/engine-keys/<engine>-<version>.txt: the configuration keys of Loki and Tempo, read from the
// reference pages in their repositories at the versions of the pinned charts. Names of keys only. Usage, for one list
// at a time:
//   npx tsx tools/engine-keys.ts loki-3.7.6 docs/sources/shared/configuration.md
//   npx tsx tools/engine-keys.ts tempo-2.10.8 docs/sources/tempo/configuration/{manifest,_index}.md
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A key as a page writes it: its path inside its block, and its type where it is given. */
interface Key {
  path: string;
  type: string;
}

/**
 * Below these anything goes: plain maps, and blocks that belong to another program (Prometheus' remote write, the
 * Collector's receivers). The pages do not describe them, and what is set there is tested where it is rendered.
 */
const openBlocks = [
  "ruler.external_labels",
  "distributor.receivers",
  "metrics_generator.storage.remote_write",
  "metrics_generator.storage.wal",
  "metrics_generator.registry.external_labels",
];

/** Keys that the charts set and the pages lack, with the field that declares them. */
const undocumented: Readonly<Record<"loki" | "tempo", Readonly<Record<string, string>>>> = {
  loki: {},
  tempo: {
    stream_over_http_enabled: "cmd/tempo/app/config.go, Config.StreamOverHTTPEnabled",
    "cache.caches.roles": "modules/cache/config.go, CacheConfig.Role",
  },
};

/**
 * Every key of the YAML blocks in a page's part; the nesting is the indentation. Blocks without a `[key: <type>]` are
 * examples, some with keys that no engine has; the manifest is one block that states every value.
 */
function keysOf(part: string): Key[] {
  const blocks = [...part.matchAll(/^```ya?ml\n(.*?)^```/gms)]
    .map(([, body]) => body ?? "")
    .filter((body) => /^ *(- )?\[[a-z]/m.test(body) || body.startsWith("target: "));
  return blocks.flatMap((body) => {
    const above: { indent: number; key: string }[] = [];
    return body.split("\n").flatMap((line): Key[] => {
      const found = /^( *(?:- )?)\[?"?([a-z][a-z0-9_]*)"?: *(.*?)\]?$/.exec(line);
      if (!found) return [];
      const [, indent = "", key = "", type = ""] = found;
      while (above.length > 0 && (above.at(-1)?.indent ?? 0) >= indent.length) above.pop();
      above.push({ indent: indent.length, key });
      return [{ path: above.map((each) => each.key).join("."), type }];
    });
  });
}

/** Loki's page: a root block, and a section for each block that others name as their type. */
function lokiKeys(page: string): string[] {
  const sections = new Map(
    page
      .split(/^### /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf("\n")).trim(), keysOf(text)]),
  );
  const root = sections.get("Supported contents and default values of `loki.yaml`") ?? [];
  const expand = (keys: readonly Key[], prefix: string, inside: readonly string[]): string[] =>
    keys.flatMap(({ path, type }) => {
      const full = prefix + path;
      const name = /<(?:list of )?([a-z0-9_]+?)(?:\.\.\.)?>/.exec(type)?.[1] ?? "";
      const section = [name, name.replace(/s$/, "")].find((each) => sections.has(each));
      if (section === undefined) return [/<map of/.test(type) ? `${full}.*` : full];
      return inside.includes(section)
        ? [full]
        : [full, ...expand(sections.get(section) ?? [], `${full}.`, [...inside, section])];
    });
  // Per-tenant limits are the limits block again, below each tenant's id; the tests ask for them there.
  return expand(root, "", []);
}

function main(): void {
  const [list, ...pages] = process.argv.slice(2);
  const engine = list?.split("-")[0];
  if (list === undefined || pages.length === 0 || (engine !== "loki" && engine !== "tempo")) {
    throw new Error("Say which list and from which pages: tools/engine-keys.ts loki-3.7.6 PAGE...");
  }
  const texts = pages.map((page) => readFileSync(page, "utf8"));
  const found = texts.flatMap((text) => (engine === "loki" ? lokiKeys(text) : keysOf(text).map(({ path }) => path)));
  const keys = new Set([...found, ...Object.keys(undocumented[engine])]);
  for (const path of openBlocks) if (keys.has(path)) keys.add(`${path}.*`);
  writeFileSync(
    join(__dirname, "..", "test", "charts", "engine-keys", `${list}.txt`),
    [...keys]
      .sort()
      .map((key) => `${key}\n`)
      .join(""),
  );
  console.log(`${list}: ${keys.size} keys`);
}

main();
