#!/usr/bin/env bash
# OpenTelemetry's bridges from winston (@opentelemetry/winston-transport 0.34.0, npm), from Python's logging (opentelemetry-sdk
# 1.45.2, PyPI) and from Go's slog (contrib/bridges/otelslog v0.21.0): levels of one's own become three things.
#
# Input:    a level below debug, one between info and warning, and one above error, as each library lets one add them: winston by
#           `levels` (trace, notice, critical), logging by addLevelName (5, 25, 60), slog by its type (-8, 2, 16).
# Expected: a number of OpenTelemetry's for each, TRACE to FATAL, and the name that the program gave.
# Seen:     winston's `critical` has no number (its table knows syslog's `crit`), Python's trace none either (it has none below
#           10), so both are less than every minimum. slog's 16 is 25, which is no severity (they end at 24), and its names are
#           DEBUG-4, INFO+2 and ERROR+8. A notice is INFO2, INFO4 and INFO3.
# Here:     components/collection/collector/lines/severity.ts reads the text where a record has no number, conventions/severity.ts
#           has what slog writes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund winston@3.19.0 @opentelemetry/winston-transport@0.34.0 \
  @opentelemetry/api-logs@0.222.0
cat > levels.cjs <<'JS'
const { logs } = require("@opentelemetry/api-logs");
const { OpenTelemetryTransportV3 } = require("@opentelemetry/winston-transport");
const winston = require("winston");

const emit = ({ severityText, severityNumber = 0 }) => console.log(`winston: ${severityText} ${severityNumber}`);
logs.setGlobalLoggerProvider({ getLogger: () => ({ emit, enabled: () => true }) });
const levels = { critical: 0, error: 1, warning: 2, notice: 3, info: 4, debug: 5, trace: 6 };
const logger = winston.createLogger({ levels, level: "trace", transports: [new OpenTelemetryTransportV3()] });
for (const level of ["trace", "notice", "critical"]) logger.log(level, "a message");
JS
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check opentelemetry-sdk==1.45.2
cat > levels.py <<'PY'
import logging

from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor

exporter = InMemoryLogRecordExporter()
provider = LoggerProvider()
provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
logger = logging.getLogger("x")
logger.setLevel(1)
logger.addHandler(LoggingHandler(level=1, logger_provider=provider))
for name, level in (("TRACE", 5), ("NOTICE", 25), ("ALERT", 60)):
    logging.addLevelName(level, name)
    logger.log(level, "a message")
for each in exporter.get_finished_logs():
    print(f"logging: {each.log_record.severity_text} {each.log_record.severity_number.value}")
PY
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"log/slog"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/otel/sdk/log"
)

type printer struct{}

func (printer) Enabled(context.Context, log.EnabledParameters) bool { return true }
func (printer) Shutdown(context.Context) error                      { return nil }
func (printer) ForceFlush(context.Context) error                    { return nil }
func (printer) OnEmit(_ context.Context, record *log.Record) error {
	fmt.Printf("slog: %s %d\n", record.SeverityText(), int(record.Severity()))
	return nil
}

func main() {
	logger := otelslog.NewLogger("x", otelslog.WithLoggerProvider(log.NewLoggerProvider(log.WithProcessor(printer{}))))
	for _, level := range []slog.Level{-8, 2, 16} {
		logger.Log(context.Background(), level, "a message")
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get go.opentelemetry.io/contrib/bridges/otelslog@v0.21.0 go.opentelemetry.io/otel/sdk/log@v1.47.0 2> /dev/null
go mod tidy 2> /dev/null
seen=$(node levels.cjs && python/bin/python -W ignore levels.py 2> /dev/null && go run .)
expected="winston: trace 1
winston: notice 10
winston: critical 0
logging: TRACE 0
logging: NOTICE 12
logging: ALERT 24
slog: DEBUG-4 1
slog: INFO+2 11
slog: ERROR+8 25"
echo "@opentelemetry/winston-transport 0.34.0, opentelemetry-sdk 1.45.2, otelslog v0.21.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
