// The example service as an application's program describes it, on the platform of `Pulumi.prod.yaml`.
import { platformContract } from "../../components/platform-contract";
import type { WorkloadSpec } from "../../contract/workload-manifests";
import { namesFor } from "./place";
import { settingsOfStack } from "./stack-configuration";

const settings = settingsOfStack("prod");
export const platform = platformContract(settings, namesFor(settings), "b-1.k:9096");
export const spec: WorkloadSpec = {
  tenant: "payments",
  namespace: "ledger",
  image: "registry.example.com/go-service:1.4.2",
  version: "1.4.2",
  ports: { http: 8080 },
  metricsPort: "http",
  logs: "daemonset",
  resources: { cpuMillicores: 100, memoryMib: 128 },
};
