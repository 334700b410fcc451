// Lines that hold a secret, whichever way they come.

const json = (line: object) => JSON.stringify(line);

/** Lines with a secret, what must not be stored of them, and what must. */
export const secretLines: readonly { line: string; hidden: string; kept: string }[] = [
  { line: "key AKIAIOSFODNN7EXAMPLE used", hidden: "AKIAIOSFODNN7EXAMPLE", kept: "used" },
  { line: "sent Bearer abcdefghijklmnop0123 twice", hidden: "abcdefghijklmnop0123", kept: "twice" },
  {
    line: "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N end",
    hidden: "eyJhbGciOiJIUzI1NiJ9",
    kept: "end",
  },
  { line: "dial postgres://user:correcthorse@db/shop failed", hidden: "correcthorse", kept: "db/shop failed" },
  { line: "dial redis://:correcthorse@db:6379 failed", hidden: "correcthorse", kept: "db:6379 failed" },
  { line: '{"dsn":"https:\\/\\/user:correcthorse@db\\/shop"}', hidden: "correcthorse", kept: "db" },
  // A colon in a password, and what should have been escaped.
  { line: "dial amqp://user:correct:horse@mq/shop failed", hidden: "horse", kept: "mq/shop failed" },
  { line: "dial postgres://user:correct@horse@db/shop failed", hidden: "horse", kept: "db/shop failed" },
  { line: json({ url: "http://user:correct:horse@a?b=c@d", id: 7 }), hidden: "horse", kept: 'a?b=c@d","id":7' },
  { line: json({ url: "http://a:80", to: "jo@a", password: "hunter2" }), hidden: "hunter2", kept: 'a:80","to":"jo@a"' },
  {
    line: json({ pem: "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", id: 7 }),
    hidden: "MIIEow",
    kept: '"id":7',
  },
  { line: json({ password: "hunter2", user: "jo" }), hidden: "hunter2", kept: '"user":"jo"' },
  { line: json({ db: { apiKey: 'hunter2 "quoted" hunter2' }, id: 7 }), hidden: "hunter2", kept: '"id":7' },
  { line: json({ Authorization: ["hunter2", "hunter2"], id: 7 }), hidden: "hunter2", kept: '"id":7' },
  { line: 'level=info password=hunter2 user="jo"', hidden: "hunter2", kept: 'user="jo"' },
  ...["X-API-Key", "APIKey", "API_KEY", "x-api-key", "X-Api-Key", "apikey"].flatMap((name) => [
    { line: json({ [name]: "hunter2", id: 7 }), hidden: "hunter2", kept: '"id":7' },
    { line: `GET / ${name}=hunter2 of jo`, hidden: "hunter2", kept: "of jo" },
  ]),
  { line: "GET /pay?access_token=hunter2&page=2", hidden: "hunter2", kept: "page=2" },
  { line: 'level=info password="hunter2, hunter2" user="jo"', hidden: "hunter2", kept: 'user="jo"' },
  { line: "level=info password='hunter2 hunter2' user=jo", hidden: "hunter2", kept: "user=jo" },
  { line: "level=info cookie= user=jo password=hunter2", hidden: "hunter2", kept: "cookie= user=jo" },
  { line: "UPDATE users SET password = 'hunter2', name = 'jo'", hidden: "hunter2", kept: "name = 'jo'" },
  { line: "aws_secret_access_key = hunter2 of jo", hidden: "hunter2", kept: "of jo" },
  { line: "GET / authorization=Basic aHVudGVyMg== of jo", hidden: "aHVudGVyMg", kept: "of jo" },
  { line: "GET / Authorization=Bearer hunter2hunter2hunter2 of jo", hidden: "hunter2", kept: "of jo" },
  { line: 'Parameters: {"password"=>"hunter2 hunter2", "user"=>"jo"}', hidden: "hunter2", kept: '"user"=>"jo"' },
  { line: 'got {:secret=>"hunter2", :user=>"jo"}', hidden: "hunter2", kept: ':user=>"jo"' },
  { line: json({ id: 7, msg: '{"password" => "hunter2"}' }), hidden: "hunter2", kept: '"id":7' },
  // Deeper than is told apart, and cut off: what is behind goes as well.
  {
    line: `got ${json({ id: 7, secret: { a: { b: { c: { d: { e: 1 } } } }, f: "hunter2" } })}`,
    hidden: "hunter2",
    kept: '"id":7',
  },
  { line: "id=7 secret={a={b={c={d={e=1}}}}, f=hunter2}", hidden: "hunter2", kept: "id=7" },
  { line: 'id=7 secrets=["a", "hunter2', hidden: "hunter2", kept: "id=7" },
  // A text of JSON that holds a named value, or JSON itself.
  { line: json({ msg: "login password=hunter2 failed", id: 7 }), hidden: "hunter2", kept: '"id":7' },
  { line: json({ msg: 'login password="hunter2 hunter2" failed', id: 7 }), hidden: "hunter2", kept: "failed" },
  { line: json({ msg: "GET /pay?api_key=hunter2", id: 7 }), hidden: "hunter2", kept: "GET /pay" },
  { line: json({ msg: 'he said "password=hunter2"', id: 7 }), hidden: "hunter2", kept: "he said" },
  { line: json({ body: json({ password: "hunter2", user: "jo" }), id: 7 }), hidden: "hunter2", kept: "jo" },
  { line: json({ body: json({ secret: 'a "hunter2"', user: "jo" }), id: 7 }), hidden: "hunter2", kept: "jo" },
  { line: json({ body: json({ secret: ["hunter2"], user: "jo" }), id: 7 }), hidden: "hunter2", kept: "jo" },
  { line: json({ a: json({ b: json({ password: "hunter2" }) }), id: 7 }), hidden: "hunter2", kept: '"id":7' },
  { line: json({ secret: { a: { b: 1 }, c: ["hunter2 ]}", "hunter2"] }, id: 7 }), hidden: "hunter2", kept: '"id":7' },
  {
    line: json({ secret: "hunter2", msg: "no password=", id: "7" }),
    hidden: "hunter2",
    kept: 'no password=","id":"7"',
  },
];
