package logging

import (
	"context"
	"io"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

type zapLogger struct{ zap *zap.Logger }

func newZap(out io.Writer) Logger {
	encoder := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
	return zapLogger{zap.New(zapcore.NewCore(encoder, zapcore.Lock(zapcore.AddSync(out)), zapcore.InfoLevel))}
}

func (l zapLogger) Info(ctx context.Context, message string, fields Fields) {
	l.zap.Info(message, zapFields(ctx, fields)...)
}

func (l zapLogger) Error(ctx context.Context, message string, err error, fields Fields) {
	l.zap.Error(message, append(zapFields(ctx, fields), zap.Error(err))...)
}

func zapFields(ctx context.Context, fields Fields) []zap.Field {
	var list []zap.Field
	for key, value := range withTrace(ctx, fields) {
		list = append(list, zap.Any(key, value))
	}
	return list
}
