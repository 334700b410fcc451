// Annotations of load balancers that win over the platform's own: those with which nothing comes through.
import { type Case, tellsOf } from "../../test/support/told";

const externalIngest = (annotations: Record<string, string>) => ({
  cluster: {
    name: "c",
    externalIngest: {
      hostname: "i.example.com",
      tlsSecret: "tls",
      loadBalancer: { sourceRanges: ["10.0.0.0/8"], annotations },
    },
  },
});
const nlb = (key: string) => `service.beta.kubernetes.io/aws-load-balancer-${key}`;
const atNlb = (key: string) => `cluster.externalIngest.loadBalancer.annotations["${nlb(key)}"]`;

const atAlb = (key: string) => `grafana.ingress.annotations["alb.ingress.kubernetes.io/${key}"]`;
const behindAlb = (annotations: Record<string, string>, ofClass: Record<string, string> = { className: "alb" }) => ({
  grafana: {
    hostname: "g.example.com",
    ingress: {
      ...ofClass,
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [`alb.ingress.kubernetes.io/${key}`, value]),
      ),
    },
  },
});

const leadingNowhere: Record<string, string>[] = [
  { "listen-ports": '[{"HTTP": 80}]' },
  { "listen-ports": '[{"HTTPS": 8443}]' },
  { "listen-ports": "443" },
  { "ssl-redirect": "8443" },
  { "ssl-redirect": "false" },
  { "listen-ports": "443", "group.name": "shared" },
  { "listen-ports": '[{"HTTP": 80}]', "group.name": "shared" },
  { "ssl-redirect": "false", "group.name": "shared" },
];
const leadingOn: Record<string, string>[] = [
  { "listen-ports": '[{"HTTP": 80}, {"HTTPS":443}]' },
  { "listen-ports": '[{"HTTPS": 8443}]', "ssl-redirect": "8443" },
  { "ssl-redirect": "443" },
  // Of a group others may have the listener that a redirect leads to; its own rules an Ingress has at its own ports alone.
  { "group.name": "shared", "listen-ports": '[{"HTTP": 80}, {"HTTPS": 8443}]' },
  { "group.name": "shared", "ssl-redirect": "8443" },
];

const cases: Case[] = [
  [
    "annotations of a network load balancer with which no connection is made, or one by everybody",
    externalIngest({
      [nlb("proxy-protocol")]: "*",
      [nlb("nlb-target-type")]: "instance",
      [nlb("disable-nlb-sg")]: "true",
      [nlb("ssl-cert")]: "arn:aws:acm:eu-central-1:111122223333:certificate/1a2b3c4d",
      [nlb("target-group-attributes")]: "proxy_protocol_v2.enabled=true,preserve_client_ip.enabled=true",
      [nlb("scheme")]: "internal",
    }),
    `${atNlb("disable-nlb-sg")}: "true" - must be absent: without a security group it lets everybody in`,
    `${atNlb("nlb-target-type")}: "instance" - must be ip: Services of the platform have no ports on nodes - pulumi config rm`,
    `${atNlb("proxy-protocol")}: "*" - must be absent: the listener begins with TLS`,
    `${atNlb("ssl-cert")}: "arn:aws:acm:eu-central-1:111122223333:certificate/1a2b3c4d" - must be absent without`,
    `${atNlb("target-group-attributes")}: `,
  ],
  [
    "TLS that a network load balancer ends, and begins anew",
    externalIngest({
      [nlb("ssl-cert")]: "arn:aws:acm:eu-central-1:111122223333:certificate/1a2b3c4d",
      [nlb("backend-protocol")]: "ssl",
    }),
  ],
  [
    "annotations of an ingress by which nothing comes through to Grafana",
    {
      grafana: {
        hostname: "g.example.com",
        ingress: {
          className: "alb",
          annotations: {
            "alb.ingress.kubernetes.io/target-type": "instance",
            "alb.ingress.kubernetes.io/backend-protocol": "HTTPS",
            "alb.ingress.kubernetes.io/scheme": "internal",
          },
        },
      },
    },
    'grafana.ingress.annotations["alb.ingress.kubernetes.io/backend-protocol"]: "HTTPS" - must be HTTP, which Grafana speaks',
    'grafana.ingress.annotations["alb.ingress.kubernetes.io/target-type"]: "instance" - must be ip: ',
  ],
  [
    "TLS that nginx hands on, and paths that it makes one of",
    {
      grafana: {
        hostname: "g.example.com",
        ingress: {
          className: "nginx",
          annotations: {
            "nginx.ingress.kubernetes.io/ssl-passthrough": "true",
            "nginx.ingress.kubernetes.io/rewrite-target": "/$2",
          },
        },
      },
    },
    'grafana.ingress.annotations["nginx.ingress.kubernetes.io/rewrite-target"]: "/$2" - must be absent: every path',
    'grafana.ingress.annotations["nginx.ingress.kubernetes.io/ssl-passthrough"]: "true" - must be absent: Grafana speaks',
  ],
  ...leadingNowhere.map((annotations): Case => {
    const [[key = "", value = ""] = []] = Object.entries(annotations);
    return [
      `a redirect of an ALB that leads to no listener: ${key} ${value}`,
      behindAlb(annotations),
      `${atAlb(key)}: `,
    ];
  }),
  [
    "a redirect to nowhere beside listeners that are right",
    behindAlb({ "listen-ports": '[{"HTTPS": 443}]', "ssl-redirect": "false" }),
    `${atAlb("ssl-redirect")}: `,
  ],
  ...["nginx", "other"].map(
    (controller): Case => [
      `listeners of an ALB behind a controller that has no redirect: ${controller}`,
      behindAlb({ "listen-ports": '[{"HTTP": 80}]' }, { className: "public", controller }),
    ],
  ),
  ...leadingOn.map(
    (annotations): Case => [`a redirect to a listener: ${JSON.stringify(annotations)}`, behindAlb(annotations)],
  ),
];

describe("annotations of load balancers", () => tellsOf(cases));
