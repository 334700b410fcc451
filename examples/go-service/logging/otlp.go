package logging

import (
	"context"
	"fmt"
	"log/slog"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/contrib/bridges/otelzap"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.uber.org/zap"
)

const scope = "example.com/go-service"

// newOTLP makes a logger whose records go to OTEL_EXPORTER_OTLP_ENDPOINT without a line in between, in batches: of
// OTEL_BLRP_MAX_EXPORT_BATCH_SIZE (512) or of what comes in OTEL_BLRP_SCHEDULE_DELAY (1 s). The second result sends
// what is left. A process that is killed loses what waits in its queue (OTEL_BLRP_MAX_QUEUE_SIZE, 2,048 records), and a
// full queue drops: logs that must not be lost go to stdout or a file.
func newOTLP(ctx context.Context, library, protocol string, sampling Sampling) (Logger, func(context.Context) error, error) {
	exporter, err := logExporter(ctx, protocol)
	if err != nil {
		return nil, nil, err
	}
	self, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, nil, err
	}
	provider := sdklog.NewLoggerProvider(
		sdklog.WithProcessor(sdklog.NewBatchProcessor(exporter)),
		sdklog.WithResource(self),
	)
	return bridged(provider, library, sampling), provider.Shutdown, nil
}

// bridged is a logger of that library that makes OTLP records. Both bridges take the trace from the context.
func bridged(provider *sdklog.LoggerProvider, library string, sampling Sampling) Logger {
	if library == "otlp-zap" {
		return otelZapLogger{zap.New(otelzap.NewCore(scope, otelzap.WithLoggerProvider(provider))), sampling.OneIn}
	}
	handler := otelslog.NewHandler(scope, otelslog.WithLoggerProvider(provider))
	return slogLogger{slog.New(sampledByTrace{handler, sampling.OneIn})}
}

func logExporter(ctx context.Context, protocol string) (sdklog.Exporter, error) {
	switch protocol {
	case "grpc":
		return otlploggrpc.New(ctx)
	case "", "http/protobuf":
		return otlploghttp.New(ctx)
	}
	return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_PROTOCOL is %q; grpc and http/protobuf are known", protocol)
}

// otelZapLogger hands the bridge the context itself, as a field: it takes the trace from there.
type otelZapLogger struct {
	zap   *zap.Logger
	oneIn uint32
}

func (l otelZapLogger) Debug(ctx context.Context, message string, fields Fields) {
	if byTrace(ctx, l.oneIn) {
		l.zap.Debug(message, bridgeFields(ctx, fields)...)
	}
}

func (l otelZapLogger) Info(ctx context.Context, message string, fields Fields) {
	l.zap.Info(message, bridgeFields(ctx, fields)...)
}

func (l otelZapLogger) Error(ctx context.Context, message string, err error, fields Fields) {
	l.zap.Error(message, append(bridgeFields(ctx, fields), zap.String("error", err.Error()))...)
}

func bridgeFields(ctx context.Context, fields Fields) []zap.Field {
	list := make([]zap.Field, 0, len(fields)+2)
	list = append(list, zap.Any("context", ctx))
	for key, value := range fields {
		list = append(list, zap.Any(key, value))
	}
	return list
}
