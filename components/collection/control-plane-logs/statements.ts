// What a record of the control plane says of itself: OTTL statements. Plain data.
import { klog, klogLetters, severityNumbers } from "../../../conventions/severity";

/** `service_name` of every record: what to ask Loki for. */
const controlPlaneService = "eks-control-plane";

/** Which part of the control plane wrote a record: `kube-apiserver-audit`, `authenticator`, ... */
const partAttribute = "eks.control_plane.part";

const stream = 'resource.attributes["aws.log.stream.names"][0]';
const part = `resource.attributes["${partAttribute}"]`;

/** EKS names a stream after the part that writes it and the replica, 32 hexadecimal digits. */
const replica = "-[0-9a-f]{32}$";

/** Where a record is from, in place of what the decoder says: two lists and an account. */
export function streamStatements(environmentAttribute: string, environment: string): string[] {
  return [
    `set(${part}, ${stream}) where ${stream} != nil`,
    `replace_pattern(${part}, "${replica.replaceAll("$", "$$$$")}", "") where ${part} != nil`,
    `keep_keys(resource.attributes, ["${partAttribute}"])`,
    `set(resource.attributes["service.name"], "${controlPlaneService}")`,
    `set(resource.attributes["${environmentAttribute}"], "${environment}")`,
  ];
}

/** Audit records are JSON, and have no severity. */
const isJson = 'HasPrefix(log.body, "{")';

/** What klog's first letter says. */
export const klogStatements: readonly string[] = Object.entries(klogLetters).map(
  ([letter, severity]) =>
    `set(log.severity_number, ${severityNumbers[severity]}) where IsMatch(log.body, ${JSON.stringify(klog(letter))})`,
);
/** Condition: a line in which `level=` of the authenticator's logfmt may say it. */
export const mayBeLogfmt = `log.severity_number == SEVERITY_NUMBER_UNSPECIFIED and not ${isJson}`;

/**
 * Every audit record says by annotations of this name whether and why it was allowed, which by their name would be
 * masked like an `authorization`. So they are called otherwise while the line is searched.
 */
const renamed = (from: string, to: string) =>
  `replace_pattern(log.body, ${JSON.stringify(`"${from}(\\.k8s\\.io/(?:decision|reason)"\\s*:)`)}, ` +
  `${JSON.stringify(`"${to}$$1`)}) where ${isJson}`;

export const beforeMasking: readonly string[] = [renamed("authorization", "authz")];
export const afterMasking: readonly string[] = [renamed("authz", "authorization")];
