// The objects that exist "on the other side", by type and id. In memory, or in a directory with one JSON file per
// object, so that they outlive a stack: creating, replacing and removing one is a single file-system operation, hence
// safe between parallel calls and between provider processes.

import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Properties } from "./values";

interface StoredObject {
  type: string;
  id: string;
  inputs: Properties;
  outputs: Properties;
}

export interface Account {
  /** Whether objects outlive the process, so that one that is not here is known not to exist. */
  readonly persistent: boolean;
  /** Returns false, and changes nothing, when an object with this type and id exists. */
  add(object: StoredObject): boolean;
  put(object: StoredObject): void;
  get(type: string, id: string): StoredObject | undefined;
  remove(type: string, id: string): void;
  /** Removes those whose id begins so. */
  removeAll(type: string, beginning: string): void;
}

export function openAccount(directory: string | undefined): Account {
  return directory ? new DirectoryAccount(directory) : new MemoryAccount();
}

/** For objects that exist in a stack's state only: nothing is there to be found, taken or removed. */
export const noAccount: Account = {
  persistent: false,
  add: () => true,
  put: () => undefined,
  get: () => undefined,
  remove: () => undefined,
  removeAll: () => undefined,
};

class MemoryAccount implements Account {
  readonly persistent = false;
  private readonly objects = new Map<string, StoredObject>();

  add(object: StoredObject): boolean {
    if (this.get(object.type, object.id)) {
      return false;
    }
    this.put(object);
    return true;
  }

  put(object: StoredObject): void {
    this.objects.set(`${object.type}\n${object.id}`, object);
  }

  get(type: string, id: string): StoredObject | undefined {
    return this.objects.get(`${type}\n${id}`);
  }

  remove(type: string, id: string): void {
    this.objects.delete(`${type}\n${id}`);
  }

  removeAll(type: string, beginning: string): void {
    for (const key of [...this.objects.keys()]) if (key.startsWith(`${type}\n${beginning}`)) this.objects.delete(key);
  }
}

class DirectoryAccount implements Account {
  readonly persistent = true;
  private drafts = 0;

  constructor(private readonly directory: string) {}

  add(object: StoredObject): boolean {
    const draft = this.write(object);
    try {
      // A link fails when its target exists: test and creation in one step.
      linkSync(draft, this.path(object.type, object.id));
      return true;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") {
        return false;
      }
      throw error;
    } finally {
      rmSync(draft);
    }
  }

  put(object: StoredObject): void {
    renameSync(this.write(object), this.path(object.type, object.id));
  }

  get(type: string, id: string): StoredObject | undefined {
    const path = this.path(type, id);
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as StoredObject) : undefined;
  }

  remove(type: string, id: string): void {
    rmSync(this.path(type, id), { force: true });
  }

  removeAll(type: string, beginning: string): void {
    const directory = join(this.directory, encodeURIComponent(type));
    const names = existsSync(directory) ? readdirSync(directory) : [];
    for (const name of names) if (name.startsWith(encodeURIComponent(beginning))) rmSync(join(directory, name));
  }

  /** Writes the object beside its final place. It may hold secrets: readable by its owner only. */
  private write(object: StoredObject): string {
    const path = this.path(object.type, object.id);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${process.pid}.${++this.drafts}`;
    writeFileSync(draft, `${JSON.stringify(object, null, 2)}\n`, { mode: 0o600 });
    return draft;
  }

  private path(type: string, id: string): string {
    const name = encodeURIComponent(id);
    const file = name.length > 200 ? createHash("sha256").update(id).digest("hex") : name;
    return join(this.directory, encodeURIComponent(type), `${file}.json`);
  }
}
