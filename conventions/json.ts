/** What a text says as JSON; undefined where it is none. For texts of others: the parser's own error would quote them. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
