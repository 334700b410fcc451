// What pulumi prints with `--json`, without the stack's configuration, which it begins with: nothing here reads that, and
// text that stands there may be a credential in a wrong place, which the program refuses and does not show. Pure.
import { jsonOf } from "../conventions/json";
import { isMap } from "../conventions/maps";

/**
 * @param text One JSON value, as of a preview, or an event a line, as of an `up`; lines before the first brace are words.
 *   What broke off amid a value ends before it.
 */
export function withoutConfiguration(text: string): string {
  const start = text.search(/^\{/m);
  if (start < 0) return text;
  const [before, rest] = [text.slice(0, start), text.slice(start)];
  const preview = jsonOf(rest);
  if (isMap(preview) && "steps" in preview) {
    const { config: _, ...others } = preview;
    return `${before}${JSON.stringify(others, null, 4)}\n`;
  }
  const lines = rest.split("\n");
  if (!isMap(jsonOf(lines[0] ?? ""))) return before;
  return before + lines.map(eventWithout).join("\n");
}

function eventWithout(line: string): string {
  if (!line.startsWith("{")) return line;
  const event = jsonOf(line);
  if (!isMap(event)) return "";
  return isMap(event.preludeEvent) ? JSON.stringify({ ...event, preludeEvent: { config: {} } }) : line;
}
