// Runs components under Pulumi's mocks and hands back what they registered. Shows the graph and its inputs; it can't
// show that AWS or a chart accepts them (the engine tier does).
import * as pulumi from "@pulumi/pulumi";
import type { ClusterFacts } from "../../components/cloud/eks-facts";
import type { CheckedChange } from "../../components/stack/history";
import { ordinaryCluster } from "../../settings/cluster-kind";
import { recordOf } from "../../settings/history/record";
import { Credential } from "../../settings/secrets/credential";
import type { Settings } from "../../settings/settings";

export interface Registration {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

export const cluster: ClusterFacts = {
  name: "test",
  arn: "arn:aws:eks:eu-central-1:111122223333:cluster/test",
  version: "1.34",
  endpoint: "https://test.example.com",
  certificateAuthority: "Q0E=",
  vpcId: "vpc-1",
  securityGroupId: "sg-cluster",
  nodeSecurityGroupIds: [],
  oidcIssuer: "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC",
  subnetPerZone: ["a", "b", "c"].map((zone) => ({ zone: `eu-central-1${zone}`, subnetId: `subnet-${zone}` })),
  kind: ordinaryCluster,
};

/** What a run before which there was none leaves behind. */
export function firstChange(settings: Settings, clusterArn: string = cluster.arn): CheckedChange {
  const record = recordOf(settings, clusterArn, undefined, "2026-11-27");
  return {
    record,
    expiring: [],
    added: [],
    moved: {},
    volumesBefore: {},
    held: [],
    on: "2026-11-27",
    revisionKey: new Credential("key of the revisions"),
  };
}

/** Outputs that the program's own logic reads; everything else echoes its inputs. */
function outputsOf(type: string, name: string): Record<string, unknown> {
  const arn = `arn:aws:mock:eu-central-1:111122223333:${type}/${name}`;
  switch (type) {
    case "aws:kms/key:Key":
      return { arn: "arn:aws:kms:eu-central-1:111122223333:key/1", keyId: "1" };
    case "aws:msk/cluster:Cluster":
      return {
        arn: "arn:aws:kafka:eu-central-1:111122223333:cluster/test/uuid-1",
        bootstrapBrokersSaslIam: "b-2.k:9098,b-1.k:9098",
        bootstrapBrokersSaslScram: "b-2.k:9096,b-1.k:9096",
      };
    case "aws:msk/configuration:Configuration":
      return { arn, latestRevision: 3 };
    case "random:index/randomPassword:RandomPassword":
      return { result: `password-of-${name}` };
    default:
      return { arn };
  }
}

/** Registers what `build` makes; resolves when every output has settled. */
export async function registrationsOf(build: () => unknown): Promise<Registration[]> {
  const registrations: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registrations.push({ type, name, inputs: inputs as Record<string, unknown> });
        return { id: `${name}-id`, state: { ...(inputs as Record<string, unknown>), ...outputsOf(type, name) } };
      },
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    "observability",
    "test",
  );
  build();
  await pulumi.runtime.disconnect();
  return registrations;
}

/** The only registration of a type, or of a type and name. */
export function only(registrations: readonly Registration[], type: string, name?: string): Registration {
  const found = registrations.filter((r) => r.type === type && (name === undefined || r.name === name));
  const [one] = found;
  if (!one || found.length > 1)
    throw new Error(`expected one ${type} ${name ?? ""}, found ${found.map((r) => r.name).join(", ") || "none"}`);
  return one;
}

export function ofType(registrations: readonly Registration[], type: string): Registration[] {
  return registrations.filter((r) => r.type === type);
}
