// Names for objects that the program does not name: made once, kept for as long as the object lives.
// Takes inputs, returns inputs.

import { DEFAULTS_KEY } from "./diff";
import { isSet, type Properties, type Value } from "./values";

export interface Autoname {
  /** Returns the inputs with a name. `fresh` makes a new one, or none when the user switched autonaming off. */
  fill: (news: Properties, olds: Properties, fresh: (digits: number) => string | undefined) => Properties;
  /** Whether the program gives the name: then an object is gone before the next is made. */
  isKept: (olds: Properties, news: Properties) => boolean;
}

/** The way of the bridged providers: the property is filled in and noted under `__defaults`. */
export function autoname(property: string, digits = 7, shape: (name: string) => string = (name) => name): Autoname {
  return {
    fill(news, olds, fresh) {
      if (isSet(news[property])) {
        return news;
      }
      const kept = defaulted(olds).includes(property) ? olds[property] : undefined;
      const made = isSet(kept) ? undefined : fresh(digits);
      const name = kept ?? (made === undefined ? undefined : shape(made));
      return isSet(name) ? { ...news, [property]: name, [DEFAULTS_KEY]: [property] } : news;
    },
    // Whether it is another name or not (`nameRequiresDeleteBeforeReplace` of pulumi-terraform-bridge).
    isKept: (_olds, news) => isSet(news[property]) && !defaulted(news).includes(property),
  };
}

function defaulted(inputs: Properties): Value[] {
  const names = inputs[DEFAULTS_KEY];
  return Array.isArray(names) ? names : [];
}
