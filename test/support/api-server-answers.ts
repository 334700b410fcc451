// Answers of an API server, by a part of the path that is asked for.
import type { Get } from "../../components/preflight/cluster/api-server";

/** What no part names is not there. */
export function answering(answers: Readonly<Record<string, [status: number, body?: unknown]>>): Get {
  return (path) => {
    const [, [status, body = {}] = [404]] = Object.entries(answers).find(([part]) => path.includes(part)) ?? [];
    return Promise.resolve({ status, body });
  };
}

export const named = (...names: string[]) => ({ items: names.map((name) => ({ metadata: { name } })) });
