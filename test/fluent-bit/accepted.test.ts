// The generated configuration in every variant, checked by the real Fluent Bit 5.1.1.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { sidecarConfig } from "../../components/collection/file-logs/sidecar";
import { vmConfig } from "../../components/collection/file-logs/vm";
import { settingsOf } from "../support/settings-of";
import { configuration, external, program } from "./configuration";

describe("Fluent Bit accepts", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fluent-bit-"));
  after(() => fs.rmSync(folder, { recursive: true }));
  const variants: Record<string, string> = {
    "Kafka with IAM": configuration(folder, {}),
    "Kafka with SCRAM": configuration(folder, { auth: "scram" }),
    "external brokers": configuration(folder, external),
    "the gateway": configuration(folder, { mode: "none" }),
    "the sidecar": sidecarConfig(settingsOf(), { bufferGib: 1 }),
    "the machine outside the cluster": vmConfig({
      ingestHostname: "ingest.example.com",
      files: ["/var/log/app/*.log"],
      bufferGib: 1,
    }),
  };
  for (const [name, text] of Object.entries(variants)) {
    it(`the configuration for ${name}`, async () => {
      const file = path.join(folder, `${name.replace(/ /g, "-")}.yaml`);
      fs.writeFileSync(file, text);
      const { stdout, stderr } = await promisify(execFile)(program, ["--dry-run", "-c", file], {
        env: { ...process.env, ...names },
      });
      assert.match(stdout + stderr, /configuration test is successful/);
    });
  }
  const names = {
    KAFKA_BROKERS: "localhost:1",
    KAFKA_USERNAME: "u",
    KAFKA_PASSWORD: "p",
    POD_NAME: "a",
    POD_NAMESPACE: "b",
    POD_UID: "c",
    OBSERVABILITY_TOKEN: "t",
    HOSTNAME: "h",
  };
});
