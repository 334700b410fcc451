// Where the demo's logs and traces go, and how one request is found again: the real Loki and Tempo where they are, else
// recorders in their place, which say so.
import { BinaryReader } from "google-protobuf";
import { Loki } from "../test/servers/backends/loki";
import { ObjectStorage } from "../test/servers/backends/object-storage";
import { type BackendProgram, findBackend } from "../test/servers/backends/programs";
import { Tempo } from "../test/servers/backends/tempo";
import type { LogAndTraceStores } from "../test/servers/one-machine";
import type { PrometheusStore } from "../test/servers/prometheus-store";
import { RecordingLoki, type Stored } from "../test/servers/recording-loki";
import { RecordingTempo } from "../test/servers/recording-tempo";
import { names, settings } from "./settings";

export interface Stores extends LogAndTraceStores {
  /** What each of them is, for people. */
  logsIn: string;
  tracesIn: string;
  /** Base address of each one's API; undefined for a recorder. */
  loki?: string;
  tempo?: string;
  /** Log lines of a trace, as a tenant sees them. */
  logs(tenant: string, traceId: string): Promise<string[]>;
  /** Names of a trace's spans, as a tenant sees them. */
  spans(tenant: string, traceId: string): Promise<string[]>;
}

/** An alert of Loki's ruler goes nowhere in the demo. */
const nobody = "http://127.0.0.1:9";

export async function startStores(prometheus: PrometheusStore, report: (line: string) => void): Promise<Stores> {
  const [loki, tempo] = [findBackend("loki"), findBackend("tempo")];
  const { lokiChunks, tempo: tempoBucket } = names.buckets;
  const storage = loki || tempo ? await ObjectStorage.start([lokiChunks, tempoBucket]) : undefined;
  const around = { storage: storage?.address ?? "", remoteWrite: prometheus.remoteWrite, alertmanager: nobody };
  report(loki ? shortVersion(loki) : "a recorder in Loki's place (no loki in BACKENDS_DIR or on PATH)");
  const logs = loki ? realLoki(await Loki.start(settings, names, around)) : await recordingLoki();
  report(tempo ? shortVersion(tempo) : "a recorder in Tempo's place (no tempo in BACKENDS_DIR or on PATH)");
  const traces = tempo ? realTempo(await Tempo.start(settings, names, around)) : await recordingTempo();
  return {
    ...logs,
    ...traces,
    stop: async () => {
      await Promise.all([logs.stop(), traces.stop()]);
      await storage?.stop();
    },
  };
}

/** Without branch and revision, which a build of one's own may not know. */
const shortVersion = ({ version }: BackendProgram) => version.replace(/ \(.*/, "");

type Logs = Pick<Stores, "logsIn" | "lokiOtlp" | "jsonLogs" | "loki" | "logs" | "stop">;
type Traces = Pick<Stores, "tracesIn" | "tempoOtlp" | "tempo" | "spans" | "stop">;

function realLoki(loki: Loki): Logs {
  return {
    logsIn: "Loki",
    lokiOtlp: loki.otlp,
    jsonLogs: false,
    loki: loki.query,
    logs: async (tenant, traceId) =>
      (await loki.lines(tenant, `{service_name="go-service"} | trace_id="${traceId}"`)).map(({ text }) => text),
    stop: () => loki.stop(),
  };
}

async function recordingLoki(): Promise<Logs> {
  const stored: Stored[] = [];
  const loki = await RecordingLoki.start((record) => stored.push(record));
  return {
    logsIn: "a recorder",
    lokiOtlp: loki.address,
    jsonLogs: true,
    logs: (tenant, traceId) =>
      Promise.resolve(
        stored
          .filter((record) => record.tenant === tenant && record.traceId === traceId)
          .map(({ body }) => body.stringValue ?? ""),
      ),
    stop: () => loki.down(),
  };
}

function realTempo(tempo: Tempo): Traces {
  return {
    tracesIn: "Tempo",
    tempoOtlp: tempo.otlpHttp,
    tempo: tempo.query,
    spans: async (tenant, traceId) => {
      const { text, status } = await tempo.get(`/api/traces/${traceId}`, tenant);
      return status === 200 ? [...text.matchAll(/"name":"([^"]+)","kind"/g)].map(([, name = ""]) => name) : [];
    },
    stop: () => tempo.stop(),
  };
}

async function recordingTempo(): Promise<Traces> {
  const tempo = await RecordingTempo.start();
  return {
    tracesIn: "a recorder",
    tempoOtlp: tempo.address,
    spans: (tenant, traceId) =>
      Promise.resolve(
        tempo.requests.filter((request) => request.tenant === tenant).flatMap(({ spans }) => spanNames(spans, traceId)),
      ),
    stop: () => tempo.down(),
  };
}

/** Fields of OTLP's messages on the way from a request to its spans: resource_spans, scope_spans, spans. */
const wayToSpans = [1, 2, 2];
const traceIdField = 1;
const nameField = 5;

/** Names of the spans of a trace in an OTLP request. */
function spanNames(request: Uint8Array, traceId: string): string[] {
  let messages = [request];
  for (const field of wayToSpans) messages = messages.flatMap((message) => fieldsOf(message, field));
  return messages
    .filter((span) => fieldsOf(span, traceIdField).some((id) => Buffer.from(id).toString("hex") === traceId))
    .flatMap((span) => fieldsOf(span, nameField).map((name) => Buffer.from(name).toString()));
}

/** The values of a field whose type is bytes, text or message. */
function fieldsOf(message: Uint8Array, field: number): Uint8Array[] {
  const reader = new BinaryReader(message);
  const found: Uint8Array[] = [];
  while (reader.nextField() && !reader.isEndGroup()) {
    if (reader.getFieldNumber() === field) found.push(reader.readBytes());
    else reader.skipField();
  }
  return found;
}
