// In the place of the `aws` command: answers what commands/cut-off/interrupted.ts asks, from the account that the stand-in of AWS
// keeps (STANDIN_ACCOUNT). An object is meant where all that tells it from others stands in the question.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const deliveryStream = { type: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", told: ["name"] };
/** By the CLI's words: the type, and the inputs that a question names where the object has them. */
const kinds: Readonly<Record<string, { type: string; told: readonly string[] }>> = {
  "kafka list-clusters-v2": { type: "aws:msk/cluster:Cluster", told: ["clusterName"] },
  "kafka list-configurations": { type: "aws:msk/configuration:Configuration", told: ["name"] },
  "secretsmanager list-secrets": { type: "aws:secretsmanager/secret:Secret", told: ["name"] },
  "sqs list-queues": { type: "aws:sqs/queue:Queue", told: ["name"] },
  "firehose list-delivery-streams": deliveryStream,
  "firehose describe-delivery-stream": deliveryStream,
  "ec2 describe-security-groups": { type: "aws:ec2/securityGroup:SecurityGroup", told: ["name", "vpcId"] },
  "ec2 describe-security-group-rules": {
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    told: ["securityGroupId", "referencedSecurityGroupId", "cidrIpv4", "cidrIpv6", "fromPort"],
  },
  "eks list-pod-identity-associations": {
    type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    told: ["clusterName", "namespace", "serviceAccount"],
  },
};

const [service = "", operation = "", ...rest] = process.argv.slice(2);
// It is asked only whether there is an answer.
if (service === "sts" && operation === "get-caller-identity") process.exit();
const kind = kinds[`${service} ${operation}`];
if (kind === undefined) throw new Error(`nobody answers aws ${service} ${operation}`);
const words = rest.join(" ").split(/[^\w.:/-]+/);
const folder = join(process.env.STANDIN_ACCOUNT ?? "", "aws", encodeURIComponent(kind.type));
for (const file of existsSync(folder) ? readdirSync(folder) : []) {
  if (!file.endsWith(".json")) continue;
  const { id, inputs } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { id: string; inputs: object };
  const values = new Map(Object.entries(inputs));
  if (kind.told.every((key) => !values.has(key) || words.includes(String(values.get(key)))))
    process.stdout.write(`${id}\n`);
}
