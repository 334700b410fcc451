// Command go-service takes payments and shows how a service joins the observability platform: metrics with exemplars on
// /metrics, spans by OTLP, JSON logs that name their trace, on stdout and in a file.
//
// It is configured as OpenTelemetry's SDKs are (OTEL_SERVICE_NAME, OTEL_EXPORTER_OTLP_ENDPOINT,
// OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_RESOURCE_ATTRIBUTES), and by
//
//	LISTEN_ADDRESS          default ":8080"
//	LOG_LIBRARY             zap (default), logrus, zerolog, slog; otlp-zap, otlp-slog: by OTLP instead of lines
//	LOG_FILE                written beside stdout, never rotated: for trying; none when empty
//	LOG_BUFFERED            "true": lines are written once a second or 256 KiB at a time
//	LOG_DEBUG_ONE_IN        one debug record of so many is written; default 1
//	OTEL_METRICS_EXPORTER   prometheus (default: /metrics) or otlp
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"example.com/go-service/logging"
)

// stopWithin is shorter than the grace period of a pod (30 s), so that spans are sent before it is killed.
const stopWithin = 20 * time.Second

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	logger, stopLogging, err := newLogger(ctx)
	if err != nil {
		return err
	}
	stopTracing, err := startTracing(ctx)
	if err != nil {
		return err
	}

	routes := http.NewServeMux()
	stopMetrics, err := routePayments(ctx, routes, pay(logger))
	if err != nil {
		return err
	}
	routes.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})

	server := &http.Server{Addr: listenAddress(), Handler: routes, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	logger.Info(ctx, "listening", logging.Fields{"address": server.Addr})

	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	deadline, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	// The log comes last: the others may have something to say.
	return errors.Join(err, server.Shutdown(deadline), stopTracing(deadline), stopMetrics(deadline), stopLogging(deadline))
}

func newLogger(ctx context.Context) (logging.Logger, func(context.Context) error, error) {
	oneIn := uint64(1)
	if text := os.Getenv("LOG_DEBUG_ONE_IN"); text != "" {
		var err error
		if oneIn, err = strconv.ParseUint(text, 10, 31); err != nil {
			return nil, nil, fmt.Errorf("LOG_DEBUG_ONE_IN: %w", err)
		}
	}
	return logging.New(ctx, logging.Options{
		Library:  os.Getenv("LOG_LIBRARY"),
		Path:     os.Getenv("LOG_FILE"),
		Buffered: os.Getenv("LOG_BUFFERED") == "true",
		Sampling: logging.Sampling{OneIn: uint32(oneIn)},
		Protocol: os.Getenv("OTEL_EXPORTER_OTLP_PROTOCOL"),
	})
}

// routePayments serves payments with metrics that are scraped, or with metrics that are pushed.
func routePayments(ctx context.Context, routes *http.ServeMux, payments http.Handler) (func(context.Context) error, error) {
	if os.Getenv("OTEL_METRICS_EXPORTER") == "otlp" {
		stop, err := startMetrics(ctx)
		routes.Handle("/pay", otelhttp.NewHandler(payments, "/pay"))
		return stop, err
	}
	metrics := newMetrics()
	routes.Handle("/pay", otelhttp.NewHandler(metrics.measure("/pay", payments), "/pay"))
	routes.Handle("GET /metrics", metrics.handler())
	return func(context.Context) error { return nil }, nil
}

func listenAddress() string {
	if address := os.Getenv("LISTEN_ADDRESS"); address != "" {
		return address
	}
	return ":8080"
}
