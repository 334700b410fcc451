// Keys of Fluent Bit's configuration, against the list of those that the pinned version knows.
import assert from "node:assert/strict";
import { parse } from "yaml";
import { type FluentBitConfiguration, unknownFluentBitKeys } from "../../../test/support/fluent-bit";
import { namesFor } from "../../../test/support/place";
import { settingsOf } from "../../../test/support/settings-of";
import { sidecarConfig } from "./sidecar";
import { fileLogsValues } from "./values";
import { vmConfig } from "./vm";

describe("Fluent Bit's configuration", () => {
  it("has only keys that Fluent Bit 5.1.1 knows, in every variant", () => {
    const external = { mode: "external", auth: "scram", bootstrapServers: ["b:9096"], existingSecret: "credentials" };
    const configurations: unknown[] = [
      ...[{}, { kafka: { auth: "scram" } }, { kafka: external }, { kafka: { mode: "none" } }].map((configuration) => {
        const settings = settingsOf(configuration);
        return fileLogsValues(settings, namesFor(settings)).config;
      }),
      parse(sidecarConfig(settingsOf(), { bufferGib: 1 })),
      parse(vmConfig({ ingestHostname: "ingest.example.com", files: ["/a.log"], bufferGib: 1 })),
    ];
    for (const each of configurations) assert.deepEqual(unknownFluentBitKeys(each as FluentBitConfiguration), []);
  });

  it("is checked: a misspelt key is found", () => {
    assert.deepEqual(
      unknownFluentBitKeys({
        service: { flsh: 1 },
        pipeline: { inputs: [{ name: "tail", pth: "x" }], outputs: [{ name: "kafka", topic: "x" }] },
      }),
      ["service.flsh", "inputs.tail.pth", "outputs.kafka.topic"],
    );
  });
});
