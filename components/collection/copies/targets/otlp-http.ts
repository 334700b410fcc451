// Any vendor that takes OTLP over HTTP: an address, headers that say who sends, and the signals that are wanted.
import { z } from "zod";
import { documented } from "../../../../settings/documented";
import {
  askCommand,
  editByHand,
  type Path,
  type Problem,
  setTo,
  takenAway,
} from "../../../../settings/refusals/problem";
import { awsOtlp, takesSignedAlone } from "../../../../settings/refusals/signed-alone";
import { atAnotherPort, type OtherPorts } from "../../../../settings/refusals/wrong-port";
import { credential, httpsUrl } from "../../../../settings/schema/texts";
import { Credential } from "../../../../settings/secrets/credential";
import { enabled } from "./enabled";
import { copyTarget } from "./target";

const signals = ["logs", "metrics", "traces"] as const;

/** Names of headers: letters, digits and hyphens, so that each has a variable of its own. */
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?$/, "the name of a header: letters, digits and inner hyphens");

/** What HTTP says of a request itself; another value would break each one. */
const ownHeaders = ["connection", "content-encoding", "content-length", "content-type", "host", "transfer-encoding"];

const ports: OtherPorts = { right: 4318, others: { 4317: "OTLP over gRPC" } };

const schema = z
  .strictObject({
    enabled: enabled("a vendor that takes OTLP/HTTP: the signals below"),
    endpoint: documented(httpsUrl.optional(), {
      means: "Address that `/v1/logs`, `/v1/metrics` and `/v1/traces` are appended to; https only",
      effect: "rolling",
      example: "https://otlp.example.com/otlp",
    }),
    headers: documented(z.record(headerName, credential).default({}), {
      means: "Headers of every request, such as `Authorization` (secret)",
      effect: "rolling",
      example: { Authorization: "<token>" },
    }),
    signals: documented(
      z
        .array(z.enum(signals))
        .min(1)
        .default([...signals]),
      { means: "What is copied", effect: "rolling", example: ["traces"] },
    ),
  })
  .prefault({});

type OtlpHttpSettings = z.output<typeof schema>;

/** `X-Api-Key` is in `OTLP_HTTP_X_API_KEY`. */
const variableOf = (header: string): string => `OTLP_HTTP_${header.toUpperCase().replaceAll("-", "_")}`;

function endpointProblems({ enabled, endpoint, headers }: OtlpHttpSettings, at: Path): Problem[] {
  const path = [...at, "endpoint"];
  const command = askCommand(path);
  if (endpoint === undefined) {
    const allowed = "is required while fanout.otlpHttp.enabled is true";
    return enabled ? [{ path, value: undefined, allowed, command }] : [];
  }
  const { search, hash, pathname } = new URL(endpoint);
  if (search !== "" || hash !== "") {
    // It may hold a credential, so it is not shown.
    const allowed = "must have no query or fragment: secrets belong in fanout.otlpHttp.headers";
    return [{ path, value: new Credential(endpoint), allowed, command }];
  }
  if (/\/v1\/(logs|metrics|traces)\/?$/.test(pathname)) {
    const base = endpoint.replace(/\/v1\/(logs|metrics|traces)\/?$/, "");
    const allowed = "must end before /v1/, which is appended for each signal";
    return [setTo(path, endpoint, allowed, base)];
  }
  // CloudWatch takes keys of an API for logs as well.
  const isAuthorized = Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
  return [...atAnotherPort(path, endpoint, ports), ...(isAuthorized ? [] : takesSignedAlone(path, endpoint, awsOtlp))];
}

/** Servers and load balancers take some 8 to 64 KiB of headers with a request, and refuse it with more. */
const mostHeaderBytes = 16_384;

function tooManyHeaders({ headers }: OtlpHttpSettings, at: Path): Problem[] {
  const bytes = Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.reveal().length, 0);
  if (bytes <= mostHeaderBytes) return [];
  const path = [...at, "headers"];
  const allowed = `must have at most ${mostHeaderBytes} bytes together: with more every request is refused`;
  return [{ path, value: headers, allowed, command: editByHand("take out what is no header of the vendor's") }];
}

/** HTTP knows no case in names of headers: two that differ in it alone are one. */
function headerProblems({ headers }: OtlpHttpSettings, at: Path): Problem[] {
  const first = new Map<string, string>();
  return Object.keys(headers).flatMap((name) => {
    if (ownHeaders.includes(name.toLowerCase())) {
      const path = [...at, "headers", name];
      const allowed = "must not be a header that every request sets itself";
      return [takenAway(path, headers[name], allowed)];
    }
    const known = first.get(name.toLowerCase());
    if (known === undefined) {
      first.set(name.toLowerCase(), name);
      return [];
    }
    const path = [...at, "headers", name];
    const allowed = `must not repeat the header ${known} in another case`;
    return [takenAway(path, headers[name], allowed)];
  });
}

export const otlpHttp = copyTarget({
  title: "OTLP/HTTP",
  schema,
  refusals: (own, at) => [...endpointProblems(own, at), ...headerProblems(own, at), ...tooManyHeaders(own, at)],
  copy: ({ endpoint, headers, signals }) => {
    const variables = Object.keys(headers)
      .sort()
      .map((name) => [name, variableOf(name)] as const);
    return {
      signals,
      exporter: {
        exporter: "otlp_http/copy",
        definition: {
          endpoint,
          headers: Object.fromEntries(variables.map(([name, variable]) => [name, `\${env:${variable}}`])),
        },
      },
      credentials: Object.fromEntries(variables.flatMap(([name, variable]) => [[variable, headers[name] ?? ""]])),
      reaches: endpoint === undefined ? [] : [endpoint],
    };
  },
});
