// What a file of configuration holds, and where it cannot be read the line alone: the parser's own errors and warnings
// quote what stands there, which may be a credential. Text in, content out; pure.
import { LineCounter, parseAllDocuments } from "yaml";

/**
 * Content of the first document, as the engine takes it.
 *
 * @param name Of the file.
 * @throws Error that names file and line.
 */
export function contentOf(text: string, name: string): unknown {
  const lineCounter = new LineCounter();
  const [document] = parseAllDocuments(text, { logLevel: "error", lineCounter, prettyErrors: false });
  const [error] = document?.errors ?? [];
  if (error) {
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new Error(`${name} is no YAML at line ${line}: mend it there, or in the line before`);
  }
  try {
    return document?.toJS();
  } catch {
    throw new Error(`${name} has an alias without its anchor: text that begins with * stands in quotes`);
  }
}
