// Registers as many resources of each provider as it is told, each as small as can be: what the engine and the
// providers cost for that many. `BENCH_RESOURCES`: JSON of type token to count.
import * as pulumi from "@pulumi/pulumi";

const counts = JSON.parse(process.env.BENCH_RESOURCES ?? "{}") as Record<string, number>;

class Bare extends pulumi.CustomResource {}

/** The smallest inputs with which each of these is accepted. */
const inputs: Record<string, (name: string) => pulumi.Inputs> = {
  "aws:s3/bucket:Bucket": (name) => ({ bucket: name }),
  "kubernetes:core/v1:ConfigMap": (name) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data: { key: "value" },
  }),
  "random:index/randomPassword:RandomPassword": () => ({ length: 40 }),
};

for (const [type, count] of Object.entries(counts)) {
  for (let index = 0; index < count; index++) {
    const name = `bare-${type.split(":")[0] ?? ""}-${index}`;
    const make = inputs[type];
    if (make === undefined) new pulumi.ComponentResource(type, name);
    else new Bare(type, name, make(name));
  }
}
