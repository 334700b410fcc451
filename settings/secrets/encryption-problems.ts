// What is in plain text and must not be, and what is encrypted in vain: raw values and how they are written in,
// problems out. Pure.

import { ask } from "../refusals/asked";
import {
  askCommand,
  editByHand,
  type Path,
  type Problem,
  removeCommand,
  setSecretCommand,
  takenAway,
} from "../refusals/problem";
import type { Source } from "../refusals/problems-of-shape";
import { withoutNamedCredential } from "../schema/plain-text";
import { holdsCredential, isCredential, leavesOf, mayBeAbsent, schemaAt } from "../shape";
import { Credential } from "./credential";
import { isTokenOfAMaker } from "./credential-forms";

/** A credential is a secret where its own leaf is encrypted: a secret beside it excuses nothing. */
export function plainCredentials(raw: Record<string, unknown>, written: Source["written"]): Problem[] {
  return leavesOf({ ...raw })
    .filter(
      ({ path, value }) =>
        typeof value === "string" && path.length > 1 && isCredential(path) && written(path)?.kind !== "encrypted",
    )
    .map(({ path, value }) => ({
      path,
      value: new Credential(String(value)),
      allowed: "must be a Pulumi secret, it is in plain text",
      command: setSecretCommand(path),
    }));
}

/**
 * A token that its maker's form gives away, or what a text itself calls one (`Bearer ...`), in a place where none
 * belongs: it would be in names, labels and chart values.
 */
export function plainTokens(raw: Record<string, unknown>, written: Source["written"]): Problem[] {
  const values = leavesOf({ ...raw })
    .filter(
      ({ path, value }) =>
        typeof value === "string" &&
        !isCredential(path) &&
        written(path)?.kind !== "encrypted" &&
        // What charts take of texts is judged by the list of overrides.
        (isTokenOfAMaker(value) || (path[0] !== "overrides" && !withoutNamedCredential.test(value))),
    )
    .map(({ path, value }) => ({
      path,
      value: new Credential(String(value)),
      allowed:
        "must not be a credential, which its form says it is: it is in plain text here and in everything made from it",
      command: mayBeAbsent(path) ? removeCommand(path) : askCommand(path),
    }));
  return [...values, ...tokensAsKeys(raw)];
}

/**
 * A token where the key of a label or an annotation belongs. The path ends with it; no message shows such a key. Keys
 * of overrides are those of charts: others are refused where they are judged.
 */
function tokensAsKeys({ overrides: _, ...raw }: Record<string, unknown>): Problem[] {
  const keys = leavesOf(raw).flatMap(({ path }) => {
    const depth = path.findIndex((step) => typeof step === "string" && isTokenOfAMaker(step));
    return depth < 0 ? [] : [path.slice(0, depth + 1)];
  });
  return [...new Map(keys.map((path) => [JSON.stringify(path), path])).values()].map((path) => ({
    path,
    value: undefined,
    allowed: "must not be a credential, which its form says it is",
    command: editByHand("take that key away; a credential that stood there in plain text has to be replaced"),
  }));
}

/**
 * Chart values are read by whoever may read a release in the cluster, and by each preview; of anything but credentials
 * names, labels and configurations are made. Which value it is, only the stack's file says.
 */
export function encryptedInVain(
  raw: Record<string, unknown>,
  written: Source["written"],
  inFile: Source["written"],
): Problem[] {
  const { overrides, ...rest } = raw;
  const encrypted = ({ path }: { path: Path }) => inFile(path)?.kind === "encrypted";
  return [
    ...leavesOf(overrides, ["overrides"])
      .filter(({ path }) => written(path)?.kind === "encrypted")
      .map(({ path, value }) =>
        takenAway(
          path,
          value,
          "must not be a Pulumi secret: chart values can be read by many, so name a Secret of yours instead",
        ),
      ),
    ...Object.entries(rest)
      .filter(([key, value]) => typeof value === "object" && encrypted({ path: [key] }) && !holdsCredential([key]))
      .map(([key, value]) => ({
        path: [key],
        value,
        allowed:
          "must not be a Pulumi secret: it holds no credential, and what is made from it has it in plain text anyway",
        command: editByHand(`write ${key} in plain text, as a ${Array.isArray(value) ? "list" : "map"}`),
      })),
    ...leavesOf(rest)
      .filter((leaf) => encrypted(leaf) && schemaAt(leaf.path) !== undefined && !isCredential(leaf.path))
      // A whole group may be encrypted as one text, for the credentials in it.
      .filter(({ path }) => path.length === 1 || inFile(path.slice(0, -1))?.kind !== "encrypted")
      .map(({ path, value }) => ({
        path,
        value,
        allowed: "must not be a Pulumi secret: what is made from it has it in plain text anyway",
        command: ask(path),
      })),
  ];
}
