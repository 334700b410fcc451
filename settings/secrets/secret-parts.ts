// Parts of secrets in texts that are to be printed. Pure, and linear in both: a stack may have thousands of secrets,
// and a refusal thousands of lines.

const longestCoincidence = 20;

/** From this length on a secret is known in lower case, too: a mend may have made it so. */
const shortestInLowerCase = 8;

/** What of the secrets stands in the texts: whole secrets, and parts that are too long to be a coincidence. */
export function partsIn(texts: readonly string[], secrets: readonly string[]): string[] {
  const distinct = [...new Set(texts)];
  const forms = secrets.flatMap((each) => (each.length < shortestInLowerCase ? [each] : [each, each.toLowerCase()]));
  const byLength = new Map<number, string[]>();
  for (const secret of new Set(forms)) {
    const length = Math.min(longestCoincidence, secret.length);
    if (length < 4) continue;
    const group = byLength.get(length);
    if (group) group.push(secret);
    else byLength.set(length, [secret]);
  }
  const found = new Set<string>();
  for (const [length, group] of byLength) {
    const there = new Set(distinct.flatMap((text) => pieces(text, length)));
    for (const secret of group) for (const piece of pieces(secret, length)) if (there.has(piece)) found.add(piece);
  }
  return [...found];
}

function pieces(text: string, length: number): string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, start) => text.slice(start, start + length));
}

/** Whether a text holds one of the parts. */
export function holdsPart(text: string, parts: readonly string[]): boolean {
  return parts.some((part) => text.includes(part));
}
