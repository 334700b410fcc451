// Whether a state has the platform under another name than the program gives it, or below another component: every URN
// would be another, so that `up` would make all of it a second time, and delete the first. Pure.
import { platformType } from "../../conventions/data-types";

const named = new RegExp(`^urn:pulumi:.*${platformType}\\$.*::(.+?)-(?:cloud|cluster)(?:-.*)?$`);

/**
 * The name in the state; undefined where it is this one, or there is no platform.
 *
 * @param held URNs of data and of what others use, as the state has them.
 */
export function otherNameIn(held: readonly string[], name: string): string | undefined {
  const names = held.flatMap((urn) => named.exec(urn)?.[1] ?? []);
  return names.includes(name) ? undefined : names[0];
}

const platform = new RegExp(`(?:^|\\$|::)((?:[^:$]+:[^:$]+:[^:$]+\\$)*)${platformType}(?:\\$|::)`);
const placeOf = (urn: string) => platform.exec(urn)?.[1];

/**
 * What the platform is below in the state, `acme:index:Base$`, empty where it is below nothing; undefined where it is
 * there, or there is no platform.
 *
 * @param urn Of the platform.
 */
export function otherPlaceIn(held: readonly string[], urn: string): string | undefined {
  const places = held.flatMap((one) => placeOf(one) ?? []);
  return places.includes(placeOf(urn) ?? "") ? undefined : places[0];
}
