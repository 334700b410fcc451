// Images that the OpenTelemetry operator puts into pods which ask for instrumentation. Plain data.

/**
 * Named only where images come from a registry of the organisation's own. They belong to the operator's version,
 * 0.158.0 of the pinned chart, whose versions.txt has them: raise them with the chart.
 */
export const injectedImages = {
  java: "ghcr.io/open-telemetry/opentelemetry-operator/autoinstrumentation-java:2.30.0",
  nodejs: "ghcr.io/open-telemetry/opentelemetry-operator/autoinstrumentation-nodejs:0.78.0",
  python: "ghcr.io/open-telemetry/opentelemetry-operator/autoinstrumentation-python:0.64b0",
  dotnet: "ghcr.io/open-telemetry/opentelemetry-operator/autoinstrumentation-dotnet:1.16.0",
  go: "ghcr.io/open-telemetry/opentelemetry-go-instrumentation/autoinstrumentation-go:v0.24.0",
  apacheHttpd: "ghcr.io/open-telemetry/opentelemetry-operator/autoinstrumentation-apache-httpd:1.0.4",
  nginx: "ghcr.io/open-telemetry/opentelemetry-operator/autoinstrumentation-apache-httpd:1.0.4",
} as const;
