// When a shipper says it read a record, in whatever form.

/**
 * What a shipper may write as `@timestamp` of a record that it read a minute ago, and the record's time in milliseconds;
 * absent where it is that of its arrival.
 */
export function shippedTimes(now: number): readonly { at: unknown; time?: number }[] {
  const time = now - 60_000;
  const iso = new Date(time).toISOString();
  const hours = (count: number) => now - count * 3_600_000;
  return [
    ...[iso, iso.replace("Z", "000000Z"), iso.replace("Z", "+00:00"), iso.replace("T", " "), iso.replace(".", ",")].map(
      (at) => ({ at, time }),
    ),
    { at: `${iso.slice(0, -1).replace("T", " ")} UTC`, time },
    // Seconds, milli-, micro- and nanoseconds.
    ...[time / 1_000, time, time * 1_000, time * 1_000_000].flatMap((at) => [
      { at, time },
      { at: String(at), time },
    ]),
    { at: new Date(hours(50)).toISOString(), time: hours(50) },
    { at: hours(50) / 1_000, time: hours(50) },
    // Too long ago, or ahead: numbers are no times, and clocks are wrong.
    ...[hours(31 * 24), hours(31 * 24) / 1_000, hours(-1), hours(-1) * 1_000, now * 10].map((at) => ({ at })),
    { at: new Date(hours(-1)).toISOString() },
    ...[undefined, null, "", "soon", 0, 1, -1, 42.5, 1e300, "0", true, [], {}, [time], { $date: iso }].map((at) => ({
      at,
    })),
    ...["1970-01-01T00:00:12Z", "0001-01-01T00:00:00Z", "1677-09-21T00:12:44Z", "9999-12-31T23:59:59Z"].map((at) => ({
      at,
    })),
    // Of no zone.
    ...[iso.slice(0, -1), iso.slice(0, 10), "10:00:00"].map((at) => ({ at })),
  ];
}
