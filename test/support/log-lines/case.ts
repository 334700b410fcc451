// Lines of applications and what they mean, whichever way they come: one table for container logs and file logs.

export interface LineCase {
  line: string;
  /** OpenTelemetry's number; 0 is a line that says none. */
  severity?: number;
  traceId?: string;
  spanId?: string;
  /** Customer inside the tenant. */
  customer?: string;
  /** Milliseconds since 1970; absent where the shipper's time stands. */
  time?: number;
}

export const json = (line: object) => JSON.stringify(line);
