// Package logging writes one JSON line a record, with the trace that it belongs to, by the library of the reader's
// choice; or sends records by OTLP.
//
// A service has one library and would use it directly; four stand behind one interface here to show that the platform
// reads the lines of each: zap (level, ts, msg), logrus (level, time, msg), zerolog (level, time, message) and slog
// (level, time, msg). All that they need to agree on are the keys of the trace.
package logging

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap/zapcore"
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
	Debug(ctx context.Context, message string, fields Fields)
	Info(ctx context.Context, message string, fields Fields)
	Error(ctx context.Context, message string, err error, fields Fields)
}

// Options say how records are made and where they go.
type Options struct {
	// Library: zap (when empty), logrus, zerolog, slog; otlp-zap or otlp-slog send by OTLP and write no line.
	Library string
	// Path of a file that is written beside stdout; none when empty.
	Path string
	// Buffered: lines are written 256 KiB at a time or once a second, so that a request does not wait for the disk. A
	// process that is killed loses what is in the buffer; one that is stopped does not.
	Buffered bool
	Sampling Sampling
	// Protocol of OTLP: http/protobuf (when empty) or grpc.
	Protocol string
}

var linesOf = map[string]func(io.Writer, Sampling) Logger{
	"":        newZap,
	"zap":     newZap,
	"logrus":  newLogrus,
	"zerolog": newZerolog,
	"slog":    newSlog,
}

// New makes a logger that writes to stdout and, where a path is given, appends to that file. The function that it
// returns writes or sends what is left; call it last.
//
// A platform reads stdout or files, or both: for the same line, choose one when the logs are stored, or they are twice
// there. This service writes both to show both.
func New(ctx context.Context, options Options) (Logger, func(context.Context) error, error) {
	if options.Library == "otlp-zap" || options.Library == "otlp-slog" {
		return newOTLP(ctx, options.Library, options.Protocol, options.Sampling)
	}
	newLogger, known := linesOf[options.Library]
	if !known {
		return nil, nil, fmt.Errorf("LOG_LIBRARY is %q; zap, logrus, zerolog, slog, otlp-zap and otlp-slog are known", options.Library)
	}
	var out io.Writer = os.Stdout
	closing := func() error { return nil }
	if options.Path != "" {
		file, err := os.OpenFile(options.Path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
		if err != nil {
			return nil, nil, fmt.Errorf("log file: %w", err)
		}
		out, closing = io.MultiWriter(os.Stdout, file), file.Close
	}
	if options.Buffered {
		buffer := &zapcore.BufferedWriteSyncer{WS: zapcore.AddSync(out), Size: 256 << 10, FlushInterval: time.Second}
		out = buffer
		file := closing
		closing = func() error { return errors.Join(buffer.Stop(), file()) }
	}
	return newLogger(out, options.Sampling), func(context.Context) error { return closing() }, nil
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
