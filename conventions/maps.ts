// What a value that came as JSON or YAML is.

/** Whether it is a map: neither a list nor null, which JavaScript calls objects, too. */
export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
