package logging

import (
	"context"
	"io"

	"github.com/sirupsen/logrus"
)

type logrusLogger struct{ logrus *logrus.Logger }

func newLogrus(out io.Writer) Logger {
	logger := logrus.New()
	logger.SetOutput(out)
	logger.SetFormatter(&logrus.JSONFormatter{})
	return logrusLogger{logger}
}

func (l logrusLogger) Info(ctx context.Context, message string, fields Fields) {
	l.logrus.WithFields(logrus.Fields(withTrace(ctx, fields))).Info(message)
}

func (l logrusLogger) Error(ctx context.Context, message string, err error, fields Fields) {
	l.logrus.WithFields(logrus.Fields(withTrace(ctx, fields))).WithError(err).Error(message)
}
