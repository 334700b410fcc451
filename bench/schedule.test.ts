// The longest chain of dependencies, as the makespan bench computes it.
import assert from "node:assert/strict";
import { ancestors, criticalPath, finishes, reversed, type Task } from "./schedule";

/** A broker that takes long, a consumer that needs it and a store, and a dashboard that needs the store only. */
const tasks: Task[] = [
  { name: "consumer", seconds: 2, after: ["broker", "store", "not in this graph"] },
  { name: "broker", seconds: 25, after: ["network"] },
  { name: "store", seconds: 4, after: ["network"] },
  { name: "dashboard", seconds: 1, after: ["store"] },
  { name: "network", seconds: 0, after: [] },
];

describe("schedule of a graph", () => {
  it("starts each task when the last of its dependencies has ended", () => {
    const done = finishes(tasks);
    assert.deepEqual(
      tasks.map(({ name }) => done.get(name)?.at),
      [27, 25, 4, 5, 0],
    );
  });

  it("names the longest chain in its order, without what takes no time", () => {
    assert.deepEqual(
      criticalPath(finishes(tasks)).map(({ task, at }) => [task.name, at]),
      [
        ["broker", 25],
        ["consumer", 27],
      ],
    );
  });

  it("tells what a task waits for, and what it does not", () => {
    assert.ok(ancestors("consumer", tasks).has("broker"));
    assert.deepEqual([...ancestors("dashboard", tasks)].sort(), ["network", "store"]);
  });

  it("removes in the reverse order", () => {
    const removed = criticalPath(finishes(reversed(tasks, (name) => (name === "dashboard" ? 9 : 1))));
    assert.deepEqual(
      removed.map(({ task }) => task.name),
      ["dashboard", "store", "network"],
    );
  });

  it("refuses a circle", () => {
    assert.throws(
      () =>
        finishes([
          { name: "a", seconds: 1, after: ["b"] },
          { name: "b", seconds: 1, after: ["a"] },
        ]),
      /waits for itself/,
    );
  });
});
