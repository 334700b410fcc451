#!/usr/bin/env bash
# opentelemetry-collector-contrib/exporter/awsemfexporter v0.161.0 (internal/aws/cwlogs v0.157.0): one point dated ahead.
#
# Input:    five gauges of now and one dated three hours ahead in one request, tried three times; then the five alone. The
#           data model lets a point have any time; CloudWatch's answer to an event ahead is a list of what it left out.
# Expected: the five arrive once with each request, and the one is left out; or the request is refused for good, as what no
#           other try makes better.
# Seen:     the request fails with an error that is not permanent, before anything is sent: a queue tries it for ever. What
#           stood before the one waits in the exporter and is not taken back, so that the next good request brings five points
#           and up to fifteen more, the same once for each try. CloudWatch adds them up. Other points have this effect as well:
#           older than 14 days, or an exponential histogram with a bucket that ends above the largest number.
# Here:     components/collection/copies/targets/cloudwatch.ts takes such points out behind the queue.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/exporter/awsemfexporter"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	os.Setenv("AWS_ACCESS_KEY_ID", "none")
	os.Setenv("AWS_SECRET_ACCESS_KEY", "none")
	os.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	arrived := 0
	cloudwatch := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".PutLogEvents") {
			arrived += strings.Count(string(body), `"message"`)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		fmt.Fprint(w, `{"nextSequenceToken":"1"}`)
	}))
	defer cloudwatch.Close()

	ctx := context.Background()
	factory := awsemfexporter.NewFactory()
	config := factory.CreateDefaultConfig()
	must(confmap.NewFromStringMap(map[string]any{
		"region": "eu-central-1", "endpoint": cloudwatch.URL, "namespace": "test",
		"log_group_name": "group", "log_stream_name": "stream",
	}).Unmarshal(config))
	exporter, err := factory.CreateMetrics(ctx, exportertest.NewNopSettings(factory.Type()), config)
	must(err)
	must(exporter.Start(ctx, componenttest.NewNopHost()))

	request := func(withOne bool) pmetric.Metrics {
		md := pmetric.NewMetrics()
		metrics := md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics()
		add := func(name string, at time.Time) {
			metric := metrics.AppendEmpty()
			metric.SetName(name)
			point := metric.SetEmptyGauge().DataPoints().AppendEmpty()
			point.SetDoubleValue(1)
			point.SetTimestamp(pcommon.NewTimestampFromTime(at))
			// A group, and so an event, for each.
			point.Attributes().PutStr("of", name)
		}
		for i := range 5 {
			add(fmt.Sprintf("now_%d", i), time.Now())
		}
		if withOne {
			add("ahead", time.Now().Add(3*time.Hour))
		}
		return md
	}
	// The exporter takes a request's groups in an order of chance: of ten runs of three tries some leave points before the one.
	doubled, final := 0, 0
	for range 10 {
		for range 3 {
			err := exporter.ConsumeMetrics(ctx, request(true))
			if err == nil || consumererror.IsPermanent(err) {
				final++
			}
		}
		arrived = 0
		must(exporter.ConsumeMetrics(ctx, request(false)))
		fmt.Println("after three tries of six points a request of 5 brings", arrived)
		if arrived > 5 {
			doubled++
		}
	}
	if doubled == 0 || final > 0 {
		fmt.Println("changed: no other try, or nothing twice")
		os.Exit(1)
	}
	fmt.Println("as stated: tried again without end, and points of now several times")
}
GO
cat > go.mod <<'MOD'
module finding

go 1.25.0

require (
	github.com/open-telemetry/opentelemetry-collector-contrib/exporter/awsemfexporter v0.161.0
)

// Of these no newer version is served.
replace (
	github.com/open-telemetry/opentelemetry-collector-contrib/internal/aws/awsutil => github.com/open-telemetry/opentelemetry-collector-contrib/internal/aws/awsutil v0.156.0
	github.com/open-telemetry/opentelemetry-collector-contrib/internal/aws/cwlogs => github.com/open-telemetry/opentelemetry-collector-contrib/internal/aws/cwlogs v0.157.0
	github.com/open-telemetry/opentelemetry-collector-contrib/internal/aws/metrics => github.com/open-telemetry/opentelemetry-collector-contrib/internal/aws/metrics v0.157.0
)
MOD
export GOFLAGS=-mod=mod
go mod tidy -e > /dev/null 2>&1
echo "awsemfexporter $(go list -m -f '{{.Version}}' github.com/open-telemetry/opentelemetry-collector-contrib/exporter/awsemfexporter)"
go run . 2> /dev/null
