// JMESPath, as far as the pipeline of container logs uses it: places, lists of them and what is taken from a list,
// `||`, `&&`, `!`, `==`, `!=`, texts, and five functions, one of which may be applied to each of a list.

type Evaluate = (at: unknown) => unknown;

const tokens = /\s*("[^"]*"|'[^']*'|\|\||&&|[!=]=|\[\*\]|\[\?|\[\d+\]|[a-z_]+(?=\()|[.,()[\]|!@])/y;

/** The value of an expression; `null` where there is none. Throws at what is not part of it. */
export function jmesPath(expression: string, value: unknown): unknown {
  const evaluate = known.get(expression) ?? new Parser(expression).whole();
  known.set(expression, evaluate);
  return evaluate(value);
}

/** Expressions that were read before. */
const known = new Map<string, Evaluate>();

const isTrue = (value: unknown) =>
  !(value === null || value === false || value === "" || (value instanceof Object && Object.keys(value).length === 0));

const typeOf = (value: unknown) =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value === "object" ? "object" : typeof value;

const keyOf = (value: unknown, key: string): unknown =>
  typeOf(value) === "object" ? ((value as Record<string, unknown>)[key] ?? null) : null;

const elementOf = (value: unknown, index: number): unknown => (Array.isArray(value) ? (value[index] ?? null) : null);

const functions: Readonly<Record<string, (given: readonly unknown[]) => unknown>> = {
  not_null: (given) => given.find((value) => value !== null) ?? null,
  type: ([value]) => typeOf(value),
  contains: ([list, value]) => (list as unknown[]).includes(value),
  to_string: ([value]) => (typeof value === "string" ? value : JSON.stringify(value)),
  join: ([separator, list]) => (list as string[]).join(separator as string),
};

class Parser {
  private readonly tokens: string[] = [];

  constructor(expression: string) {
    tokens.lastIndex = 0;
    for (let from = 0; from < expression.trimEnd().length; from = tokens.lastIndex) {
      const token = tokens.exec(expression)?.[1];
      if (token === undefined) throw new Error(`JMESPath beyond this at ${from} of ${expression}`);
      this.tokens.push(token);
    }
  }

  whole(): Evaluate {
    const found = this.pipe();
    if (this.tokens.length > 0) throw new Error(`JMESPath beyond this: ${this.tokens.join(" ")}`);
    return found;
  }

  private take(token: string): boolean {
    if (this.tokens[0] !== token) return false;
    this.tokens.shift();
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new Error(`JMESPath: ${token} expected before ${this.tokens.join(" ")}`);
  }

  private pipe(): Evaluate {
    const left = this.or();
    if (!this.take("|")) return left;
    const right = this.pipe();
    return (at) => right(left(at));
  }

  private or(): Evaluate {
    const left = this.and();
    if (!this.take("||")) return left;
    const right = this.or();
    return (at) => {
      const found = left(at);
      return isTrue(found) ? found : right(at);
    };
  }

  private and(): Evaluate {
    const left = this.comparison();
    if (!this.take("&&")) return left;
    const right = this.and();
    return (at) => {
      const found = left(at);
      return isTrue(found) ? right(at) : found;
    };
  }

  private comparison(): Evaluate {
    const left = this.place();
    const isEqual = this.take("==");
    if (!isEqual && !this.take("!=")) return left;
    const right = this.place();
    return (at) => (left(at) === right(at)) === isEqual;
  }

  /** What follows a value: keys of a map; all, some or one of a list. */
  private place(): Evaluate {
    let found = this.value();
    for (;;) {
      const from = found;
      const [token = ""] = this.tokens;
      if (this.take(".")) {
        const [next = ""] = this.tokens;
        if (functions[next] === undefined) {
          this.tokens.shift();
          found = (at) => keyOf(from(at), next.slice(1, -1));
        } else {
          const applied = this.value();
          found = (at) => (from(at) as unknown[]).map(applied);
        }
      } else if (this.take("[*]")) found = (at) => (from(at) as unknown[]).filter((value) => value !== null);
      else if (this.take("[?")) {
        const condition = this.or();
        this.expect("]");
        found = (at) => (from(at) as unknown[]).filter((value) => isTrue(condition(value)));
      } else if (/^\[\d+\]$/.test(token)) {
        this.tokens.shift();
        found = (at) => elementOf(from(at), Number(token.slice(1, -1)));
      } else return found;
    }
  }

  private value(): Evaluate {
    const token = this.tokens.shift() ?? "";
    if (token.startsWith('"')) return (at) => keyOf(at, token.slice(1, -1));
    if (token.startsWith("'")) return () => token.slice(1, -1);
    if (token === "@") return (at) => at;
    if (token === "!") {
      const negated = this.place();
      return (at) => !isTrue(negated(at));
    }
    if (token === "(") {
      const inner = this.pipe();
      this.expect(")");
      return inner;
    }
    // A filter or an index of the value itself.
    if (token === "[?" || /^\[\d+\]$/.test(token) || token === "[*]") {
      this.tokens.unshift(token);
      return (at) => at;
    }
    if (token === "[") return this.list("]");
    const apply = functions[token];
    if (apply === undefined) throw new Error(`JMESPath beyond this: ${token}`);
    this.expect("(");
    const given = this.list(")");
    return (at) => apply(given(at) as unknown[]);
  }

  private list(end: string): (at: unknown) => unknown[] {
    const values: Evaluate[] = [];
    do values.push(this.pipe());
    while (this.take(","));
    this.expect(end);
    return (at) => values.map((value) => value(at));
  }
}
