package logging

import (
	"context"
	"io"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

type zapLogger struct{ zap *zap.Logger }

func newZap(out io.Writer, sampling Sampling) Logger {
	encoder := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
	sink := zapcore.Lock(zapcore.AddSync(out))
	rest := zapcore.NewCore(encoder, sink, zap.LevelEnablerFunc(func(level zapcore.Level) bool {
		return level >= zapcore.InfoLevel
	}))
	var debug zapcore.Core = zapcore.NewCore(encoder, sink, zap.LevelEnablerFunc(func(level zapcore.Level) bool {
		return level == zapcore.DebugLevel
	}))
	if !sampling.all() {
		// Of each message the first in a second, and then one of so many.
		debug = zapcore.NewSamplerWithOptions(debug, time.Second, 1, int(sampling.OneIn))
	}
	return zapLogger{zap.New(zapcore.NewTee(rest, debug))}
}

func (l zapLogger) Debug(ctx context.Context, message string, fields Fields) {
	// Fields are made for what is written only.
	if entry := l.zap.Check(zap.DebugLevel, message); entry != nil {
		entry.Write(zapFields(ctx, fields)...)
	}
}

func (l zapLogger) Info(ctx context.Context, message string, fields Fields) {
	l.zap.Info(message, zapFields(ctx, fields)...)
}

func (l zapLogger) Error(ctx context.Context, message string, err error, fields Fields) {
	l.zap.Error(message, append(zapFields(ctx, fields), zap.Error(err))...)
}

func zapFields(ctx context.Context, fields Fields) []zap.Field {
	list := make([]zap.Field, 0, len(fields)+3)
	for key, value := range withTrace(ctx, fields) {
		list = append(list, zap.Any(key, value))
	}
	return list
}
