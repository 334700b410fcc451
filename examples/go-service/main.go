// Command go-service takes payments and shows how a service joins the observability platform: metrics with exemplars on
// /metrics, spans by OTLP, JSON logs that name their trace, on stdout and in a file.
//
// It is configured as OpenTelemetry's SDKs are (OTEL_SERVICE_NAME, OTEL_EXPORTER_OTLP_ENDPOINT,
// OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_RESOURCE_ATTRIBUTES), and by
//
//	LISTEN_ADDRESS  default ":8080"
//	LOG_LIBRARY     zap (default), logrus or zerolog
//	LOG_FILE        written beside stdout; none when empty
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
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

	logger, err := logging.New(os.Getenv("LOG_LIBRARY"), os.Getenv("LOG_FILE"))
	if err != nil {
		return err
	}
	stopTracing, err := startTracing(ctx)
	if err != nil {
		return err
	}

	metrics := newMetrics()
	routes := http.NewServeMux()
	routes.Handle("/pay", otelhttp.NewHandler(metrics.measure("/pay", pay(logger)), "/pay"))
	routes.Handle("GET /metrics", metrics.handler())
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
	return errors.Join(err, server.Shutdown(deadline), stopTracing(deadline))
}

func listenAddress() string {
	if address := os.Getenv("LISTEN_ADDRESS"); address != "" {
		return address
	}
	return ":8080"
}
