// Kinds of text and number that several settings share.
import { z } from "zod";
import { Credential } from "../credential";

export const dnsLabel = (longest: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[a-z]([a-z0-9-]{0,${longest - 2}}[a-z0-9])?$`),
      `lower-case letters, digits and inner hyphens, starting with a letter, at most ${longest} characters`,
    );

/** Loki and Tempo accept more; this is what Kubernetes names, Kafka topics and Grafana uids accept as well. */
export const tenantId = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/, "lower-case letters, digits and inner hyphens, at most 32 characters");

export const namespaceName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "the name of a Kubernetes namespace");
export const hostname = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
    "a fully qualified host name in lower case, without scheme or port",
  );
export const hostAndPort = z
  .string()
  .max(260)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:[0-9]{1,5}$/, "host:port");
export const httpUrl = z.url({
  protocol: /^https?$/,
  hostname: /^[A-Za-z0-9.-]+$/,
  error: "an http:// or https:// address",
});
export const secretName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "the name of a Kubernetes Secret in the platform's namespace");
export const days = z.int().min(1).max(3_650);
export const credential = z
  .string()
  .min(1)
  .max(8_192)
  .transform((text) => new Credential(text));
export const securityGroupId = z.string().regex(/^sg-[0-9a-f]{8,17}$/, "the id of a security group");
export const subnetId = z.string().regex(/^subnet-[0-9a-f]{8,17}$/, "the id of a subnet");
