// Credentials by the form of the text that holds them: what stands in plain text must have neither a user's password
// nor a parameter that gives access. Patterns, for editors go by them too.

const inAnyCase = (words: readonly string[]) =>
  words
    .join("|")
    .replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`)
    .replaceAll("_?", "[_-]?");

/** Names of credentials wherever they stand. */
const calledSo = ["(access|account|api|private)_?key", "pass(word|wd|phrase)", "pwd"];
/** Ends of names of parameters that give access: `x_api_key`, `X-Amz-Signature`. */
const ends = inAnyCase([
  ...calledSo,
  "(routing|sub)_?key",
  "authorization",
  "credentials?",
  "secret",
  "signature",
  "token",
]);
/** Whole names, which end others: `code`, but not `country_code`. */
const names = inAnyCase(["auth", "code", "key", "pass", "sig"]);
const name = `([A-Za-z0-9._-]*(${ends})|${names})`;
// Of an address within a text a quote is the end: what follows in JSON may have a mail's at sign.
/** Strokes as a browser reads them: one or many, also the other way round. */
const strokes = "[/\\\\]+";
/** A password with strokes, `#` or `?` of its own, which are to be encoded; what is digits alone is a port. */
const oddPassword = '[^/?#\\s:@["]*:(?![0-9]+([/?#]|$))[^\\s@"]*@';
const userInfo =
  `(?!([A-Za-z][A-Za-z0-9+.-]*:${strokes}|//+)[^/?#]*@)(?![^/\\s@]*:[^/\\s]*@)(?!.*:${strokes}[^/?#\\s"]*@)` +
  `(?!.*:${strokes}${oddPassword})`;
const parameter = `(?!.*[?&;#]${name}=[^&#\\s])`;

export const withoutUserInfo = new RegExp(`^${userInfo}`);
/** Begins the pattern of a text without credentials. */
export const noCredential = `${userInfo}${parameter}`;
export const withoutCredential = new RegExp(`^${noCredential}`);

/** What a text itself calls a credential; not where it names a place that holds one (`{{ .password }}`, an ARN). */
const called = `(${inAnyCase([...calledSo, "secret_?key", "client_?secret", "token"])})`;
const place = "(?![A-Za-z+]+:)";
/** Letters alone are one where they are of two cases and as many as base64 makes: `DevOpsTeam` is a name. */
const ofLetters = "(?=[A-Za-z+/]*[a-z][A-Z])([A-Za-z+/]{4})+(?![A-Za-z0-9+/])";
const ownWords =
  `${called}["' ]*[=:]["' ]*${place}(?=[^\\s"']*[0-9])[^\\s"'{}$<>]{8,}|` +
  `(${inAnyCase(["basic", "bearer"])}) +(?=[A-Za-z0-9+/._~-]*[0-9=]|${ofLetters})[A-Za-z0-9+/=._~-]{8,}`;
/** A text that does not say that a password or a header of authorization follows. */
export const withoutNamedCredential = new RegExp(`^(?![\\s\\S]*(${ownWords}))`);
