// Whether a stack's configuration can be handed to its program: the language host puts all of it into one environment
// variable, and Linux starts no process with a longer one (execve(2), MAX_ARG_STRLEN). What one sees then is "argument
// list too long", which says nothing of settings.
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { readStackConfiguration } from "./stack-configuration";

/** Bytes of a variable with its name, on Linux; other systems bound all variables together. */
const mostOnLinux = 131_071;

/** @throws Error where the program of a stack could not be started; a file that is not there tells nothing of it. */
export function refuseTooLarge(file: string, platform: NodeJS.Platform = process.platform): void {
  if (platform !== "linux" || !existsSync(file)) return;
  const bytes = Buffer.byteLength(`PULUMI_CONFIG=${handedOver(file)}`);
  if (bytes <= mostOnLinux) return;
  throw new Error(
    `${basename(file)}: the configuration takes ${bytes} bytes. Pulumi hands it to the program in one environment ` +
      `variable, and Linux allows no more than ${mostOnLinux} in one. Take fewer tenants or namespaces, or read ` +
      "settings from elsewhere in a program of yours (docs/package.md)",
  );
}

/** As the host of Pulumi's distribution writes it; what is encrypted counts as its placeholder. */
function handedOver(file: string): string {
  try {
    const { values } = readStackConfiguration(file).configuration;
    return JSON.stringify(
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key.replace(":", ":config:"), value])),
    );
  } catch {
    // The engine says what is wrong with the file.
    return "";
  }
}
