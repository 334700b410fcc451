package main

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"

	"example.com/go-service/logging"
)

var errAmount = errors.New("amount must be a positive whole number of cents")

// pay answers /pay?cents=1250. Every request leaves one log line, which carries the trace of the request, and a debug
// line where debug records are not thinned out.
func pay(logger logging.Logger) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		ctx := request.Context()
		logger.Debug(ctx, "asked for a payment", logging.Fields{"query": request.URL.RawQuery})
		cents, err := strconv.Atoi(request.URL.Query().Get("cents"))
		if err == nil {
			err = charge(ctx, cents)
		} else {
			err = errAmount
		}
		if err != nil {
			logger.Error(ctx, "payment refused", err, logging.Fields{"cents": cents})
			http.Error(response, err.Error(), http.StatusBadRequest)
			return
		}
		logger.Info(ctx, "payment taken", logging.Fields{"cents": cents})
		response.WriteHeader(http.StatusNoContent)
	})
}

// charge is where a real service would call its bank; a span of its own shows how long that takes.
func charge(ctx context.Context, cents int) error {
	_, span := otel.Tracer("example.com/go-service").Start(ctx, "charge")
	defer span.End()
	span.SetAttributes(attribute.Int("payment.cents", cents))
	if cents <= 0 {
		span.SetStatus(codes.Error, errAmount.Error())
		return errAmount
	}
	return nil
}
