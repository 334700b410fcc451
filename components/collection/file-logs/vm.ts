// Fluent Bit on a machine outside the cluster: log files to the platform's listener for outside senders.
// The token that proves the tenant comes from the machine's environment, so that one text serves every machine.
import { stringify } from "yaml";
import { ports } from "../../endpoints";
import type { HelmValues } from "../../helm-values";
import { fileInput, otlpOutput, outputs, service } from "./config";
import { stackTraceParser } from "./multiline";

export interface VmLogsOptions {
  /** `cluster.externalIngest.hostname` of the platform. */
  ingestHostname: string;
  /** Files to read; `*` stands for part of a name. */
  files: readonly string[];
  /** Buffer on the machine's disk, in GiB: reading pauses when it is full. */
  bufferGib: number;
}

/** Environment variable that holds the tenant's token. */
export const vmTokenVariable = "OBSERVABILITY_TOKEN";

const statePath = "/var/lib/fluent-bit";

/** Text of `fluent-bit.yaml` for Fluent Bit 5.1 installed from its package. */
export function vmConfig({ ingestHostname, files, bufferGib }: VmLogsOptions): string {
  const machine: HelmValues = { name: "content_modifier", action: "upsert", key: "host.name", value: "${HOSTNAME}" };
  return stringify(
    {
      service: {
        ...service(bufferGib, "ipv4"),
        http_server: true,
        // The machine may have other users, and a public address.
        http_listen: "127.0.0.1",
        http_port: 2020,
        "storage.path": `${statePath}/storage`,
      },
      multiline_parsers: [stackTraceParser],
      pipeline: {
        inputs: [fileInput(files.join(","), `${statePath}/files.db`, [machine])],
        outputs: outputs(
          otlpOutput({
            host: ingestHostname,
            port: ports.externalOtlpHttp,
            options: {
              tls: true,
              "tls.verify": true,
              // Else the certificate of any name will do (5.1.1), and the token goes to whoever has one.
              "tls.verify_hostname": true,
              header: `Authorization Bearer \${${vmTokenVariable}}`,
            },
          }),
        ),
      },
    },
    { lineWidth: 0 },
  );
}
