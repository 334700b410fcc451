package logging

import (
	"context"
	"io"
	"log/slog"

	"go.opentelemetry.io/otel/trace"
)

type slogLogger struct{ slog *slog.Logger }

func newSlog(out io.Writer, sampling Sampling) Logger {
	json := slog.NewJSONHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug})
	return slogLogger{slog.New(withTraceKeys{sampledByTrace{json, sampling.OneIn}})}
}

func (l slogLogger) Debug(ctx context.Context, message string, fields Fields) {
	l.slog.LogAttrs(ctx, slog.LevelDebug, message, attributes(fields)...)
}

func (l slogLogger) Info(ctx context.Context, message string, fields Fields) {
	l.slog.LogAttrs(ctx, slog.LevelInfo, message, attributes(fields)...)
}

func (l slogLogger) Error(ctx context.Context, message string, err error, fields Fields) {
	l.slog.LogAttrs(ctx, slog.LevelError, message, append(attributes(fields), slog.String("error", err.Error()))...)
}

func attributes(fields Fields) []slog.Attr {
	list := make([]slog.Attr, 0, len(fields)+1)
	for key, value := range fields {
		list = append(list, slog.Any(key, value))
	}
	return list
}

// sampledByTrace drops the debug records of all traces but one in so many.
type sampledByTrace struct {
	slog.Handler
	oneIn uint32
}

func (s sampledByTrace) Enabled(ctx context.Context, level slog.Level) bool {
	return s.Handler.Enabled(ctx, level) && (level >= slog.LevelInfo || byTrace(ctx, s.oneIn))
}

func (s sampledByTrace) WithAttrs(attrs []slog.Attr) slog.Handler {
	return sampledByTrace{s.Handler.WithAttrs(attrs), s.oneIn}
}

func (s sampledByTrace) WithGroup(name string) slog.Handler {
	return sampledByTrace{s.Handler.WithGroup(name), s.oneIn}
}

// withTraceKeys adds the trace of the context to each record.
type withTraceKeys struct{ slog.Handler }

func (w withTraceKeys) Handle(ctx context.Context, record slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		record.AddAttrs(slog.String(traceIDKey, span.TraceID().String()), slog.String(spanIDKey, span.SpanID().String()))
	}
	return w.Handler.Handle(ctx, record)
}

func (w withTraceKeys) WithAttrs(attrs []slog.Attr) slog.Handler {
	return withTraceKeys{w.Handler.WithAttrs(attrs)}
}

func (w withTraceKeys) WithGroup(name string) slog.Handler {
	return withTraceKeys{w.Handler.WithGroup(name)}
}
