// All rules of the pack.
import type { Rule } from "../rule";
import { brokersSpeakTls } from "./brokers-with-tls";
import { bucketsAreEncrypted, dataIsEncrypted } from "./encryption";
import { memoryIsLimited } from "./missing-limits";
import { dataIsProtected } from "./missing-protection";
import { lossesAreNamed } from "./named-losses";
import { chartsArePinned } from "./pinned-charts";
import { credentialsAreReferences } from "./plain-credentials";
import { bucketsAreLocked, bucketsOpenToNobody } from "./public-buckets";
import { permissionsAreExact } from "./wildcard-iam";

export const rules: readonly Rule[] = [
  bucketsOpenToNobody,
  bucketsAreLocked,
  dataIsEncrypted,
  bucketsAreEncrypted,
  permissionsAreExact,
  chartsArePinned,
  credentialsAreReferences,
  memoryIsLimited,
  brokersSpeakTls,
  dataIsProtected,
  lossesAreNamed,
];
