// Names of objects that are others with each text that they hold (Collectors' configurations and credentials, network
// policies): its digest is their end.

/** In hexadecimal. */
export const digestDigits = 10;

/** What such an object is called whatever it holds. */
export const withoutDigest = (name: string): string => name.replace(new RegExp(`-[0-9a-f]{${digestDigits}}$`), "");
