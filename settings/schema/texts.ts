// Kinds of text and number that several settings share.
import { z } from "zod";
import { Credential } from "../secrets/credential";
import { noCredential, withoutCredential, withoutNamedCredential, withoutUserInfo } from "./plain-text";

export const dnsLabel = (longest: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[a-z]([a-z0-9-]{0,${longest - 2}}[a-z0-9])?$`),
      `lower-case letters, digits and inner hyphens, starting with a letter, at most ${longest} characters`,
    );

/** Words, numbers and dates of YAML 1.1, as far as a DNS name can be one. */
const yamlWord =
  "(y|n|yes|no|on|off|true|false|null|[0-9]+(\\.[0-9]*)?(e-?[0-9]+)?|0x[0-9a-f]+|0o[0-7]+|0b[01]+|" +
  "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})";
/** A name that charts write without quotes, so that a number would arrive at the API server as a number. */
export const writtenUnquoted = (name: z.ZodString) =>
  name.regex(new RegExp(`^(?!${yamlWord}$)`), "a name that is text without quotes: charts write none around it");

/** A part of a DNS name. */
const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
/** Parts joined by dots: what Kubernetes takes as the name of a Secret or a class, and as the prefix of a key. */
export const dnsName = `${label}(\\.${label})*`;
const dnsNameInAnyCase = dnsName.replaceAll("a-z", "A-Za-z");

export const longestTenantId = 32;

/** Loki and Tempo accept more; this is what Kubernetes names, Kafka topics and Grafana uids accept as well. */
export const tenantId = z
  .string()
  .regex(
    new RegExp(`^[a-z0-9]([a-z0-9-]{0,${longestTenantId - 2}}[a-z0-9])?$`),
    `lower-case letters, digits and inner hyphens, at most ${longestTenantId} characters`,
  );

export const namespaceName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "the name of a Kubernetes namespace");
export const hostname = z
  .string()
  .max(253)
  .regex(new RegExp(`^${label}(\\.${label})+$`), "a fully qualified host name in lower case, without scheme or port")
  .regex(/^(?!.*\.[0-9]+$)/, "a host name, not an address: certificates and ingresses go by names")
  .regex(/^(?!.*\.(svc|cluster\.local|localhost)$)/, "a host name that is known outside of the cluster");
/** 1 to 65535. */
export const port = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
export const hostAndPort = z
  .string()
  .max(260)
  .regex(new RegExp(`^${dnsNameInAnyCase}:${port}$`), "host:port, with a port from 1 to 65535");

/** What is no address with a port beyond the last may be one with another. */
const addressText = z
  .string()
  .regex(
    new RegExp(`^(?![A-Za-z]+://[^/?#]*:(?!0*${port}([/?#]|$))[0-9]+([/?#]|$))`),
    "an address with a port from 1 to 65535",
  );

/**
 * An address by host name; the pattern tells editors, which cannot parse, what the parser checks. Of `{{page}}` Prometheus,
 * Helm and the Collector (`${page}`) would make something else, or fail.
 */
const url = (schemes: string, pattern: string, error: string, plain = withoutCredential) =>
  addressText
    .url({ protocol: new RegExp(`^${schemes}$`), hostname: /^[A-Za-z0-9.-]+$/, error })
    .regex(plain, "an address without user, password or key in it")
    // The parser reads more than that as one, as a browser does; what the address is given to reads none of it.
    .regex(/^[^:]+:\/\/[^/\\?#%]+([/?#][^\\]*)?$/, error)
    .regex(/^([^\s%]|%[0-9A-Fa-f]{2})*$/, "an address without blanks, each % before two hexadecimal digits")
    .regex(/^[^{}<>]*$/, "an address with nothing left to fill in: braces and < > stand in none")
    .meta({
      pattern: `^${noCredential}${pattern}://[A-Za-z0-9.-]+(:0*${port})?([/?#]([^\\s%{}<>]|%[0-9A-Fa-f]{2})*)?$`,
    });
const byName = ", of a host's name or its IPv4 address";
export const httpsUrl = url("https", "[Hh][Tt][Tt][Pp][Ss]", `an https:// address${byName}`);
export const httpUrl = url(
  "https?",
  "[Hh][Tt][Tt][Pp][Ss]?",
  `an http:// or https:// address${byName}`,
  withoutUserInfo,
)
  .max(2_048)
  // What gives access often stands there, and paths are appended to it.
  .regex(/^[^?#]*$/, "an address without query and fragment");
/** Begins the pattern of what may follow `before` with a host: an ECR registry has its account's 12 digits in front. */
export const wholeEcrAccount = (before = "") => `^(?!${before}(?![0-9]{12}\\.dkr)[^/]*\\.dkr[.-]ecr[.-])`;
export const ecrAccount = "the registry of an AWS account: 12 digits stand before .dkr";

/** The name of an object: a DNS name of lower case. */
export const objectName = (error: string) =>
  writtenUnquoted(
    z
      .string()
      .max(253)
      .regex(new RegExp(`^${dnsName}$`), error),
  );
export const secretName = objectName("the name of a Kubernetes Secret in the platform's namespace");
export const days = z.int().min(1).max(3_650);
/** A line break that was copied along is no part of a key: in a header it would stop every request. */
const asCredential = (text: z.ZodString) =>
  text
    .regex(/^[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$/u, "text on one line, without blanks around it")
    .transform((plain) => new Credential(plain));
const credentialText = z.string().max(8_192);
export const credential = asCredential(credentialText);
/** A key, where somebody may paste the address of a hook: the service would refuse every request. */
export const credentialKey = asCredential(
  credentialText.regex(/^(?![A-Za-z][A-Za-z0-9+.-]*:\/\/)/, "a key, which is no address"),
);
export const securityGroupId = z.string().regex(/^sg-[0-9a-f]{8,17}$/, "the id of a security group");
export const subnetId = z.string().regex(/^subnet-[0-9a-f]{8,17}$/, "the id of a subnet");

/** An address that gives access to whoever knows it. With one that is none Alertmanager would load nothing at all. */
export const secretAddress = addressText
  .max(8_192)
  .regex(
    new RegExp(`^https?://([\\w.-]+|\\[[0-9A-Fa-f:.]+\\])(:0*${port})?([/?#]([^\\s%]|%[0-9A-Fa-f]{2})*)?$`),
    "an http:// or https:// address without user and password in it",
  )
  .transform((text) => new Credential(text));

/** A name, with a DNS name before it where it has a prefix (kubernetes.io, "Labels and Selectors": syntax). */
const qualifiedName = (error: string) =>
  z
    .string()
    .regex(new RegExp(`^(?![^/]{254})(${dnsName}/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$`), error)
    .max(317);
export const annotationKey = qualifiedName("the name of a Kubernetes annotation");
export const labelKey = qualifiedName("a Kubernetes label key");

const readByMany = "text without user, password or key in it: it is read by many";
/** What an annotation says; whoever may read the object reads it. */
export const annotationText = z
  .string()
  .max(4_096)
  .regex(withoutCredential, readByMany)
  .regex(withoutNamedCredential, readByMany);

/** Without a leading zero, which Kubernetes refuses: some read the rest as octal. */
const byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const group = "[0-9a-fA-F]{1,4}";
/** Eight groups, or fewer with `::` in the place of the rest. */
const ipv6 = [
  `(${group}:){7}${group}`,
  "::",
  `(${group}:){1,7}:`,
  ...[1, 2, 3, 4, 5, 6].map((after) => `(${group}:){1,${7 - after}}(:${group}){${after}}`),
  `:(:${group}){1,7}`,
].join("|");
/** An address block of either family. */
const blockPattern = String.raw`(${byte}(\.${byte}){3}/(3[0-2]|[12]?[0-9])|(${ipv6})/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))`;

const anyLabel = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
/** A host, or what names end with, with or without a port; an address; a block. What is none of them no client heeds. */
export const withoutProxyPattern =
  `(\\.?(${anyLabel}\\.)*(?![0-9]+(:|$))${anyLabel}(:${port})?|` +
  `${byte}(\\.${byte}){3}(:${port})?|${ipv6}|\\[(${ipv6})\\]:${port}|${blockPattern})`;
export const addressBlock = z
  .string()
  .max(49)
  .regex(new RegExp(`^${blockPattern}$`), "an address block such as 10.0.0.0/16");

/** A group as an identity provider names it; colons separate the parts of Grafana's mapping. */
export const peopleGroup = z
  .string()
  .max(255)
  .regex(
    /^[\p{L}\p{N}/_][\p{L}\p{N} ._@/+=-]*(?<! )$/u,
    "a group's name: letters, digits, inner spaces and - . _ @ / + =",
  );
