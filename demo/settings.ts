// The stack that the demo shows: two tenants, a pod of the example service for each.
import { cloudNames } from "../components/cloud/names";
import type { ListedPod } from "../test/servers/pod-list";
import { settingsWith } from "../test/support/stack-configuration";

const tenants = ["payments", "search"] as const;

export const settings = settingsWith({
  environment: "demo",
  cluster: { name: "one-machine" },
  tenants: tenants.map((id) => ({ id, namespaces: [id] })),
  kafka: { mode: "msk", auth: "scram" },
});

export const names = cloudNames(settings, { accountId: "000000000000", region: "eu-central-1", partition: "aws" });

/** The pod of each tenant, and the address that the gateway sees it by. */
export const pods: (ListedPod & { tenant: string })[] = tenants.map((tenant, index) => ({
  tenant,
  name: "go-service-0",
  namespace: tenant,
  uid: `00000000-0000-4000-8000-00000000000${index + 1}`,
  address: `127.0.0.${index + 11}`,
  labels: { "app.kubernetes.io/name": "go-service" },
}));
