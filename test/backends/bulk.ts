// OTLP requests with many records of one service, numbered, as JSON.

const resource = (service: string) => ({
  attributes: [{ key: "service.name", value: { stringValue: service } }],
});

export const hexId = (prefix: number, number: number, digits = 32) =>
  `${prefix.toString(16).padStart(8, "0")}${number.toString(16).padStart(digits - 8, "0")}`;

/** Traces of one span each. The id of the trace `n` is `hexId(prefix, n)`. @param bytes Size of an attribute. */
export function traces(
  service: string,
  prefix: number,
  first: number,
  count: number,
  bytes = 16,
  end = Date.now(),
): object {
  return {
    resourceSpans: [
      {
        resource: resource(service),
        scopeSpans: [
          {
            spans: Array.from({ length: count }, (_, index) => ({
              traceId: hexId(prefix, first + index),
              spanId: hexId(prefix, first + index, 16),
              name: "work",
              kind: 2,
              startTimeUnixNano: `${end - 5}000000`,
              endTimeUnixNano: `${end}000000`,
              attributes: [{ key: "load", value: { stringValue: "x".repeat(bytes) } }],
            })),
          },
        ],
      },
    ],
  };
}

/** Log records, `<text> <number>`. @param atMs Time of the first; each is a millisecond later. */
export function logs(
  service: string,
  text: string,
  first: number,
  count: number,
  bytes = 0,
  atMs = Date.now(),
): object {
  return {
    resourceLogs: [
      {
        resource: resource(service),
        scopeLogs: [
          {
            logRecords: Array.from({ length: count }, (_, index) => ({
              timeUnixNano: `${atMs + index}000000`,
              severityNumber: 9,
              body: { stringValue: `${text} ${first + index} ${"x".repeat(bytes)}` },
            })),
          },
        ],
      },
    ],
  };
}
