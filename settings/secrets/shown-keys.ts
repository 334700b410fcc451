// Which keys a message may name. One that nobody knows may be a credential itself, written where a key belongs:
// `alerts: { xoxb-...: }`. Words may be shown, and what differs by a slip from a known key.
import { distance } from "fastest-levenshtein";
import { isOfCut } from "../refusals/cut-by-comma";
import type { ToldProblem } from "../refusals/invalid-settings";
import { editByHand, type Path } from "../refusals/problem";
import { dnsName } from "../schema/texts";
import { allKeys, entrySpelt, holdsCredential, knownKeys, schemaAt } from "../shape";

const longestWord = 14;
const longestKey = 64;
/** `lengths` has five. */
const manyConsonants = /[bcdfghjklmnpqrstvwxz]{6}/i;

/** `alb.ingress.kubernetes.io/scheme`: a name within a domain. */
const isPrefixed = new RegExp(`^${dnsName}/[A-Za-z.-]+$`);

/** Whether a text is made of words, as keys are and credentials are not: `apiKey`, `routing_key`, `http_2xx`. */
export function isOfWords(text: string): boolean {
  if (text.length < 4) return true;
  if (text.length > longestKey || !/^[\w./ !"'?-]+$/.test(text)) return false;
  const spelt = text.replace(/k8s/gi, "kubernetes");
  const words = spelt.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  const numbers = spelt.match(/\d+/g) ?? [];
  const isCapital = (word: string) => word.length > 3 && word === word.toUpperCase();
  return (
    words.length > 0 &&
    words.every((word) => word.length <= longestWord && !manyConsonants.test(word)) &&
    words.filter((word) => word.length < 3).length <= Math.ceil(words.length / 3) &&
    numbers.length <= 2 &&
    numbers.every((digits) => digits.length <= 2) &&
    !(numbers.length > 0 && words.some(isCapital))
  );
}

/** Whether a key that the schema does not have at its place may be shown. */
export function keyMayBeShown(holder: Path, key: string): boolean {
  const isNear = [...knownKeys(holder), ...allKeys()].some(
    (known) => distance(known.toLowerCase(), key.toLowerCase()) <= Math.floor(known.length / 3),
  );
  // Where credentials stand, a password of words may as well.
  const isNearCredentials = holder.length > 0 && holdsCredential(holder.slice(0, 1));
  if (isNear || entrySpelt(holder, key) !== undefined) return true;
  return isNearCredentials && !isOwn(holder, key)
    ? isOfWords(key) && /^[\w.-]{1,12}$/.test(key)
    : isOfWords(key) || isPrefixed.test(key);
}

/** Names of headers, labels and the like are the user's. */
function isOwn(holder: Path, key: string): boolean {
  return holder[0] !== "overrides" && schemaAt([...holder, key]) !== undefined;
}

/** The problem without a key that may not be shown; of what holds such a key nothing else is told. */
export function withShownKeys<T extends ToldProblem>(problem: T): T {
  const hidden = problem.path.findIndex((step, depth) => {
    const holder = problem.path.slice(0, depth);
    return typeof step === "string" && !knownKeys(holder).includes(step) && !keyMayBeShown(holder, step);
  });
  if (hidden < 0) return problem;
  const path = problem.path.slice(0, hidden);
  const key = String(problem.path[hidden]);
  // To take the key away mends nothing where its value is wrong; a key that is wrong itself is told as that.
  if (isOwn(path, key) && !/ a key |credential/.test(problem.allowed) && !problem.allowed.includes(key))
    return {
      ...problem,
      path,
      shown: "[not shown]",
      allowed: `${problem.allowed}: at a key that is not shown, for it may be a credential`,
      command: editByHand("mend what stands at that key"),
    };
  const known = knownKeys(path).join(", ");
  return {
    ...problem,
    path,
    shown: "[not shown]",
    allowed: `has a key that is not known here, nor shown, for it may be a credential${known && `; known: ${known}`}`,
    command: isOfCut(problem.command)
      ? problem.command
      : editByHand("take that key away; a credential that stood there in plain text has to be replaced"),
  };
}
