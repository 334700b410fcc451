#!/usr/bin/env bash
# opentelemetry-collector-contrib receiver/kafkareceiver and exporter/kafkaexporter v0.165.1: a topic that was deleted and made
# anew is read and written no more.
#
# Input:    both at one topic, with metadata asked for every 5 s; three records each way. The topic is deleted, and made anew
#           under its name; three more records.
# Expected: after the next look at the metadata both go on, as they know topics by name alone: no option asks for more, and
#           neither's README says a word of it.
# Seen:     in a minute the receiver hands on none of the three, and each call of the exporter ends by its timeout. The client
#           beneath (franz-go 1.22.2) keeps to the topic's first instance, by its id, until it is told to forget it, which neither
#           does. A new receiver of the same group reads all three, a new exporter writes.
# Here:     docs/reliability.md says what to restart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/exporter/kafkaexporter"
	"github.com/open-telemetry/opentelemetry-collector-contrib/receiver/kafkareceiver"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receivertest"
)

const topic = "logs"

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func configured(config component.Config, settings map[string]any) component.Config {
	check(confmap.NewFromStringMap(settings).Unmarshal(config))
	return config
}

func settings(brokers []string, more map[string]any) map[string]any {
	all := map[string]any{
		"brokers":  brokers,
		"metadata": map[string]any{"refresh_interval": "5s"},
		"logs":     map[string]any{"encoding": "otlp_proto"},
	}
	for key, value := range more {
		all[key] = value
	}
	return all
}

func started[T component.Component](of T, err error) T {
	check(err)
	check(of.Start(context.Background(), componenttest.NewNopHost()))
	return of
}

func reading(brokers []string, count *atomic.Int64) receiver.Logs {
	factory := kafkareceiver.NewFactory()
	config := configured(factory.CreateDefaultConfig(), settings(brokers, map[string]any{
		"initial_offset": "earliest", "logs": map[string]any{"topics": []string{topic}, "encoding": "otlp_proto"},
	}))
	next := must(consumer.NewLogs(func(_ context.Context, logs plog.Logs) error {
		count.Add(int64(logs.LogRecordCount()))
		return nil
	}))
	return started(factory.CreateLogs(context.Background(), receivertest.NewNopSettings(factory.Type()), config, next))
}

func writing(brokers []string) exporter.Logs {
	factory := kafkaexporter.NewFactory()
	config := configured(factory.CreateDefaultConfig(), settings(brokers, map[string]any{
		"logs":             map[string]any{"topic": topic, "encoding": "otlp_proto"},
		"sending_queue":    map[string]any{"enabled": false},
		"retry_on_failure": map[string]any{"enabled": false},
		"timeout":          "5s",
	}))
	return started(factory.CreateLogs(context.Background(), exportertest.NewNopSettings(factory.Type()), config))
}

func record() plog.Logs {
	logs := plog.NewLogs()
	logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetStr("a line")
	return logs
}

func produce(client *kgo.Client, records int) {
	value := must((&plog.ProtoMarshaler{}).MarshalLogs(record()))
	for range records {
		check(client.ProduceSync(context.Background(), &kgo.Record{Topic: topic, Value: value}).FirstErr())
	}
}

// Whether one of the exporter's calls, five seconds each, is answered well in this time.
func writes(to exporter.Logs, within time.Duration) string {
	for end := time.Now().Add(within); time.Now().Before(end); {
		if to.ConsumeLogs(context.Background(), record()) == nil {
			return "written"
		}
	}
	return "not written"
}

func upTo(wanted int64, count *atomic.Int64, within time.Duration) int64 {
	for end := time.Now().Add(within); time.Now().Before(end) && count.Load() < wanted; {
		time.Sleep(100 * time.Millisecond)
	}
	return count.Load()
}

func client(brokers []string) *kgo.Client { return must(kgo.NewClient(kgo.SeedBrokers(brokers...))) }

func main() {
	cluster := must(kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, topic)))
	brokers := cluster.ListenAddrs()

	var read atomic.Int64
	reader, writer := reading(brokers, &read), writing(brokers)
	first := client(brokers)
	produce(first, 3)
	first.Close()
	fmt.Println("before: read", upTo(3, &read, 30*time.Second), "of 3;", writes(writer, 30*time.Second))
	upTo(4, &read, 30*time.Second)

	second := client(brokers)
	admin := kadm.NewClient(second)
	must(admin.DeleteTopic(context.Background(), topic))
	time.Sleep(2 * time.Second)
	must(admin.CreateTopic(context.Background(), 1, 1, nil, topic))
	read.Store(0)
	produce(second, 3)
	fmt.Println("anew: read", upTo(3, &read, time.Minute), "of 3;", writes(writer, time.Minute))

	check(reader.Shutdown(context.Background()))
	read.Store(0)
	reading(brokers, &read)
	fmt.Println("restarted: read", upTo(3, &read, time.Minute), "of 3;", writes(writing(brokers), time.Minute))
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get \
  github.com/open-telemetry/opentelemetry-collector-contrib/receiver/kafkareceiver@v0.165.1 \
  github.com/open-telemetry/opentelemetry-collector-contrib/exporter/kafkaexporter@v0.165.1 \
  github.com/twmb/franz-go/pkg/kfake@v0.0.0-20260421215025-4e7a1e1569ac 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run . 2> /dev/null)
expected='before: read 3 of 3; written
anew: read 0 of 3; not written
restarted: read 3 of 3; written'
echo "kafkareceiver and kafkaexporter v0.165.1, $(go list -m github.com/twmb/franz-go)"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
