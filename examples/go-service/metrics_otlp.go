package main

import (
	"context"
	"fmt"
	"os"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
)

// startMetrics pushes metrics where OTEL_EXPORTER_OTLP_ENDPOINT says, once in OTEL_METRIC_EXPORT_INTERVAL (60 s): for a
// service that nobody can scrape (a job, a machine outside the cluster). The HTTP instrumentation then makes
// http.server.request.duration, which the platform names as /metrics does; one of the two, or requests count twice.
func startMetrics(ctx context.Context) (func(context.Context) error, error) {
	exporter, err := newMetricExporter(ctx, os.Getenv("OTEL_EXPORTER_OTLP_PROTOCOL"))
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	self, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	provider := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(exporter)), metric.WithResource(self))
	otel.SetMeterProvider(provider)
	return provider.Shutdown, nil
}

func newMetricExporter(ctx context.Context, protocol string) (metric.Exporter, error) {
	switch protocol {
	case "grpc":
		return otlpmetricgrpc.New(ctx)
	case "", "http/protobuf":
		return otlpmetrichttp.New(ctx)
	}
	return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_PROTOCOL is %q; grpc and http/protobuf are known", protocol)
}
