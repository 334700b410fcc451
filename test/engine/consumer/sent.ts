// What the log consumer is sent in its test: what Fluent Bit wrote, lines of each kind by record and by chunk, and poison.
import * as fs from "node:fs";
import * as path from "node:path";
import type { LineCase } from "../../support/log-lines/case";
import { customerLines } from "../../support/log-lines/customers";
import { severityLines } from "../../support/log-lines/severity";
import { timeLines } from "../../support/log-lines/times";
import { traceLines } from "../../support/log-lines/traces";
import { loggerLines } from "../../support/logger-lines";
import { otlpBatch } from "../../support/otlp-batch";
import { secretLines } from "../../support/secret-lines";
import { shippedTimes } from "../../support/shipped-times";

const fixture = path.join(__dirname, "..", "..", "fixtures", "fluent-bit-5.1.1-kafka.jsonl");
/** When Fluent Bit wrote the fixture, in the two forms that it holds: made recent, or all of it would be too old. */
const writtenTime = /2026-11-24T22:2\d:\d\d/g;
const writtenEpoch = /1795558986/g;

export const now = new Date();
export const epoch = Math.floor(now.getTime() / 1_000) - 5;
const recent = new Date(epoch * 1_000).toISOString().slice(0, 19);

/** What Fluent Bit wrote, as if it were now. */
export const fixtureLines = fs
  .readFileSync(fixture, "utf8")
  .replace(writtenTime, recent)
  .replace(writtenEpoch, String(epoch))
  .trim()
  .split("\n");

/** Lines of a tenant of their own, read by the shipper now. */
export const cases: readonly LineCase[] = [
  ...severityLines,
  ...traceLines,
  ...customerLines,
  ...timeLines(now.getTime()),
  ...loggerLines(now.getTime()),
];
export const caseRecord = ({ line }: LineCase, index: number) =>
  JSON.stringify({
    "@timestamp": now.toISOString(),
    log: line,
    kubernetes: { namespace_name: "lines", pod_name: `case-${index}` },
  });
/** Numbered behind the cases. */
export const secretRecords = secretLines.map(({ line }, index) =>
  JSON.stringify({
    "@timestamp": now.toISOString(),
    log: line,
    kubernetes: { namespace_name: "secrets", pod_name: `case-${index}` },
  }),
);
/** Numbered as well. */
export const shipped = shippedTimes(now.getTime());
export const shippedRecords = shipped.map(({ at }, index) =>
  JSON.stringify({
    ...(at === undefined ? {} : { "@timestamp": at }),
    log: "{}",
    kubernetes: { namespace_name: "shipped", pod_name: `case-${index}` },
  }),
);
/** As long as a line may be, and nearly all of it becomes the severity's text. */
const allLevel = '{"note":"all of it is level","level":"'.padEnd(262_142, "x").concat('"}');
/** The same lines in a chunk, of two more tenants; and in another what cannot be stored. */
export const chunkOf = (tenant: string, lines: readonly string[], at = now) =>
  otlpBatch(
    lines.map((line, index) => ({
      at,
      line,
      attributes: { "k8s.namespace.name": "chunks", "k8s.pod.name": `case-${index}`, tenant },
    })),
  );
export const neverSet = [new Date(0), new Date(12_345)];
export const chunks = [
  chunkOf(
    "lines-in-chunk",
    cases.map(({ line }) => line),
  ),
  chunkOf(
    "secrets-in-chunk",
    secretLines.map(({ line }) => line),
  ),
  chunkOf("default", ["x".repeat(300_000), "beside the long line", allLevel]),
  chunkOf("default", ["a month old, in a chunk"], new Date(now.getTime() - 31 * 86_400_000)),
  ...neverSet.map((at) => chunkOf("never-set", ["read by a clock that was never set"], at)),
];
export const poison = {
  malformed: '{"log":"half a rec',
  binary: Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x7b]),
  long: JSON.stringify({
    "@timestamp": now.toISOString(),
    log: "x".repeat(2_000_000),
    kubernetes: { namespace_name: "payments" },
  }),
  old: JSON.stringify({
    "@timestamp": new Date(now.getTime() - 31 * 86_400_000).toISOString(),
    log: "a month old",
    kubernetes: { namespace_name: "payments" },
  }),
};
