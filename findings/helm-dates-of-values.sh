#!/usr/bin/env bash
# helm.sh/helm/v3 v3.22.0 with github.com/Masterminds/sprig/v3 v3.3.0: a time that stands in a chart's values is today, and a
# duration is nothing.
#
# Input:    values `since: 1700000000`, `day: 2023-11-14` and `wait: 95`, and templates with date, ago and duration.
# Expected: 2023-11-14 from either, and 1m35s; or an error, as `date` cannot read the type: "formats a date", says Sprig's page,
#           and "a given amount of seconds as a time.Duration".
# Seen:     the day on which the chart is rendered, so each rendering changes the object; and 0s. Numbers of values are
#           float64, of which these functions know nothing, and what they do not know is now, or zero. With `int64` before
#           it the date is right; the duration wants a text.
# Here:     no value of a chart is a time; what must change with its content is a digest (components/pods/revision.ts).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"strings"
	"time"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

func main() {
	values, err := chartutil.ReadValues([]byte("since: 1700000000\nday: \"2023-11-14\"\nwait: 95\n"))
	if err != nil {
		panic(err)
	}
	for _, template := range []string{
		`date "2006-01-02" .Values.since`,
		`date "2006-01-02" (int64 .Values.since)`,
		`date "2006-01-02" .Values.day`,
		`ago .Values.since`,
		`duration .Values.wait`,
		`duration (toString .Values.wait)`,
	} {
		it := &chart.Chart{
			Metadata:  &chart.Metadata{Name: "it", Version: "1.0.0", APIVersion: "v2"},
			Templates: []*chart.File{{Name: "templates/it", Data: []byte("{{ " + template + " }}")}},
		}
		all, err := chartutil.ToRenderValues(it, values, chartutil.ReleaseOptions{}, nil)
		if err != nil {
			panic(err)
		}
		rendered, err := engine.Render(it, all)
		text := rendered["it/templates/it"]
		if strings.Contains(text, time.Now().Format("2006-01-02")) {
			text = "today"
		}
		fmt.Println(template, "is", text, err)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get helm.sh/helm/v3@v3.22.0 2> /dev/null
seen=$(go run .)
expected='date "2006-01-02" .Values.since is today <nil>
date "2006-01-02" (int64 .Values.since) is 2023-11-14 <nil>
date "2006-01-02" .Values.day is today <nil>
ago .Values.since is 0s <nil>
duration .Values.wait is 0s <nil>
duration (toString .Values.wait) is 1m35s <nil>'
echo "helm v3.22.0, sprig v3.3.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
