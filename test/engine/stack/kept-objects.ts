// What stands in the account that the AWS stand-in keeps.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineRoom } from "./engine-room";

/** Passwords are generated anew for each stack; their secrets stay. */
export const passwordVersion = "aws:secretsmanager/secretVersion:SecretVersion";

/** As `type id`. */
export function keptObjects(room: EngineRoom): string[] {
  const account = join(room.directory, "account", "aws");
  if (!existsSync(account)) return [];
  return readdirSync(account, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const { type, id } = JSON.parse(readFileSync(join(entry.parentPath, entry.name), "utf8")) as {
        type: string;
        id: string;
      };
      return `${type} ${id}`;
    })
    .filter((object) => !object.startsWith(passwordVersion))
    .sort();
}
