package logging

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.opentelemetry.io/otel/trace"
)

func TestEveryLibraryNamesTheTrace(t *testing.T) {
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{0xaf}, SpanID: trace.SpanID{0xb7}})
	ctx := trace.ContextWithSpanContext(context.Background(), span)
	for _, library := range []string{"zap", "logrus", "zerolog"} {
		t.Run(library, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			logger, err := New(library, path)
			if err != nil {
				t.Fatal(err)
			}
			logger.Info(ctx, "taken", Fields{"cents": 5})
			logger.Error(ctx, "refused", errors.New("no money"), nil)

			lines := read(t, path)
			if len(lines) != 2 {
				t.Fatalf("%d lines", len(lines))
			}
			for index, level := range []string{"info", "error"} {
				line := lines[index]
				if line["level"] != level || line["trace_id"] != span.TraceID().String() || line["span_id"] != span.SpanID().String() {
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
	if _, err := New("printf", ""); err == nil {
		t.Error("was accepted")
	}
}

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
