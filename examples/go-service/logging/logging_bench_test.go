package logging

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.uber.org/zap/zapcore"
)

// A record of a request: two fields and a trace. `go test -bench . -benchmem ./logging`; README.md keeps the numbers.
var fields = Fields{"cents": 1250, "route": "/pay"}

func BenchmarkLine(b *testing.B) {
	for _, library := range libraries {
		b.Run(library, func(b *testing.B) {
			logger := linesOf[library](io.Discard, Sampling{})
			infos(b, logger)
		})
	}
}

// A file in place of nothing: what buffering saves.
func BenchmarkFile(b *testing.B) {
	for _, buffered := range []bool{false, true} {
		name := map[bool]string{false: "each line", true: "buffered"}[buffered]
		b.Run(name, func(b *testing.B) {
			file, err := os.Create(filepath.Join(b.TempDir(), "app.log"))
			if err != nil {
				b.Fatal(err)
			}
			defer file.Close()
			var out io.Writer = file
			if buffered {
				buffer := &zapcore.BufferedWriteSyncer{WS: file, Size: 256 << 10}
				defer buffer.Stop()
				out = buffer
			}
			infos(b, newZap(out, Sampling{}))
		})
	}
}

// Debug records of which one in ten is written.
func BenchmarkSampledDebug(b *testing.B) {
	for _, library := range libraries {
		b.Run(library, func(b *testing.B) {
			logger := linesOf[library](io.Discard, Sampling{OneIn: 10})
			contexts := make([]context.Context, 1_000)
			for id := range contexts {
				contexts[id] = traced(id)
			}
			b.ReportAllocs()
			b.ResetTimer()
			for id := range b.N {
				logger.Debug(contexts[id%len(contexts)], "asked", fields)
			}
		})
	}
}

// Records by OTLP up to the batch, which is thrown away.
func BenchmarkOTLP(b *testing.B) {
	for _, library := range []string{"otlp-zap", "otlp-slog"} {
		b.Run(library, func(b *testing.B) {
			provider := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(&nowhere{})))
			defer provider.Shutdown(context.Background())
			infos(b, bridged(provider, library, Sampling{}))
		})
	}
}

func infos(b *testing.B, logger Logger) {
	ctx := traced(1)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		logger.Info(ctx, "payment taken", fields)
	}
}

type nowhere struct{ memory }

func (*nowhere) Export(context.Context, []sdklog.Record) error { return nil }
