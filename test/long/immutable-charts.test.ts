// Fields that cannot change, of the real charts' own objects: those of the version before each pin are in a real API
// server; those of the pin, and each of them with fields changed, are sent in a dry run. `npm run render` says the same
// of every one. The folder CHARTS_DIR holds `<name>-<version>.tgz` of both versions.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { chartArchive } from "../../commands/render/archives";
import { hookOf, identityOf, type KubernetesObject, readObjects } from "../../commands/render/objects";
import type { ChartLocation } from "../../components/charts";
import { plannedReleases } from "../../components/releases";
import { ClusterObjects } from "../servers/cluster-objects";
import { FieldChanges } from "../servers/field-changes";
import { KubeApi } from "../servers/kube-api";
import { type PinnedHelm, pinnedHelm } from "../support/pinned-helm";
import { namesFor } from "../support/place";
import { settingsOfStack } from "../support/stack-configuration";

const charts = process.env.CHARTS_DIR;

(charts === undefined ? describe.skip : describe)("fields of the charts that cannot change", function () {
  this.timeout(900_000);
  let charted: PinnedHelm;

  before(async function () {
    this.timeout(3_600_000); // builds what is missing
    charted = await pinnedHelm("immutable-");
  });
  after(() => charted?.close());

  /** The highest version in the folder but the pinned one. */
  function earlier({ chart, version }: ChartLocation): string {
    const found = readdirSync(charts ?? "")
      .flatMap((file) => new RegExp(`^${chart}-(\\d[^/]*)\\.tgz$`).exec(file)?.[1] ?? [])
      .filter((other) => other !== version)
      .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    return found.at(-1) ?? version;
  }

  for (const name of ["dev", "sandbox", "prod"])
    it(`${name}: render refuses what the API server refuses`, async () => {
      const settings = settingsOfStack(name);
      const { namespace } = settings;
      const api = await KubeApi.start();
      try {
        const objects = new ClusterObjects(api);
        const told = new FieldChanges(api, objects, namespace);
        await objects.create([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }]);
        let raised = 0;
        for (const [, row] of plannedReleases(settings)) {
          const values = row.values(settings, namesFor(settings));
          const rendered = (version: string): KubernetesObject[] => {
            const archive = chartArchive({ chart: row.name, version }, charted.helm, charts);
            return readObjects(charted.helm.template(row.release, archive, namespace, values))
              .filter(({ kind }) => !/WebhookConfiguration$|^CustomResourceDefinition$/.test(kind)) // nobody serves them
              .map((object) => ({ ...object, metadata: { namespace, ...object.metadata } }));
          };
          const version = earlier({ chart: row.name, version: row.version });
          const [before, after] = [rendered(version), rendered(row.version)];
          const unknown = await objects.create(before);
          const known = (object: KubernetesObject) => !unknown.includes(`${object.kind} ${object.metadata.name}`);
          await told.everyChange(row.release, before.filter(known));
          const now = new Map(after.map((object) => [identityOf(object), object]));
          for (const was of before.filter(known)) {
            const is = now.get(identityOf(was));
            // Hooks Helm deletes before it makes them.
            if (is !== undefined && hookOf(was) === undefined)
              await told.compare(row.release, was, is, `from ${version}`);
          }
          if (version !== row.version) raised++;
        }
        assert.deepEqual(told.differences, []);
        assert.ok(raised > 5, `${raised} charts have an earlier version in ${charts}`);
        console.log([...told.told].map(([what, said]) => `      ${what}: ${[...said].join(", ")}`).join("\n"));
      } finally {
        await api.stop();
      }
    });
});
