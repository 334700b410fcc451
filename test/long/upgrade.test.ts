// From a version to this one: state and objects that the version left behind (test/engine/changes/record-version.ts) are taken up
// by `up`, which changes what the changelog says, and loses nothing. On the real engine with stand-ins.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { dataTypes, sharedTypes } from "../../conventions/data-types";
import {
  accountOf,
  recordedStacks,
  recordedVersion,
  takeAccount,
  versionsFolder,
} from "../engine/changes/recorded-version";
import type { EngineRoom } from "../engine/stack/engine-room";
import { EngineStack, type Step } from "../engine/stack/engine-stack";
import { changed } from "../engine/stack/running-stack";
import { openStandinRoom } from "../servers/standin-room";

const versions = readdirSync(versionsFolder);
const changelog = readFileSync(resolve(__dirname, "..", "..", "CHANGELOG.md"), "utf8").replace(/\s+/g, " ");

/** What goes or is made anew, by the words of the changelog that say so. */
const told: readonly [what: RegExp, words: string][] = [
  [/^delete kubernetes:core\/v1:ConfigMap \S+-config-\d /, "A Collector's configuration has a ConfigMap for each text"],
  [
    /^delete \S+NetworkPolicy \S+-network-/,
    "Network policies and the Secret of copies (`otel-fanout`) are others with each text",
  ],
  [
    /^delete kubernetes:core\/v1:Secret \S+-fanout /,
    "Network policies and the Secret of copies (`otel-fanout`) are others with each text",
  ],
];

for (const version of versions)
  describe(`from ${version} to this version`, function () {
    this.timeout(900_000);
    for (const name of recordedStacks) {
      describe(name, () => {
        let room: EngineRoom;
        let stack: EngineStack;
        let steps: Step[];

        /** What holds data, as the account has it. */
        const data = () =>
          Object.values(accountOf(room))
            .map((object) => object as { type: string; id: string })
            .filter(({ type }) => dataTypes.has(type))
            .map(({ type, id }) => `${type} ${id}`);

        before(async () => {
          const recorded = recordedVersion(version, name);
          room = await openStandinRoom();
          stack = await EngineStack.create(room, name, recorded.settings);
          takeAccount(room, recorded);
          await stack.stack.importStack(recorded.state);
        });
        after(() => {
          stack?.close();
          room?.close();
        });

        it("keeps everything that holds data", async () => {
          const before = data();
          assert.ok(before.length > 2, before.join());
          steps = changed(await stack.up());
          const now = data();
          assert.deepEqual(
            before.filter((each) => !now.includes(each)),
            [],
          );
        });

        it("replaces and deletes what the changelog says, and nothing else", () => {
          const gone = steps.filter(({ op }) => /replace|delete/.test(op));
          assert.deepEqual(
            gone.filter(({ type }) => dataTypes.has(type) || sharedTypes.has(type)),
            [],
          );
          const untold = gone
            .map(({ op, type, name: of, paths }) => `${op} ${type} ${of} ${paths.join()}`)
            .filter((step) => !told.some(([what, words]) => what.test(step) && changelog.includes(words)));
          assert.deepEqual(untold, []);
          const counts = ["create", "update"].map((op) => `${steps.filter((step) => step.op === op).length} ${op}`);
          console.log(`      ${counts.join(", ")}, ${gone.length} besides`);
        });

        it("changes nothing at the second up", async () => {
          assert.deepEqual(changed(await stack.up()), []);
        });
      });
    }
  });
