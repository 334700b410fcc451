// What loggers, databases and proxies write when nobody tells them otherwise, and what it means: the same whichever way
// a line comes.
import type { LineCase } from "./log-lines/case";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const span = "00f067aa0ba902b7";

/** Of now, as each of them writes it. A line that names no time that can be told has the shipper's. */
export function loggerLines(now: number): readonly LineCase[] {
  const at = now - 30_000;
  const iso = new Date(at).toISOString();
  const [day = "", clock = ""] = iso.slice(0, -1).split("T");
  const seconds = at / 1_000;
  const ids = { traceId: trace, spanId: span };
  const dated: Readonly<Record<string, readonly [line: string, severity: number, ids?: Partial<LineCase>]>> = {
    "Log4j, JSON layout": [
      `{"instant":{"epochSecond":${Math.floor(seconds)},"nanoOfSecond":${(at % 1_000) * 1_000_000}},"thread":"main","level":"WARN",` +
        `"loggerName":"a.B","message":"m","endOfBatch":false,"threadId":1,"contextMap":{"trace_id":"${trace}","span_id":"${span}"}}`,
      13,
      ids,
    ],
    "Log4j before 2.11, Logstash": [
      `{"level":"ERROR","loggerName":"logstash.agent","timeMillis":${at},"thread":"main","logEvent":{"message":"m"}}`,
      17,
    ],
    "ECS layout of Java": [
      `{"@timestamp":"${iso}","log.level": "INFO","message":"m","ecs.version": "1.2.0","process.thread.name":"main",` +
        `"log.logger":"a.B","trace.id":"${trace}","span.id":"${span}"}`,
      9,
      ids,
    ],
    "Logback's JSON encoder": [
      `{"sequenceNumber":0,"timestamp":${at},"nanoseconds":1,"level":"ERROR","threadName":"main","loggerName":"a.B",` +
        `"context":{"name":"default","birthdate":1,"properties":{}},"mdc":{"traceId":"${trace}","spanId":"${span}"},"message":"m"}`,
      17,
      ids,
    ],
    "Logback's JSON layout": [
      `{"timestamp":"${at}","level":"DEBUG","thread":"main","mdc":{"traceId":"${trace}","spanId":"${span}"},"logger":"a","message":"m","context":"default"}`,
      5,
      ids,
    ],
    "Logstash's encoder": [
      `{"@timestamp":"${iso.replace("Z", "+00:00")}","@version":"1","message":"m","level":"WARN","level_value":30000,` +
        `"traceId":"${trace}","spanId":"${span}"}`,
      13,
      ids,
    ],
    "Spring Boot, GELF": [
      `{"version":"1.1","short_message":"m","timestamp":${seconds},"level":3,"_level_name":"ERROR","host":"a"}`,
      17,
    ],
    Quarkus: [
      `{"timestamp":"${iso}","sequence":1,"loggerClassName":"x","level":"DEBUG","mdc":{"traceId":"${trace}","spanId":"${span}"}}`,
      5,
      ids,
    ],
    "Serilog, compact": [
      `{"@t":"${iso.replace("Z", "0000Z")}","@mt":"m","@l":"Error","@tr":"${trace}","@sp":"${span}"}`,
      17,
      ids,
    ],
    // Its format says so: no level is information.
    "Serilog, compact, information": [`{"@t":"${iso.replace("Z", "0000Z")}","@mt":"m"}`, 9],
    "Serilog, JSON with properties": [
      `{"Timestamp":"${iso}","Level":"Error","RenderedMessage":"m","Properties":{"TraceId":"${trace}","SpanId":"${span}"}}`,
      17,
      ids,
    ],
    "Serilog, JSON": [
      `{"Timestamp":"${iso.replace("Z", "0000+00:00")}","Level":"Warning","MessageTemplate":"m","TraceId":"${trace}","SpanId":"${span}"}`,
      13,
      ids,
    ],
    ".NET's console": [
      `{"Timestamp":"${iso}","EventId":14,"LogLevel":"Critical","Category":"a","Message":"m","State":{"level":"info"}}`,
      21,
    ],
    ".NET's console, with scopes": [
      `{"Timestamp":"${iso}","LogLevel":"Information","Category":"a","Message":"m","Scopes":[{"Message":"SpanId:${span}",` +
        `"SpanId":"${span}","TraceId":"${trace}","ParentId":"0000000000000000"},{"Message":"RequestPath:/","RequestPath":"/"}]}`,
      9,
      ids,
    ],
    winston: [`{"level":"error","message":"m","timestamp":"${iso}"}`, 17],
    "winston, coloured": [`{"level":"\\u001b[31merror\\u001b[39m","message":"m","timestamp":"${iso}"}`, 17],
    pino: [`{"level":40,"time":${at},"pid":1,"hostname":"a","msg":"m"}`, 13],
    bunyan: [`{"name":"a","hostname":"b","pid":1,"level":50,"msg":"m","time":"${iso}","v":0}`, 17],
    log4js: [
      `{"startTime":"${iso}","categoryName":"default","data":["m"],"level":{"level":30000,"levelStr":"WARN","colour":"yellow"},"time":${at}}`,
      13,
    ],
    tslog: [`{"0":"m","_meta":{"runtime":"Nodejs","date":"${iso}","logLevelId":5,"logLevelName":"ERROR"}}`, 17],
    NestJS: [`{"level":"log","pid":1,"timestamp":${at},"message":"m","context":"App"}`, 9],
    KafkaJS: [`{"level":"WARN","timestamp":"${iso}","logger":"kafkajs","message":"m"}`, 13],
    zap: [
      `{"level":"dpanic","ts":${seconds},"caller":"a.go:1","msg":"m","trace_id":"${trace}"}`,
      21,
      { traceId: trace },
    ],
    "zap, its development configuration": [`{"L":"ERROR","T":"${iso.replace("Z", "+0000")}","C":"a.go:1","M":"m"}`, 17],
    "zap, coloured": [`{"level":"\\u001b[34mINFO\\u001b[0m","ts":"${iso.replace("Z", "+0000")}","msg":"m"}`, 9],
    zerolog: [
      `{"level":"warn","time":${Math.floor(seconds)}${(at % 1_000) / 1_000 === 0 ? "" : `.${String(at % 1_000).padStart(3, "0")}`},"message":"m"}`,
      13,
    ],
    logrus: [`{"level":"warning","msg":"m","time":"${iso}"}`, 13],
    slog: [`{"time":"${iso.replace("Z", "456789+00:00")}","level":"ERROR","msg":"m"}`, 17],
    hclog: [`{"@level":"info","@message":"m","@module":"vault","@timestamp":"${iso.replace("Z", "000Z")}"}`, 9],
    log15: [`{"lvl":"eror","msg":"m","t":"${iso}"}`, 17],
    klog: [`{"ts":${at}.25,"caller":"a.go:1","msg":"m","v":0}`, 0],
    structlog: [`{"event":"m","level":"info","timestamp":"${iso}"}`, 9],
    loguru: [
      `{"text":"m\\n","record":{"elapsed":{"repr":"0:00:01","seconds":1.0},"extra":{},"level":{"icon":"x","name":"WARNING","no":30},` +
        `"message":"m","time":{"repr":"${day} ${clock}+00:00","timestamp":${seconds}}}}`,
      13,
    ],
    "loguru, with a trace": [
      `{"text":"m\\n","record":{"extra":{"trace_id":"${trace}","span_id":"${span}"},"level":{"name":"SUCCESS","no":25},` +
        `"time":{"timestamp":${seconds}}}}`,
      9,
      ids,
    ],
    "Python, a formatter with a zone": [
      `{"asctime":"${iso.replace("Z", "+0000")}","levelname":"WARNING","message":"m","otelTraceID":"${trace}","otelSpanID":"${span}"}`,
      13,
      ids,
    ],
    "ECS of Python": [
      `{"@timestamp":"${iso}","log.level":"warning","message":"m","log":{"logger":"a","original":"m"},"trace":{"id":"${trace}"}}`,
      13,
      { traceId: trace },
    ],
    "semantic_logger of Ruby": [
      `{"host":"a","application":"b","timestamp":"${iso}","level":"error","level_index":4,"pid":1,"duration_ms":1795000000123,"duration":"1s"}`,
      17,
    ],
    "semantic_logger of Ruby, with tags": [
      `{"timestamp":"${iso}","level":"warn","level_index":3,"named_tags":{"trace_id":"${trace}","span_id":"${span}"}}`,
      13,
      ids,
    ],
    Sidekiq: [`{"ts":"${iso}","pid":1,"tid":"a","lvl":"WARN","msg":"m"}`, 13],
    Monolog: [
      `{"message":"m","context":{"trace_id":"${trace}"},"level":400,"level_name":"ERROR","channel":"app","datetime":"${iso.replace("Z", "000+00:00")}","extra":{}}`,
      17,
      { traceId: trace },
    ],
    "Monolog, with lists for empty maps": [
      `{"message":"m","context":[],"level":250,"level_name":"NOTICE","channel":"app","datetime":"${iso.replace("Z", "000+00:00")}","extra":[]}`,
      9,
    ],
    "tracing of Rust": [
      `{"timestamp":"${iso.replace("Z", "000Z")}","level":"ERROR","fields":{"message":"m"},"target":"a","span":{"name":"b"},"spans":[{"name":"b"}]}`,
      17,
    ],
    "slog of Rust": [`{"msg":"m","level":"ERRO","ts":"${iso.replace("Z", "000000+00:00")}"}`, 17],
    "LoggerJSON of Elixir, with a trace": [
      `{"time":"${iso}","severity":"debug","message":"m","metadata":{"trace_id":"${trace}","span_id":"${span}"}}`,
      5,
      ids,
    ],
    "LoggerJSON of Elixir": [`{"time":"${iso}","severity":"notice","message":"m","metadata":{}}`, 9],
    "RabbitMQ, JSON": [`{"time":"${day} ${clock}000+00:00","level":"warning","msg":"m","pid":"<0.1.0>"}`, 13],
    "PostgreSQL, JSON": [
      `{"timestamp":"${day} ${clock} UTC","pid":1,"session_id":"a","error_severity":"FATAL","message":"m","backend_type":"b"}`,
      21,
    ],
    MongoDB: [
      `{"t":{"$date":"${iso.replace("Z", "+00:00")}"},"s":"W","c":"NETWORK","id":22943,"ctx":"listener","msg":"m","attr":{"level":"info"}}`,
      13,
    ],
    ClickHouse: [`{"date_time":"${seconds}","thread_name":"a","thread_id":"1","level":"Information","message":"m"}`, 9],
    "Elasticsearch 7": [
      `{"type": "server", "timestamp": "${iso.replace(".", ",")}", "level": "INFO", "message": "m"}`,
      9,
    ],
    "Elasticsearch 8": [`{"@timestamp":"${iso}", "log.level":"WARN", "message":"m", "ecs.version": "1.2.0"}`, 13],
    Vector: [`{"timestamp":"${iso.replace("Z", "000Z")}","level":"INFO","message":"m","target":"vector"}`, 9],
    "OTLP in JSON": [
      `{"timeUnixNano":"${at}000000","severityNumber":18,"body":{"stringValue":"m"},"traceId":"${trace}","spanId":"${span}"}`,
      18,
      ids,
    ],
    "Google Cloud's structure": [`{"severity":"CRITICAL","time":"${iso}","message":"m"}`, 21],
  };
  const undated: readonly LineCase[] = [
    // Says neither when nor how bad: the request's own times are the request's.
    { line: `{"start_time":"${iso}","method":"GET","path":"/","response_code":500,"duration":12}`, severity: 0 },
    { line: `{"method":"GET","path":"/","status":500,"duration":12.5,"view":3.25,"db":1.5}`, severity: 0 },
    { line: '{"time":"2026-11-27 10:00:00.1234","level":"Warn","message":"m"}', severity: 13 },
    { line: '{"asctime":"2026-11-27 10:00:00,123","levelname":"ERROR","message":"m"}', severity: 17 },
    { line: `time="${iso}" level=warning msg="m"`, severity: 13 },
    { line: `t=${iso} lvl=eror msg=m`, severity: 17 },
    { line: 'E1127 10:00:00.123456       1 a.go:1] "m" err="level=info"', severity: 0 },
    { line: `${iso}\tINFO\ta.go:1\tm\t{"level": "error"}`, severity: 0 },
  ];
  return [
    ...Object.values(dated).map(([line, severity, named]) => ({ line, severity, time: at, ...named })),
    ...undated,
  ];
}
