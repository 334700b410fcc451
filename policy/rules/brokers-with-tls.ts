// Brokers take encrypted and authenticated connections only.
import type { ResourceRule } from "../rule";
import { asObject } from "../values";

export const brokersSpeakTls: ResourceRule = {
  name: "brokers-speak-tls",
  description: "MSK brokers accept TLS only, among themselves too, and no client without credentials.",
  remedy: "clientBroker TLS, inCluster true, unauthenticated false: see components/cloud/kafka/kafka.ts.",
  check({ type, props }) {
    if (type !== "aws:msk/cluster:Cluster") return [];
    const inTransit = asObject(asObject(props.encryptionInfo).encryptionInTransit);
    const authentication = asObject(props.clientAuthentication);
    const sasl = asObject(authentication.sasl);
    return [
      // AWS's default is TLS; it is spelled out so that a changed default changes nothing.
      ...(inTransit.clientBroker === "TLS"
        ? []
        : ["clients may connect without TLS (encryptionInTransit.clientBroker)"]),
      ...(inTransit.inCluster === false
        ? ["brokers talk to each other without TLS (encryptionInTransit.inCluster)"]
        : []),
      ...(authentication.unauthenticated === true ? ["clients without credentials are let in"] : []),
      ...(sasl.iam === true || sasl.scram === true || authentication.tls !== undefined
        ? []
        : ["no way of authentication is on"]),
    ];
  },
};
