// What the stand-in AWS provider finds in its account: identity, network, EKS clusters. Read from the JSON file that
// STANDIN_FIXTURE names, else the default below; a test writes a changed copy of the default to get another situation.

import { readFileSync } from "node:fs";
import { z } from "zod";

const subnet = z.strictObject({
  id: z.string(),
  zone: z.string(),
  cidr: z.string(),
  /** Whether what starts in it gets a public address. */
  public: z.boolean(),
  /** Addresses that nothing has yet; thousands when absent. */
  freeAddresses: z.number().optional(),
});

const cluster = z.strictObject({
  name: z.string(),
  /** Kubernetes version, as EKS writes it: "1.34". */
  version: z.string(),
  vpcId: z.string(),
  vpcCidr: z.string(),
  subnets: z.array(subnet),
  /** Deleted since the cluster was made; EKS goes on naming them. */
  deletedSubnetIds: z.array(z.string()).default([]),
  securityGroupId: z.string(),
  endpoint: z.string(),
  /** CA of the API server, base64 of PEM. */
  certificateAuthority: z.string(),
  /** Bearer token that its API server takes; none when absent, so that it cannot be asked. */
  token: z.string().optional(),
  /** URL of the cluster's OIDC issuer. */
  oidcIssuer: z.string(),
  /** Whether IAM has a provider for that issuer. */
  oidcProvider: z.boolean().default(true),
  ipFamily: z.enum(["ipv4", "ipv6"]).default("ipv4"),
  /** Block of Service addresses, of that family. */
  serviceCidr: z.string().default("172.20.0.0/16"),
  /** EKS Auto Mode: EKS runs nodes, volumes, load balancers and DNS. */
  autoMode: z.boolean().default(false),
  addons: z.array(z.string()).default([]),
  /** Which logs the control plane writes to CloudWatch. */
  logTypes: z.array(z.string()).default([]),
  /** Security groups that carry the cluster's tag, besides the one that EKS makes. */
  nodeSecurityGroupIds: z.array(z.string()).default([]),
});

const fixtureSchema = z.strictObject({
  accountId: z.string().regex(/^\d{12}$/),
  partition: z.string(),
  region: z.string(),
  clusters: z.array(cluster),
  /** Versions of Kafka that MSK offers in the region; none where it has no MSK. */
  kafkaVersions: z.array(z.string()).default([]),
  /** ARNs of policies in IAM. */
  policies: z.array(z.string()).default([]),
  /** Buckets that hold objects, so that AWS refuses to delete them. */
  bucketsWithObjects: z.array(z.string()),
});

export type Fixture = z.infer<typeof fixtureSchema>;
export type ClusterFixture = z.infer<typeof cluster>;
export type SubnetFixture = z.infer<typeof subnet>;

const oidcId = "57A4D14E0000000000000000000000AB";

export const defaultFixture: Fixture = {
  // AWS's own documentation uses this account number; nobody has it.
  accountId: "111122223333",
  partition: "aws",
  region: "eu-central-1",
  clusters: [
    {
      name: "sandbox",
      version: "1.34",
      vpcId: "vpc-0000000000000000a",
      vpcCidr: "10.0.0.0/16",
      subnets: [
        {
          id: "subnet-0000000000000000a",
          zone: "eu-central-1a",
          cidr: "10.0.0.0/20",
          public: false,
          freeAddresses: 4_000,
        },
        {
          id: "subnet-0000000000000000b",
          zone: "eu-central-1b",
          cidr: "10.0.16.0/20",
          public: false,
          freeAddresses: 4_000,
        },
        {
          id: "subnet-0000000000000000c",
          zone: "eu-central-1c",
          cidr: "10.0.32.0/20",
          public: false,
          freeAddresses: 4_000,
        },
      ],
      securityGroupId: "sg-0000000000000000a",
      endpoint: `https://${oidcId}.gr7.eu-central-1.eks.invalid`,
      certificateAuthority: Buffer.from("stand-in: no certificate").toString("base64"),
      oidcIssuer: `https://oidc.eks.eu-central-1.amazonaws.com/id/${oidcId}`,
      oidcProvider: true,
      ipFamily: "ipv4",
      serviceCidr: "172.20.0.0/16",
      autoMode: false,
      addons: ["aws-ebs-csi-driver", "eks-pod-identity-agent", "metrics-server", "vpc-cni"],
      logTypes: ["audit", "authenticator"],
      nodeSecurityGroupIds: [],
      deletedSubnetIds: [],
    },
  ],
  kafkaVersions: ["3.8.x", "3.9.x", "3.9.x.kraft", "4.0.x.kraft"],
  policies: ["arn:aws:iam::111122223333:policy/boundary"],
  bucketsWithObjects: [],
};

let loaded: Fixture | undefined;

/** The fixture of this process. Throws, naming file and field, when the file does not describe one. */
export function fixture(): Fixture {
  loaded ??= loadFixture(process.env.STANDIN_FIXTURE);
  return loaded;
}

function loadFixture(file: string | undefined): Fixture {
  if (!file) {
    return defaultFixture;
  }
  const parsed = fixtureSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) {
    throw new Error(`STANDIN_FIXTURE ${file}: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
