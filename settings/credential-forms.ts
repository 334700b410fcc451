// Texts that are credentials by their form, wherever they stand: tokens of known makers, keys, addresses of hooks. They
// are not refused for it, where text is free; no message shows them. Pure.

const forms = [
  /\b(bearer|basic) +[\w+/=.~-]{8,}/i,
  /(token|pass(word|wd)?|pwd|secret|api[_-]?key|access[_-]?key) *[=:] *\S/i,
  /\b(AKIA|ASIA)[A-Z0-9]{12,}/,
  /-----BEGIN [A-Z ]*KEY/,
  /\beyJ[\w-]{8,}\.[\w-]+/,
  /\b(xox[a-z]|xapp)-/,
  /\b(gh[a-z]|github_pat|glpat|glsa|glc|npm|sk|rk|pk)[_-][A-Za-z0-9_-]{16,}/,
  /hooks\.slack\.com\/(services|workflows)\/./,
  /api\.telegram\.org\/bot./,
  /discord(app)?\.com\/api\/webhooks\/./,
  /webhook\.office\.com\/./,
];

/** Whether a text is, or holds, a credential by its form; an encoded `user:password` counts. */
export function hasFormOfCredential(text: string): boolean {
  return forms.some((form) => form.test(text)) || isEncodedUserInfo(text);
}

function isEncodedUserInfo(text: string): boolean {
  return (
    /^[A-Za-z0-9+/]{12,}={0,2}$/.test(text) &&
    /^[\x21-\x7e]+:[\x21-\x7e]+$/.test(Buffer.from(text, "base64").toString("latin1"))
  );
}
