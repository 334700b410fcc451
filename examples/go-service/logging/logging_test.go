package logging

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/log"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/trace"
)

func TestEveryLibraryNamesTheTrace(t *testing.T) {
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{0xaf}, SpanID: trace.SpanID{0xb7}})
	ctx := trace.ContextWithSpanContext(context.Background(), span)
	for _, library := range libraries {
		t.Run(library, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			logger, _ := toFile(t, Options{Library: library, Path: path})
			logger.Info(ctx, "taken", Fields{"cents": 5})
			logger.Error(ctx, "refused", errors.New("no money"), nil)

			lines := read(t, path)
			if len(lines) != 2 {
				t.Fatalf("%d lines", len(lines))
			}
			for index, level := range []string{"info", "error"} {
				line := lines[index]
				if !strings.EqualFold(line["level"].(string), level) || line["trace_id"] != span.TraceID().String() || line["span_id"] != span.SpanID().String() {
					t.Errorf("line %d: %v", index, line)
				}
			}
			if lines[0]["cents"] != 5.0 || lines[1]["error"] != "no money" {
				t.Errorf("fields are missing: %v", lines)
			}
		})
	}
}

func TestOutsideATraceThereIsNoTrace(t *testing.T) {
	if fields := withTrace(context.Background(), Fields{"cents": 5}); len(fields) != 1 {
		t.Errorf("%v", fields)
	}
}

func TestAnUnknownLibraryIsRefused(t *testing.T) {
	if _, _, err := New(context.Background(), Options{Library: "printf"}); err == nil {
		t.Error("was accepted")
	}
}

func TestDebugRecordsAreThinnedOut(t *testing.T) {
	for _, library := range libraries {
		t.Run(library, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			logger, _ := toFile(t, Options{Library: library, Path: path, Sampling: Sampling{OneIn: 10}})
			for id := range 1_000 {
				logger.Debug(traced(id), "asked", nil)
				logger.Info(traced(id), "taken", nil)
			}
			levels := map[string]int{}
			for _, line := range read(t, path) {
				levels[strings.ToLower(line["level"].(string))]++
			}
			if levels["info"] != 1_000 || levels["debug"] < 50 || levels["debug"] > 150 {
				t.Errorf("%v", levels)
			}
		})
	}
}

func TestABufferIsWrittenAtTheEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	logger, stop := toFile(t, Options{Path: path, Buffered: true})
	logger.Info(context.Background(), "taken", nil)
	if lines := read(t, path); len(lines) != 0 {
		t.Errorf("written at once: %v", lines)
	}
	if err := stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	if lines := read(t, path); len(lines) != 1 {
		t.Errorf("%d lines", len(lines))
	}
}

func TestOTLPRecordsNameTheTrace(t *testing.T) {
	for _, library := range []string{"otlp-zap", "otlp-slog"} {
		t.Run(library, func(t *testing.T) {
			kept := &memory{}
			provider := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewSimpleProcessor(kept)))
			logger := bridged(provider, library, Sampling{})
			logger.Info(traced(7), "taken", Fields{"cents": 5})
			logger.Error(traced(7), "refused", errors.New("no money"), nil)
			if len(kept.records) != 2 {
				t.Fatalf("%d records", len(kept.records))
			}
			want := trace.SpanContextFromContext(traced(7)).TraceID()
			for index, severity := range []log.Severity{log.SeverityInfo, log.SeverityError} {
				if record := kept.records[index]; record.TraceID() != want || record.Severity() != severity {
					t.Errorf("record %d: trace %v, severity %v", index, record.TraceID(), record.Severity())
				}
			}
		})
	}
}

var libraries = []string{"zap", "logrus", "zerolog", "slog"}

// traced is a context of the trace of that number, whose id looks random.
func traced(number int) context.Context {
	sum := sha256.Sum256([]byte(strconv.Itoa(number)))
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID(sum[:16]), SpanID: trace.SpanID(sum[16:24])})
	return trace.ContextWithSpanContext(context.Background(), span)
}

func toFile(t testing.TB, options Options) (Logger, func(context.Context) error) {
	t.Helper()
	logger, stop, err := New(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	return logger, stop
}

// memory keeps what would be sent.
type memory struct{ records []sdklog.Record }

func (m *memory) Export(_ context.Context, records []sdklog.Record) error {
	for _, record := range records {
		m.records = append(m.records, record.Clone())
	}
	return nil
}
func (*memory) Shutdown(context.Context) error   { return nil }
func (*memory) ForceFlush(context.Context) error { return nil }

func read(t *testing.T, path string) []map[string]any {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var lines []map[string]any
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		line := map[string]any{}
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			t.Fatalf("%s: %v", scanner.Text(), err)
		}
		lines = append(lines, line)
	}
	return lines
}
