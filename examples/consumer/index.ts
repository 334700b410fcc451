// The program of an app repository: reads the platform's stack, deploys the service of ../go-service onto it.
// In: the platform's stack and the image, from this stack's configuration. Out: the Workload's objects in `payments`.
import * as pulumi from "@pulumi/pulumi";
// In a repository of its own: from "eks-observability-contract".
import { readPlatform, Workload } from "../../contract";

export = async () => {
  const config = new pulumi.Config("go-service");
  const platform = await readPlatform(new pulumi.StackReference(config.require("platformStack")));
  const image = config.require("image");

  new Workload("go-service", {
    platform,
    tenant: "payments",
    namespace: "payments",
    image,
    version: image.split(":").at(-1),
    ports: { http: 8080 },
    metricsPort: "http",
    // Its lines go to stdout, which is read anyway; in a file (LOG_FILE) besides they would be stored twice.
    logs: "none",
    resources: { cpuMillicores: 100, memoryMib: 64 },
  });

  return { dashboards: platform.endpoints.grafana };
};
