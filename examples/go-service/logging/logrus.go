package logging

import (
	"context"
	"io"

	"github.com/sirupsen/logrus"
)

// logrus has no sampling of its own: a hook sees a record when it is made already. So the choice stands before it.
type logrusLogger struct {
	logrus *logrus.Logger
	debug  *everyNth
}

func newLogrus(out io.Writer, sampling Sampling) Logger {
	logger := logrus.New()
	logger.SetOutput(out)
	logger.SetLevel(logrus.DebugLevel)
	logger.SetFormatter(&logrus.JSONFormatter{})
	return logrusLogger{logger, &everyNth{of: sampling.OneIn}}
}

func (l logrusLogger) Debug(ctx context.Context, message string, fields Fields) {
	if l.debug.take() {
		l.logrus.WithFields(logrus.Fields(withTrace(ctx, fields))).Debug(message)
	}
}

func (l logrusLogger) Info(ctx context.Context, message string, fields Fields) {
	l.logrus.WithFields(logrus.Fields(withTrace(ctx, fields))).Info(message)
}

func (l logrusLogger) Error(ctx context.Context, message string, err error, fields Fields) {
	l.logrus.WithFields(logrus.Fields(withTrace(ctx, fields))).WithError(err).Error(message)
}
