// What tells a line that continues a record from one that begins the next: expressions that RE2 and Onigmo read alike, for
// every shipper that joins lines.

/**
 * A level in capitals with which a record begins where its logger aligns it to the right (`%5p`, `%(levelname)8s`): behind
 * a few blanks, perhaps coloured, and before something that ends it. .NET's console indents what it says of a record by
 * more blanks.
 */
export const alignedLevel =
  " {1,5}(?:\\x1b\\[[0-9;]*m)*(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|SEVERE|CRITICAL|FATAL)[\\s:|\\[\\x1b]";

/** Frames as zap's console writes them, without parentheses: Go's own packages, those that have a host, and methods. */
export const zapFrame =
  '(?:(?:main\\.[A-Za-z_]{3}|(?:runtime|testing|net/http|[a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)+/[^\\s=":()]+)\\.[A-Za-z_])|' +
  '[^\\s=":()]+\\.\\(\\*[^\\s()]+\\)\\.)[A-Za-z0-9_.\\[\\]]*$';

/** Tags of a request, which Rails writes before each line. */
export const railsTags = "(?:\\[[^\\]\\s]+\\] )";

/** A frame of Ruby at the left of a line, as Rails writes them. */
export const railsFrame = `${railsTags}*[^\\s=":(\\[]+:[0-9]+:in [\`'].*'\\s*$`;

/** Monolog's trace, as Laravel writes it, is a text of JSON that is not escaped: lines inside it, and the last one. */
export const monologTrace = "\\[stacktrace\\]\\s*$|\\[previous exception\\] ";
export const monologEnd = '"\\}(?:\\s*(?:\\[\\]|\\{.*\\}))?\\s*$';

/** What Elixir says of a process that ended, after its first line. */
export const elixirReport = "\\*\\* \\([A-Za-z][^:)]*\\)|Last message(?: \\(from .*\\))?: |State: [%{\\[]";
