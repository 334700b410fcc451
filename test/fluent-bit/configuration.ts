import * as fs from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";
import { answerSeconds } from "../../components/collection/file-logs/pod-identity";
import { fileLogsValues } from "../../components/collection/file-logs/values";
import { namesFor } from "../support/place";
import { settingsOf } from "../support/settings-of";

export const program = process.env.FLUENT_BIT ?? "fluent-bit";
export const podUid = "10ab3204-80c2-4a7f-a572-2b1c2fc74213";
export const external = {
  mode: "external",
  auth: "scram",
  bootstrapServers: ["broker-1.example.com:9096"],
  existingSecret: "kafka-credentials",
};

/** The pod that writes, in kubelet's folders and in the API server. */
export const pod = { name: "go-service-7c9d8f6b5-x2x4z", namespace: "payments", container: "app" };
export const podLabels = { "app.kubernetes.io/name": "go-service", "pod-template-hash": "7c9d8f6b5" };

/** What the chart makes of the values: the storage path, the HTTP server; with paths of this machine. */
export function configuration(
  folder: string,
  kafka: unknown,
  changes: {
    httpPort?: number;
    caFile?: string;
    service?: object;
    apiServer?: string;
    logs?: object;
    tenant?: object;
    answerSeconds?: number;
  } = {},
): string {
  const settings = settingsOf({
    kafka,
    tenants: [{ id: "team-pay", namespaces: [pod.namespace], ...changes.tenant }],
    ...(changes.logs ? { logs: changes.logs } : {}),
  });
  const values = fileLogsValues(settings, namesFor(settings));
  const { config, luaScripts } = values as unknown as {
    config: { service: object; pipeline: object; multilineParsers: object };
    luaScripts: Record<string, string>;
  };
  const token = path.join(folder, "token");
  const here = (text: string) =>
    text
      .replaceAll("/var/lib/kubelet/pods/", `${folder}/pods/`)
      .replaceAll("/var/log/pods", `${folder}/pod-logs`)
      .replaceAll("/fluent-bit/scripts", folder)
      .replace(`alarm(${answerSeconds})`, `alarm(${changes.answerSeconds ?? answerSeconds})`)
      .replaceAll("/fluent-bit/kafka-ca/ca.crt", changes.caFile ?? "/fluent-bit/kafka-ca/ca.crt")
      .replaceAll(
        "use_journal: true",
        [
          "use_journal: true",
          `kube_url: ${changes.apiServer ?? "http://127.0.0.1:1"}`,
          `kube_token_file: ${token}`,
        ].join("\n            "),
      );
  fs.writeFileSync(token, "token");
  for (const [name, text] of Object.entries(luaScripts)) fs.writeFileSync(path.join(folder, name), here(text));
  return here(
    stringify({
      env: { STORAGE_PATH: path.join(folder, "data") },
      pipeline: config.pipeline,
      multiline_parsers: config.multilineParsers,
      service: {
        ...config.service,
        http_server: true,
        http_port: changes.httpPort ?? 2020,
        "storage.path": "${STORAGE_PATH}",
        ...changes.service,
      },
    }),
  );
}
