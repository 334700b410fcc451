// Walks the rows of the plan: whatever else knows a release knows each of them. A chart that is only half added fails
// here, by the name of what is missing. That Renovate finds every pin: test/workflows.test.ts; that the chart has every
// value: chart-release.test.ts.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sizes } from "../settings/sizes";
import { variants } from "../test/charts/variants";
import { charts } from "./charts";
import { pods } from "./cluster/network-table";
import { ports, services } from "./endpoints";
import { allReleases, plannedReleases, plannedSizes, withoutChart } from "./releases";

const checkout = join(__dirname, "..");

const goldens = join(checkout, "test/goldens/rendered");
const rendered = readdirSync(goldens).flatMap((file) => readFileSync(join(goldens, file), "utf8").split("\n"));

/** Helm deletes what has the name of a hook's object and makes it anew, whosever it is. */
const rolesOfHooks: readonly string[] = ["kps-admission"];

describe("the plan's rows", () => {
  for (const [id, row] of allReleases) {
    describe(id, () => {
      it("is the chart that is pinned under its id", () => {
        const { timeoutSeconds } = row;
        const keys = Object.keys(charts[id]) as (keyof (typeof charts)[typeof id])[];
        assert.deepEqual(Object.fromEntries(keys.map((key) => [key, row[key]])), charts[id]);
        assert.ok(timeoutSeconds >= 60 && timeoutSeconds <= 3_600, `${timeoutSeconds} s`);
      });

      it("is in a stack of some kind, with values of its own", () => {
        const present = variants.filter(({ settings }) => row.when(settings));
        assert.ok(present.length > 0, "no variant of test/charts/variants.ts has it");
        for (const { settings, names } of present) assert.notDeepEqual(row.values(settings, names), {});
      });

      it("has a list of the values that its chart knows", () => {
        const list = join(checkout, "components/chart-values/paths", `${row.name}-${row.version}.txt`);
        assert.ok(existsSync(list), `npm run chart-paths -- --from DIR makes ${list}`);
      });

      it("takes rows of the size table, and its pods have lines in the network table", () => {
        for (const size of row.sizes) assert.ok(size in sizes.small, size);
        const known = Object.values<Readonly<Record<string, string>>>(pods);
        assert.equal(
          known.some((labels) => labels["app.kubernetes.io/instance"] === row.release),
          row.sizes.length > 0,
          "components/cluster/network-table.ts has no pods of this release",
        );
      });

      it("names the roles that its chart makes in the cluster, where it makes any", () => {
        const made = rendered.flatMap((line) => {
          const [release, kind, name] = line.split(" ");
          return release === row.release && kind === "ClusterRole" && !rolesOfHooks.includes(name ?? "") ? [name] : [];
        });
        if (rendered.some((line) => line.startsWith(`${row.release} `)))
          assert.deepEqual(row.clusterRoles ?? [], [...new Set(made)].sort());
      });

      it("serves what endpoints.ts names", () => {
        for (const served of row.serves) {
          assert.ok(Object.values<string>(services).includes(served.service), served.service);
          assert.ok(served.ports.length > 0);
          for (const port of served.ports) assert.ok(Object.values<number>(ports).includes(port), String(port));
        }
      });
    });
  }

  it("serve every Service of endpoints.ts but those of no chart, and one without a Service", () => {
    const served = new Set(allReleases.flatMap(([, { serves }]) => serves.map(({ service }) => service)));
    assert.deepEqual(
      Object.values<string>(services).filter((service) => !served.has(service)),
      [services.promLabelProxy, services.tenantReads, services.logConsumer],
    );
  });

  it("take every row of the size table that is about pods", () => {
    const taken = new Set<string>([...allReleases.flatMap(([, row]) => [...row.sizes]), ...withoutChart]);
    const notPods = ["kafka", "tenantLimits"];
    assert.deepEqual(
      Object.keys(sizes.small).filter((name) => !taken.has(name)),
      notPods,
    );
  });

  it("leave no two releases of one name in a stack", () => {
    for (const { name, settings } of variants) {
      const planned = plannedReleases(settings).map(([, { release }]) => release);
      assert.deepEqual(planned, [...new Set(planned)], name);
      assert.ok(plannedSizes(settings).has("promLabelProxy"));
    }
  });

  it("are the table of docs/releases.md", () => {
    const page = join(checkout, "docs/releases.md");
    const [before = "", after = ""] = readFileSync(page, "utf8").split(
      /(?<=<!-- rows -->\n)[\s\S]*(?=<!-- end of rows -->)/,
    );
    const wanted = before + table() + after;
    if (process.env.UPDATE_GOLDENS === "1") writeFileSync(page, wanted);
    assert.equal(readFileSync(page, "utf8"), wanted, "UPDATE_GOLDENS=1 npm test writes it anew");
  });
});

function table(): string {
  const lines = allReleases.map(([, { release, name, purpose, condition, sizes: rows }]) =>
    [`\`${release}\``, name, purpose, condition, rows.map((row) => `\`${row}\``).join(", ")].join(" | "),
  );
  return ["| Release | Chart | For | In a stack | Rows of `sizing` |", "| --- | --- | --- | --- | --- |"]
    .concat(lines.map((line) => `| ${line} |`))
    .join("\n")
    .concat("\n");
}
