// The component package's entry: serves `Platform` and `Workload` to the engine, whatever language asks.
import { main } from "@pulumi/pulumi/provider";
import { Host } from "./host";
import { Platform } from "./platform";
import { Workload } from "./workload";

main(
  new Host({ name: "eks-observability", dirname: __dirname, components: [Platform, Workload] }),
  process.argv.slice(2),
);
