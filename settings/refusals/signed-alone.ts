// Addresses of AWS that take requests signed for a role and no others, where what is sent is not signed: each request
// would be refused, and no copy arrive. Pure.
import { hostOf } from "../../conventions/hosts";
import { editByHand, type Path, type Problem } from "./problem";

interface Service {
  name: string;
  host: RegExp;
  instead: string;
}

export const openSearchServerless: Service = {
  name: "OpenSearch Serverless",
  host: /\.aoss(-fips)?\.amazonaws\.com(\.cn)?$/,
  instead: "name a domain of OpenSearch that takes a user and a password, or switch the copy off",
};

/** AWS, "OTLP Endpoints": X-Ray's for traces, those of CloudWatch for logs and metrics. */
export const awsOtlp: Service = {
  name: "AWS's own endpoint of OTLP",
  host: /^(xray|logs|monitoring)(-fips)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/,
  instead: "name the address of a collector that signs requests, or switch the copy off",
};

export function takesSignedAlone(path: Path, address: string, { name, host, instead }: Service): Problem[] {
  if (!host.test(hostOf(address) ?? "")) return [];
  const allowed = `must not be ${name}, which accepts signed requests only`;
  return [{ path, value: address, allowed, command: editByHand(instead) }];
}
