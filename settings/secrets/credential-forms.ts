// Texts that are credentials by their form, wherever they stand. No message shows them; tokens whose maker gave them a
// form that nothing else has are refused as well. Pure.

/** Where nothing but a credential looks like this. */
const makersForms = [
  /\b(AKIA|ASIA)(?=[A-Z0-9]*\d)[A-Z0-9]{16}\b/,
  /-----BEGIN [A-Z ]*KEY/,
  /\beyJ[\w-]{8,}\.eyJ[\w-]+/,
  /\bxox[a-z]-[\w-]{10}/,
  /\bxapp-\d-\w{8}/,
  /\bgh[opsru]_[A-Za-z0-9]{20}/,
  /\bgithub_pat_\w{20}/,
  /\b(glpat|gldt|glrt)-[\w-]{16}/,
  /\bglsa_\w{20}/,
  /\bglc_\w{20}/,
  /\bnpm_[A-Za-z0-9]{30}/,
  /\b(sk|rk)_(live|test)_\w{16}/,
  /\bsk-(proj|ant)-[\w-]{16}/,
  /\bhv[sb]\.[\w-]{20}/,
  /\bSG\.[\w-]{16,}\.[\w-]{16}/,
  /\bAIza[\w-]{35}/,
  /\bNRAK-[A-Z0-9]{16}/,
  /\b(hf|dckr_pat)_[A-Za-z0-9_-]{20}/,
  /\bpypi-AgE\w{8}/,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{8}/,
  /\bpul-[0-9a-f]{40}\b/,
  /\bGOCSPX-[\w-]{20}/,
  /\bATATT3[\w=-]{20}/,
  /\bshp(at|ca|pa|ss)_[0-9a-f]{32}/,
  /\bdo[opr]_v1_[0-9a-f]{64}/,
  /\bdt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{16}/,
  /\bhc[abx][ilm]k_\w{20}/,
  /\bsntry[su]_\w{20}/,
  /\blin_api_\w{20}/,
  /\bfigd_[\w-]{20}/,
  /\bPMAK-[0-9a-f]{24}-/,
  /\btskey-[a-z]+-\w{12}/,
  /\bdp\.(pt|st|ct|sa|scim|audit)\.\w{20}/,
  /\bdapi[0-9a-f]{32}/,
  /\b\w{14}\.atlasv1\.[\w-]{20}/,
  /hooks\.slack\.com\/(services|workflows|triggers)\/./,
  /api\.telegram\.org\/bot./,
  /discord(app)?\.com\/api\/webhooks\/./,
  /webhook\.office\.com\/./,
];

/** Where it is likely, which is enough to show nothing of it. */
const likelyForms = [
  /\b(bearer|basic) +[\w+/=.~-]{8,}/i,
  /(token|pass(word|wd)?|pwd|pw|secret|(access|account|api|private)[_-]?key)["']? *[=:] *\S/i,
  // A password of a generator: all kinds of characters in one word, and none that parts an address.
  /(?<![^\s/?=:&.])(?=[^\s/?=:&.]*[a-z])(?=[^\s/?=:&.]*[A-Z])(?=[^\s/?=:&.]*\d)(?=[^\s/?=:&.]*[!"#$%'()*;<>@[\]\\^`{|}~])[^\s/?=:&.]{12}/,
  /\b(AKIA|ASIA)(?=[A-Z0-9]*\d)[A-Z0-9]{12,}/,
  /\beyJ[\w-]{8,}\.[\w-]+/,
  /\b(xox[a-z]|xapp)-/,
  /\b(gh[a-z]|github_pat|glpat|glsa|glc|npm|sk|rk|pk)[_-][A-Za-z0-9_-]{16,}/,
  // Longer than any account's number, and a time in nanoseconds is no setting.
  /(?<!\d)\d{16}/,
  /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/i,
];

/** Whether a text holds a token of a known maker, a key, or the address of a hook. */
export function isTokenOfAMaker(text: string): boolean {
  return makersForms.some((form) => form.test(text));
}

/**
 * Whether a text is, or holds, a credential by its form; an encoded `user:password` counts, and what nobody could read.
 */
export function hasFormOfCredential(text: string): boolean {
  const named = text.replace(known, " ");
  return (
    isTokenOfAMaker(text) ||
    likelyForms.some((form) => form.test(named)) ||
    mayHoldUserInfo(named) ||
    isEncodedUserInfo(text) ||
    isOpaque(named)
  );
}

/**
 * Whether a user may stand before a host, where nobody can tell how far the password reaches: it has strokes, `#` or `?`
 * that are not encoded, or the address has a stroke more or less.
 */
function mayHoldUserInfo(text: string): boolean {
  const [host = "", ...before] = text.split(/@|%40|\uff20/i).reverse();
  return /^(?!sha\d+:)\S/.test(host) && before.some((part) => /:|%3a|\uff1a|[/\\]{2}/i.test(part));
}

/** What is long and random, and names something: ARNs, digests, ids of AWS. */
const known = /\barn:aws[\w-]*:[\w:/.*-]+|\bsha256:[0-9a-f]{64}\b|(?<![\w-])[a-z]{1,6}-[0-9a-f]{8,17}\b/g;

/** Letters and digits mixed over and over, as in a key without a form of its own. */
function isOpaque(text: string): boolean {
  const runs = text.match(/[A-Za-z0-9+/=]{16,}/g) ?? [];
  return (
    isInMixedParts(text) ||
    runs.some((run) => (run.match(/\d+/g) ?? []).length >= 3 || /[bcdfghjklmnpqrstvwxz]{7}/i.test(run)) ||
    (text.match(/[A-Za-z0-9+/=_-]{16,}/g) ?? []).some(isInMixedCase)
  );
}

/** Keys that are written in parts, `3f9k2-8x1dq-p07ma`: a name has one such part, or two. */
function isInMixedParts(text: string): boolean {
  return (text.match(/[A-Za-z0-9._-]{16,}/g) ?? []).some(
    (run) =>
      run.split(/[._-]/).filter((part) => /^(?=.{4,})([A-Za-z]+\d+[A-Za-z]|\d+[A-Za-z]+\d)/.test(part)).length > 2,
  );
}

/** Words in camel case change from small to capital and back at every third letter at most, chance at every second. */
function isInMixedCase(run: string): boolean {
  const kinds = run
    .replace(/[^A-Za-z0-9]/g, "")
    .replace(/[a-z]/g, "a")
    .replace(/[A-Z]/g, "A")
    .replace(/\d/g, "0");
  const changes = [...kinds].filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  return kinds.includes("a") && kinds.includes("A") && changes >= 0.42 * kinds.length;
}

function isEncodedUserInfo(text: string): boolean {
  return (
    /^[A-Za-z0-9+/]{12,}={0,2}$/.test(text) &&
    /^[\x21-\x7e]+:[\x21-\x7e]+$/.test(Buffer.from(text, "base64").toString("latin1"))
  );
}

/** `auth-secret` names a Secret. */
const credentialName =
  /(^|[/._-])(pass(word|wd|phrase)|pwd|token|credentials?|authorization|client[_-]?secret|secret[_-]?(access[_-]?)?key|(api|access|private|routing|app)[_-]?key)$/i;
/** Whether what stands under a key is a credential, by the key's name; what is true or false switches something. */
export const isNameOfCredential = (key: string): boolean => credentialName.test(key);
