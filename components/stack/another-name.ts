// Whether a state has the platform under another name than the program gives it: every URN would be another, so that
// `up` would make all of it a second time, and delete the first. Pure.

const named = /^urn:pulumi:.*obs:index:Platform\$.*::(.+?)-(?:cloud|cluster)(?:-.*)?$/;

/**
 * The name in the state; undefined where it is this one, or there is no platform.
 *
 * @param held URNs of data and of what others use, as the state has them.
 */
export function otherNameIn(held: readonly string[], name: string): string | undefined {
  const names = held.flatMap((urn) => named.exec(urn)?.[1] ?? []);
  return names.includes(name) ? undefined : names[0];
}
