// Where the settings' brokers are understood: here, in settings/ and in components/cloud/, and nowhere else.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const program = ["components", "contract", "cost", "dashboards", "policy", "commands"];
const rooms = ["components/cloud/", "components/kafka-client/"];

describe("kafka client", () => {
  it("is the only room, besides settings and cloud, that asks for kafka.mode or kafka.auth", () => {
    const asking = program
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
      )
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.endsWith(".d.ts"))
      .filter((file) => !rooms.some((room) => file.startsWith(room)))
      .flatMap((file) =>
        readFileSync(join(root, file), "utf8")
          .split("\n")
          .filter((line) => /\bkafka\??\.(mode|auth)\b[^`'"]*(===|!==|\?|:)/.test(line.replace(/^\s*(\/\/|\*).*/, "")))
          .map((line) => `${file}: ${line.trim()}`),
      );
    assert.deepEqual(asking, []);
  });
});
