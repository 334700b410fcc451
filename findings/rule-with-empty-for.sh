#!/usr/bin/env bash
# github.com/prometheus-operator/prometheus-operator v0.93.1: a rule whose `for` is empty passes the operator's check of rules,
# and is written as Prometheus does not read it.
#
# Input:    PrometheusRules with an alert without `for`, with an empty one, and with one that is no duration. The definition's
#           pattern takes the empty one, as it takes a group's empty `interval`; charts make it of a value that nobody gave.
# Expected: each that passes the check, which the admission webhook makes too, is a file that Prometheus reads: the check is
#           there as one file that is not read keeps Prometheus from reading any change, and from starting.
# Seen:     the empty one passes, as the check takes it out of its own copy, and the file has `for: ""`: Prometheus' own
#           parser refuses that as an empty duration string. The one that is no duration is left out, as expected.
# Here:     components/backends/prometheus/confinement/policies.ts has the API server refuse empty durations of rules.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
cat > main.go <<'GO'
package main

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus-operator/prometheus-operator/pkg/client/versioned/fake"
	"github.com/prometheus-operator/prometheus-operator/pkg/informers"
	"github.com/prometheus-operator/prometheus-operator/pkg/namespacelabeler"
	"github.com/prometheus-operator/prometheus-operator/pkg/operator"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	empty, none := monitoring.Duration(""), monitoring.Duration("soon")
	rules := map[string]*monitoring.Duration{"absent": nil, "empty": &empty, "none": &none}
	client := fake.NewSimpleClientset()
	for name, duration := range rules {
		alert := monitoring.Rule{Alert: "A", Expr: intstr.FromString("up == 0"), For: duration}
		spec := monitoring.PrometheusRuleSpec{Groups: []monitoring.RuleGroup{{Name: "g", Rules: []monitoring.Rule{alert}}}}
		if err := client.Tracker().Add(&monitoring.PrometheusRule{
			ObjectMeta: meta.ObjectMeta{Namespace: "a", Name: name}, Spec: spec,
		}); err != nil {
			panic(err)
		}
	}
	all := map[string]struct{}{"": {}}
	factories := informers.NewMonitoringInformerFactories(all, nil, client, 0, nil)
	resource := monitoring.SchemeGroupVersion.WithResource(monitoring.PrometheusRuleName)
	informer := must(informers.NewInformersForResource(factories, resource))
	informer.Start(make(chan struct{}))
	for !informer.HasSynced() {
		time.Sleep(10 * time.Millisecond)
	}
	selector := must(operator.NewPrometheusRuleSelector(operator.PrometheusFormat, "3.16.0", &meta.LabelSelector{},
		namespacelabeler.New("", nil, true), informer, operator.NewFakeRecorder(10, nil), slog.New(slog.DiscardHandler),
		parser.Options{}))
	selected := must(selector.Select([]string{"a"}))
	seen := map[string]string{"absent": "left out", "empty": "left out", "none": "left out"}
	for file, content := range selected.RuleFiles() {
		name := strings.Split(file, "-")[1]
		_, errs := rulefmt.Parse([]byte(content), false, model.UTF8Validation, parser.NewParser(parser.Options{}),
			slog.New(slog.DiscardHandler))
		seen[name] = "written, and read"
		if len(errs) > 0 {
			seen[name] = "written, and not read: " + errs[0].Error()
		}
	}
	for _, name := range []string{"absent", "empty", "none"} {
		fmt.Printf("for %s: %s\n", name, seen[name])
	}
	if seen["absent"] != "written, and read" || seen["none"] != "left out" ||
		!strings.HasPrefix(seen["empty"], "written, and not read: empty duration string") {
		os.Exit(1)
	}
}
GO
for module in prometheus-operator@v0.93.1 prometheus-operator/pkg/apis/monitoring@v0.93.1 prometheus-operator/pkg/client@v0.93.1; do
  go get "github.com/prometheus-operator/$module" 2> /dev/null
done
go mod tidy 2> /dev/null
echo "prometheus-operator v0.93.1; expected: what is written is read"
if go run .; then
  echo "still so: an empty for passes the check, and Prometheus does not read it"
else
  echo "changed: the policy in components/backends/prometheus/confinement/policies.ts may go"
  exit 1
fi
