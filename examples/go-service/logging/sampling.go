package logging

import (
	"context"
	"sync/atomic"

	"go.opentelemetry.io/otel/trace"
)

// Sampling says which debug records are written at all: a record that is not made costs nothing on its way. What is
// written, the platform may thin out again (`debugSharePercent`).
//
// Each library does it in its own way here: zap by how often a message comes, zerolog and logrus every so many records,
// slog by the trace, so that a request's debug lines stay or go together.
type Sampling struct {
	// OneIn: one debug record of so many is written. 0 and 1: all of them.
	OneIn uint32
}

func (s Sampling) all() bool { return s.OneIn <= 1 }

// everyNth takes the first of every so many.
type everyNth struct {
	of    uint32
	count atomic.Uint32
}

func (e *everyNth) take() bool { return e.of <= 1 || (e.count.Add(1)-1)%e.of == 0 }

// byTrace takes one trace in so many, and what belongs to none. Ids are random in their last seven bytes.
func byTrace(ctx context.Context, oneIn uint32) bool {
	span := trace.SpanContextFromContext(ctx)
	if oneIn <= 1 || !span.HasTraceID() {
		return true
	}
	id := span.TraceID()
	last := uint32(id[12])<<24 | uint32(id[13])<<16 | uint32(id[14])<<8 | uint32(id[15])
	return last%oneIn == 0
}
