#!/usr/bin/env bash
# go.opentelemetry.io/collector/exporter/exporterhelper v0.165.0: a queue on a disk that was full for a while is full for ever, and
# has nothing in it.
#
# Input:    an exporter whose target is well, with a queue of ten requests in a storage that takes no write for a while, as a full
#           disk; ten requests in that time, and five more when the storage writes again.
# Expected: the ten are refused, to be sent again, and the five are delivered.
# Seen:     the five are refused too: "sending queue is full". Each request that could not be written was counted as one that is
#           in the queue, and the count begins at nothing again when the last request is taken out, which is there no more. Only a
#           new process ends it.
# Here:     docs/reliability.md and the runbooks of full volumes have the restart; shares of a volume leave room for what a
#           file takes more (components/collection/collector).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.opentelemetry.io/collector/pdata/plog"
)

// disk is a storage in memory that refuses to write while it is full.
type disk struct {
	component.StartFunc
	component.ShutdownFunc
	full   atomic.Bool
	values map[string][]byte
}

func (d *disk) GetClient(context.Context, component.Kind, component.ID, string) (storage.Client, error) {
	return d, nil
}

func (d *disk) Get(_ context.Context, key string) ([]byte, error) { return d.values[key], nil }

func (d *disk) Set(ctx context.Context, key string, value []byte) error {
	return d.Batch(ctx, storage.SetOperation(key, value))
}

func (d *disk) Delete(ctx context.Context, key string) error {
	return d.Batch(ctx, storage.DeleteOperation(key))
}

func (d *disk) Batch(_ context.Context, operations ...*storage.Operation) error {
	if d.full.Load() {
		return errors.New("no space left on device")
	}
	for _, operation := range operations {
		switch operation.Type {
		case storage.Get:
			operation.Value = d.values[operation.Key]
		case storage.Set:
			d.values[operation.Key] = operation.Value
		case storage.Delete:
			delete(d.values, operation.Key)
		}
	}
	return nil
}

func (d *disk) Close(context.Context) error { return nil }

type host struct{ extensions map[component.ID]component.Component }

func (h host) GetExtensions() map[component.ID]component.Component { return h.extensions }

func logs() plog.Logs {
	one := plog.NewLogs()
	one.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetStr("one")
	return one
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	ctx := context.Background()
	id := component.MustNewID("disk")
	storage := &disk{values: map[string][]byte{}}
	queue := exporterhelper.NewDefaultQueueConfig()
	queue.QueueSize = 10
	queue.StorageID = &id
	delivered := atomic.Int64{}
	start := func() interface {
		ConsumeLogs(context.Context, plog.Logs) error
		Shutdown(context.Context) error
	} {
		push := func(context.Context, plog.Logs) error {
			delivered.Add(1)
			return nil
		}
		set := exportertest.NewNopSettings(exportertest.NopType)
		exporter, err := exporterhelper.NewLogs(ctx, set, struct{}{}, push, exporterhelper.WithQueue(configoptional.Some(queue)))
		must(err)
		must(exporter.Start(ctx, host{map[component.ID]component.Component{id: storage}}))
		return exporter
	}
	exporter := start()
	send := func(title string, count int) {
		delivered.Store(0)
		errors := map[string]int{}
		for range count {
			if err := exporter.ConsumeLogs(ctx, logs()); err != nil {
				errors[err.Error()]++
			}
		}
		time.Sleep(time.Second)
		fmt.Printf("%s: delivered %d of %d, errors %v\n", title, delivered.Load(), count, errors)
	}
	send("before", 5)
	storage.full.Store(true)
	send("while full", 10)
	storage.full.Store(false)
	send("room again", 5)
	time.Sleep(5 * time.Second)
	send("later", 5)
	must(exporter.Shutdown(ctx))
	exporter = start()
	send("started anew", 5)
	must(exporter.Shutdown(ctx))
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
for module in exporter/exporterhelper exporter/exportertest extension/xextension; do
  go get "go.opentelemetry.io/collector/$module@v0.165.0" 2> /dev/null
done
go mod tidy 2> /dev/null
seen=$(go run .)
echo "exporter/exporterhelper v0.165.0"
echo "$seen"
expected='before: delivered 5 of 5, errors map[]
while full: delivered 0 of 10, errors map[no space left on device:10]
room again: delivered 0 of 5, errors map[sending queue is full:5]
later: delivered 0 of 5, errors map[sending queue is full:5]
started anew: delivered 5 of 5, errors map[]'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
