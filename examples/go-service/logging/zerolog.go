package logging

import (
	"context"
	"io"

	"github.com/rs/zerolog"
)

type zerologLogger struct{ zerolog zerolog.Logger }

func newZerolog(out io.Writer, sampling Sampling) Logger {
	logger := zerolog.New(zerolog.SyncWriter(out)).With().Timestamp().Logger()
	if !sampling.all() {
		logger = logger.Sample(zerolog.LevelSampler{DebugSampler: &zerolog.BasicSampler{N: sampling.OneIn}})
	}
	return zerologLogger{logger}
}

func (l zerologLogger) Debug(ctx context.Context, message string, fields Fields) {
	if event := l.zerolog.Debug(); event.Enabled() {
		event.Fields(map[string]any(withTrace(ctx, fields))).Msg(message)
	}
}

func (l zerologLogger) Info(ctx context.Context, message string, fields Fields) {
	l.zerolog.Info().Fields(map[string]any(withTrace(ctx, fields))).Msg(message)
}

func (l zerologLogger) Error(ctx context.Context, message string, err error, fields Fields) {
	l.zerolog.Error().Fields(map[string]any(withTrace(ctx, fields))).Err(err).Msg(message)
}
