// OTLP requests of the three signals, as JSON, each with one thing in it.
const nanos = (at = Date.now()) => `${at}000000`;

export interface Attributes {
  [key: string]: string;
}

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));

/** One log record. */
export function logRequest(
  body: string,
  record: { severityNumber?: number; traceId?: string; attributes?: Attributes } = {},
  resource: Attributes = {},
): object {
  const { severityNumber = 17, traceId, attributes = {} } = record;
  return {
    resourceLogs: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: nanos(),
                severityNumber,
                body: { stringValue: body },
                attributes: attributesOf(attributes),
                ...(traceId === undefined ? {} : { traceId, spanId: traceId.slice(16) }),
              },
            ],
          },
        ],
      },
    ],
  };
}

/** A trace of one span. */
export function traceRequest(
  traceId: string,
  {
    error = false,
    milliseconds = 5,
    resource = {},
  }: { error?: boolean; milliseconds?: number; resource?: Attributes } = {},
): object {
  const end = Date.now();
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ "service.name": "shop-front", ...resource }) },
        scopeSpans: [
          {
            spans: [
              {
                traceId,
                spanId: traceId.slice(16),
                name: "GET /cart",
                kind: 2,
                startTimeUnixNano: nanos(end - milliseconds),
                endTimeUnixNano: nanos(end),
                status: error ? { code: 2 } : {},
              },
            ],
          },
        ],
      },
    ],
  };
}

/** A point of a counter. */
export function counterRequest(
  name: string,
  {
    traceId,
    attributes = {},
    resource = {},
  }: { traceId?: string; attributes?: Attributes; resource?: Attributes } = {},
): object {
  const now = Date.now();
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeMetrics: [
          {
            metrics: [
              {
                name,
                sum: {
                  aggregationTemporality: 2,
                  isMonotonic: true,
                  dataPoints: [
                    {
                      asInt: "7",
                      startTimeUnixNano: nanos(now - 60_000),
                      timeUnixNano: nanos(now),
                      attributes: attributesOf(attributes),
                      ...(traceId === undefined
                        ? {}
                        : {
                            exemplars: [{ timeUnixNano: nanos(now), asDouble: 1, traceId, spanId: traceId.slice(16) }],
                          }),
                    },
                  ],
                },
              },
            ],
          },
        ],
      },
    ],
  };
}

/** Metrics as OTLP writes them, of one resource. */
export function metricsRequest(metrics: readonly object[], resource: Attributes = {}): object {
  return {
    resourceMetrics: [{ resource: { attributes: attributesOf(resource) }, scopeMetrics: [{ metrics }] }],
  };
}

/** A point of a metric: its time in milliseconds of the epoch, its value, its attributes. */
export function point(at: number, value: number, attributes: Attributes = {}): object {
  return { timeUnixNano: nanos(at), asDouble: value, attributes: attributesOf(attributes) };
}
