// How late what writes to a Prometheus or a store is, as PromQL: agents, Tempo's generators, Prometheus itself.

/**
 * Seconds between the newest sample that a writer holds and the newest that a queue of it has sent. `queue_highest_timestamp`
 * will not do: it stands still with the queue, whose reader waits while it is full, a few seconds behind at most (seen).
 * Of a writer that is told nothing any more there is none: it has nothing to send, and says 0 once its queue is another.
 *
 * @param own Matchers of the platform's own parts.
 * @param queues Matchers of the queues.
 */
export const unsentSeconds = (own: string, queues: string): string =>
  `(prometheus_remote_storage_highest_timestamp_in_seconds{${own}} > time() - 600)
  - ignoring (remote_name, url) group_right ()
    prometheus_remote_storage_queue_highest_sent_timestamp_seconds{${queues}}`;
