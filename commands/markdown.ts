/** Text that ends neither a cell of a Markdown table nor a code span. */
export function cell(text: string): string {
  return text.replace(/[|`<>\n\r]/g, " ");
}
