// What a change takes from stored data, and how it is told.

export interface Loss {
  /**
   * What acknowledges it, as an entry of `observability:accept`; names whose it is and the new value, so it serves
   * neither a later change nor another tenant.
   */
  token: string;
  /** One sentence. */
  message: string;
}

/** What a run says of a loss that the stack's file accepts begins so; whoever reads a preview finds it by that. */
export const acceptedLoss = "stored data goes, as the stack file accepts: ";

/** Most names that a sentence lists. */
export const mostNames = 5;

export function names(ids: readonly string[]): string {
  const more = ids.length - mostNames;
  return `${ids.slice(0, mostNames).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

export const plural = (count: number, unit: string) => `${count} ${unit}${count === 1 ? "" : "s"}`;
