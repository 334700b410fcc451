// The pinned Helm with a folder of its own, for tests that render charts. Builds it where it is missing.
import { Helm } from "../../commands/render/helm";
import { installed } from "../../tools/install";
import { removeScratch, scratchDirectory } from "../servers/cleanup";

export interface PinnedHelm {
  helm: Helm;
  close(): void;
}

/** @param name Begins the name of the folder. Throws an Error when Helm can be neither found nor built. */
export async function pinnedHelm(name: string): Promise<PinnedHelm> {
  const program = await installed("helm");
  const scratch = scratchDirectory(name);
  return { helm: new Helm(program, scratch), close: () => removeScratch(scratch) };
}
