// When what is there, if nothing but dependencies is waited for: a graph with durations in, its longest chain out.

export interface Task {
  name: string;
  seconds: number;
  /** Names of tasks that end before this one begins. */
  after: readonly string[];
}

export interface Finish {
  task: Task;
  /** Seconds from the start of everything to the end of this. */
  at: number;
  /** The dependency that ended last. */
  waitedFor?: Finish;
}

/**
 * When each task ends, at the earliest.
 *
 * @throws Error when a task waits for itself, by whatever way.
 */
export function finishes(tasks: readonly Task[]): Map<string, Finish> {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const done = new Map<string, Finish>();
  const open = new Set<string>();
  const finish = (task: Task): Finish => {
    const known = done.get(task.name);
    if (known) return known;
    if (open.has(task.name)) throw new Error(`${task.name} waits for itself`);
    open.add(task.name);
    const before = task.after.flatMap((name) => byName.get(name) ?? []).map(finish);
    const last = before.reduce<Finish | undefined>(
      (latest, each) => (latest === undefined || each.at > latest.at ? each : latest),
      undefined,
    );
    const made = { task, at: (last?.at ?? 0) + task.seconds, ...(last ? { waitedFor: last } : {}) };
    done.set(task.name, made);
    return made;
  };
  for (const task of tasks) finish(task);
  return done;
}

/** The chain that ends last, in its order; what takes no time is left out. */
export function criticalPath(all: ReadonlyMap<string, Finish>): Finish[] {
  let at = [...all.values()].reduce<Finish | undefined>(
    (latest, each) => (latest === undefined || each.at > latest.at ? each : latest),
    undefined,
  );
  const path: Finish[] = [];
  for (; at !== undefined; at = at.waitedFor) if (at.task.seconds > 0) path.unshift(at);
  return path;
}

/** The same tasks the other way round: what is removed first is what nothing waits for. */
export function reversed(tasks: readonly Task[], seconds: (name: string) => number): Task[] {
  const after = new Map<string, string[]>(tasks.map(({ name }) => [name, []]));
  for (const { name, after: before } of tasks) for (const each of before) after.get(each)?.push(name);
  return tasks.map(({ name }) => ({ name, seconds: seconds(name), after: after.get(name) ?? [] }));
}

/** Names of all tasks that this one waits for, directly or not. */
export function ancestors(name: string, tasks: readonly Task[]): Set<string> {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const found = new Set<string>();
  const visit = (at: string): void => {
    for (const before of byName.get(at)?.after ?? []) {
      if (found.has(before)) continue;
      found.add(before);
      visit(before);
    }
  };
  visit(name);
  return found;
}
