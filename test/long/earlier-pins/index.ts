// The stack's program with other versions of its charts: EARLIER_PINS (JSON) names for each archive, `<name>-<version>`,
// the version to take.
import * as pulumi from "@pulumi/pulumi";

import program = require("../../..");

const pins = JSON.parse(process.env.EARLIER_PINS ?? "{}") as Record<string, string>;

void pulumi.runtime.registerResourceTransform(({ type, props, opts }) => {
  if (type !== "kubernetes:helm.sh/v3:Release") return undefined;
  const { chart, version } = props as { chart: string; version: string };
  const archive =
    chart
      .split("/")
      .at(-1)
      ?.replace(/\.tgz$/, "") ?? "";
  const earlier = pins[archive];
  if (earlier === undefined) return undefined;
  return { props: { ...props, chart: chart.replace(`-${version}.tgz`, `-${earlier}.tgz`), version: earlier }, opts };
});

export = program;
