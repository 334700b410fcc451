package main

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/trace"
)

// metrics are what Prometheus scrapes. Names and labels follow docs/labels.md; `service`, `namespace` and `tenant` are
// not set here, because the platform sets them.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total",
			Help: "Requests answered.",
		}, []string{"method", "route", "code"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "http_server_request_duration_seconds",
			Help:    "Time from the request's head to its answer.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"method", "route", "code"}),
	}
	m.registry.MustRegister(m.requests, m.duration,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// handler speaks OpenMetrics to who asks for it: the plain text format has no exemplars.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{EnableOpenMetrics: true})
}

// measure counts and times the requests of a route. The route is its pattern, never the URL: values must be few.
func (m *metrics) measure(route string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		started := time.Now()
		recorder := &statusRecorder{ResponseWriter: response, status: http.StatusOK}
		next.ServeHTTP(recorder, request)

		labels := prometheus.Labels{"method": method(request), "route": route, "code": strconv.Itoa(recorder.status)}
		exemplar := exemplarOf(trace.SpanContextFromContext(request.Context()))
		m.requests.With(labels).(prometheus.ExemplarAdder).AddWithExemplar(1, exemplar)
		m.duration.With(labels).(prometheus.ExemplarObserver).ObserveWithExemplar(time.Since(started).Seconds(), exemplar)
	})
}

// exemplarOf leads from a sample to its trace. A trace that is not sampled leads nowhere, so it is not named; nil means
// no exemplar.
func exemplarOf(span trace.SpanContext) prometheus.Labels {
	if !span.IsSampled() {
		return nil
	}
	return prometheus.Labels{"trace_id": span.TraceID().String(), "span_id": span.SpanID().String()}
}

// method keeps what callers make up out of the labels.
func method(request *http.Request) string {
	switch request.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return request.Method
	}
	return "other"
}

// statusRecorder remembers the status that a handler answers with.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}
