// Addresses of MSK's brokers: their ports say how one authenticates there, their names where they are.
import { askedFor, editByHand, type Problem, setTo } from "../refusals/problem";
import { authMeant } from "../schema/kafka";
import { own, type Rule } from "./rule";

/** Within the VPC, and public. */
const ports: Readonly<Record<string, { kind: string; isPublic: boolean }>> = {
  9092: { kind: "no authentication", isPublic: false },
  9094: { kind: "certificates", isPublic: false },
  9194: { kind: "certificates", isPublic: true },
  9096: { kind: "scram", isPublic: false },
  9196: { kind: "scram", isPublic: true },
  9098: { kind: "iam", isPublic: false },
  9198: { kind: "iam", isPublic: true },
};

const ofMsk = /^(.+\.kafka(?:-serverless)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?):(\d+)$/i;

/** It knows no users with passwords (docs.aws.amazon.com/msk, "MSK Serverless"). */
export const isServerless = (address: string) =>
  /\.kafka-serverless\.[a-z0-9-]+\.amazonaws\.com(\.cn)?:\d+$/i.test(address);

/** Serverless brokers have no users with passwords, at whichever port. */
export const serverlessTakesIam: Rule = {
  reads: [["kafka"]],
  check: ({ kafka }) => {
    const { mode, bootstrapServers = [] } = kafka;
    if (mode !== "external" || authMeant(kafka) === "iam" || !bootstrapServers.some(isServerless)) return [];
    const allowed = "must be iam beside brokers of MSK Serverless, which takes nothing else";
    const command = editByHand("write auth iam with the clusterArn under kafka, and take existingSecret away");
    return [{ path: ["kafka", "auth"], value: kafka.auth, allowed, command }];
  },
};

/** MSK tells ZooKeeper's addresses, too, without TLS and with: these are no brokers. */
export const brokersAreNoZooKeeper: Rule = {
  reads: [
    ["kafka", "mode"],
    ["kafka", "bootstrapServers", own],
  ],
  check: ({ kafka: { mode, bootstrapServers = [] } }) =>
    bootstrapServers.flatMap((address, index) => {
      if (mode !== "external" || !/:218[12]$/.test(address)) return [];
      const path = ["kafka", "bootstrapServers", index];
      const allowed = "must be a broker: at ports 2181 and 2182 is ZooKeeper, which Kafka's clients cannot use";
      return [askedFor(path, address, allowed)];
    }),
};

/** No client would ever log in. */
export const mskAddressesFit: Rule = {
  reads: [
    ["kafka", "bootstrapServers", own],
    ...["mode", "auth", "existingSecret", "clusterArn"].map((key) => ["kafka", key]),
  ],
  check: ({ kafka }) => {
    const { mode, bootstrapServers = [], clusterArn } = kafka;
    const auth = authMeant(kafka);
    if (mode !== "external") return [];
    return bootstrapServers.flatMap((address, index): Problem[] => {
      const [, host = "", region, port = ""] = ofMsk.exec(address) ?? [];
      // Of Serverless the authentication is told.
      if (region === undefined || (isServerless(address) && auth === "scram")) return [];
      const path = ["kafka", "bootstrapServers", index];
      const found = ports[port];
      const [right] =
        Object.entries(ports).find(([, { kind, isPublic }]) => kind === auth && isPublic === found?.isPublic) ?? [];
      if (found !== undefined && found.kind !== auth && right !== undefined) {
        const allowed = `must have the port for kafka.auth ${auth}, ${right}: at ${port} MSK takes ${found.kind}`;
        return [setTo(path, address, allowed, `${host}:${right}`)];
      }
      const signsFor = clusterArn?.split(":")[3];
      if (signsFor === undefined || signsFor === region) return [];
      const allowed = `must be in region ${signsFor}, as kafka.clusterArn is: requests are signed for that region`;
      return [askedFor(path, address, allowed)];
    });
  },
};
