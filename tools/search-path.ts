/** Finding programs on PATH. Reads the environment and the file system, changes neither. */
import * as fs from "node:fs";
import * as path from "node:path";

/** Path of the first executable file of that name on PATH; undefined when there is none. */
export function findOnPath(program: string, searchPath = process.env.PATH ?? ""): string | undefined {
  return searchPath
    .split(path.delimiter)
    .filter((directory) => directory !== "")
    .map((directory) => path.join(directory, program))
    .find(isExecutable);
}

/** Whether there is a file that may be executed. */
export function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
