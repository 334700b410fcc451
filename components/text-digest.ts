// What ends the name of an object that is another with each text that it holds, in the cluster and in the state. Changed in
// place it would change before the pods that need it as it was, and stay changed where a release is taken back; so the
// new one comes first, and the old one goes last of all.
import { createHash } from "node:crypto";
import { digestDigits } from "../conventions/text-digest";

export const textDigest = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, digestDigits);
