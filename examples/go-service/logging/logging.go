// Package logging writes one JSON line a record, with the trace that it belongs to, by the library of the reader's
// choice.
//
// A service has one library and would use it directly; three stand behind one interface here to show that the platform
// reads the lines of each: zap (level, ts, msg), logrus (level, time, msg) and zerolog (level, time, message). All that
// they need to agree on are the keys of the trace.
package logging

import (
	"context"
	"fmt"
	"io"
	"os"

	"go.opentelemetry.io/otel/trace"
)

// Keys under which the platform looks for a line's trace: conventions.logKeys of the platform's contract.
const (
	traceIDKey = "trace_id"
	spanIDKey  = "span_id"
)

// Fields are a record's own keys.
type Fields map[string]any

// Logger is what the service needs of a logging library.
type Logger interface {
	Info(ctx context.Context, message string, fields Fields)
	Error(ctx context.Context, message string, err error, fields Fields)
}

// New makes a logger that writes to stdout and, where a path is given, appends to that file.
//
// A platform reads stdout or files, or both: for the same line, choose one when the logs are stored, or they are twice
// there. This service writes both to show both.
func New(library, path string) (Logger, error) {
	var out io.Writer = os.Stdout
	if path != "" {
		file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
		if err != nil {
			return nil, fmt.Errorf("log file: %w", err)
		}
		out = io.MultiWriter(os.Stdout, file)
	}
	switch library {
	case "", "zap":
		return newZap(out), nil
	case "logrus":
		return newLogrus(out), nil
	case "zerolog":
		return newZerolog(out), nil
	}
	return nil, fmt.Errorf("LOG_LIBRARY is %q; zap, logrus and zerolog are known", library)
}

// withTrace adds the trace of a context, where there is one, to a copy of the fields.
func withTrace(ctx context.Context, fields Fields) Fields {
	all := make(Fields, len(fields)+2)
	for key, value := range fields {
		all[key] = value
	}
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		all[traceIDKey], all[spanIDKey] = span.TraceID().String(), span.SpanID().String()
	}
	return all
}
