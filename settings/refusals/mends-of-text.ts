// Text of the wrong form: quoted where YAML made something else of it, cleaned where that is enough. What is left is
// asked for, also as the entry of a list: taken out of it, a namespace would be another tenant's, and a group shut out.
import { mayBeShown, unquoted, yamlDate } from "../secrets/disclosure";
import { accepts } from "../shape";
import type { Written } from "../stack-file/stack-file";
import { askCommand, askTextCommand, editByHand, type Path, quoteCommand, setCommand } from "./problem";

/** @param taken Values of its kind that the list has already. */
export function textMend(
  path: Path,
  value: string | number | boolean,
  written: Written | undefined,
  taken: ReadonlySet<unknown>,
): string {
  if (isDistinguishedName(value))
    return editByHand("write the name without its commas, its CN alone, and have it sent in that form");
  const several = isSeveral(path, value) ? editByHand("write each one as an entry of its own") : undefined;
  if (!mayBeShown(path, value)) return several ?? (typeof value === "string" ? askCommand(path) : askTextCommand(path));
  const source = unquoted(value, written);
  // What YAML made of it nobody wrote: `0X1F` is not `31`.
  const meant = [source, yamlDate(String(value)), ...(typeof value === "string" || source ? [] : [String(value)])];
  for (const candidate of meant) {
    if (candidate !== undefined && accepts(path, candidate)) return quoteCommand(path, candidate);
  }
  if (source !== undefined && typeof value !== "string") return askCommand(path);
  for (const candidate of typeof value === "string" ? cleaned(value) : []) {
    if (candidate === value || !accepts(path, candidate)) continue;
    if (taken.has(candidate))
      return editByHand(`${candidate} is there already: take this one away, or name it another`);
    // Where a port or a path may follow a host, one that was written is not dropped.
    const [, rest = ""] = String(value).toLowerCase().split(candidate.toLowerCase());
    const isDropped =
      (/^:\d/.test(rest) && accepts(path, `${candidate}:80`)) || (/\/\S/.test(rest) && accepts(path, `${candidate}/x`));
    return isDropped ? askCommand(path) : setCommand(path, candidate);
  }
  if (isPattern(path, value)) return editByHand("name each one: patterns are not known here");
  return several ?? askCommand(path);
}

/** `CN=admins,OU=groups`, as a directory names a group. */
function isDistinguishedName(value: unknown): boolean {
  return typeof value === "string" && /^\s*(cn|uid|ou)\s*=[^,]+,\s*[a-z]+\s*=/i.test(value);
}

/** A wildcard anywhere, and other signs of a pattern, or of what is left out, in an entry of a list. */
function isPattern(path: Path, value: unknown): boolean {
  if (typeof value !== "string" || /^\[[0-9a-f:.]+\](:\d+)?$/i.test(value)) return false;
  // `Payments (EU)` is a group's name.
  const named = value.replace(/ \([\w .-]+\)/g, "");
  return value.includes("*") || (typeof path.at(-1) === "number" && /[?^$[\](){}|~]|\.\+|^!/.test(named));
}

/** Several entries of a list in one text; `CN=a,OU=b` is one. */
function isSeveral(path: Path, value: unknown): boolean {
  if (typeof value !== "string" || value.includes("=")) return false;
  const parts = value.split(/[\s,;]+/).filter((part) => part !== "");
  return typeof path.at(-1) === "number" && parts.length > 1 && parts.every((part) => accepts(path, part));
}

function cleaned(value: string): string[] {
  const trimmed = value.trim();
  const candidates = [
    trimmed,
    ...(trimmed.startsWith("arn:") ? [trimmed.replace(/^.*[/:]/s, "")] : hostsOf(trimmed)),
    // A whole domain in other programs' words, and a name with the dot that ends it in DNS.
    trimmed.replace(/^\*(?=\.[^*]+$)/, "").replace(/\.$/, ""),
    ...blocksOf(trimmed),
  ];
  // Another hyphen makes another name; in a host's it would be another host.
  const hyphens = trimmed.includes(".") ? [] : [trimmed.toLowerCase().replaceAll("_", "-")];
  return [...candidates, ...candidates.map((text) => text.toLowerCase()), ...hyphens];
}

/** One address as a block; what ends in zeros is a network, and nobody knows how large. */
function blocksOf(text: string): string[] {
  if (/^\d+(\.\d+){3}$/.test(text)) return text.endsWith(".0") ? [] : [`${text}/32`];
  return /^[0-9a-f:]*:[0-9a-f:]*[1-9a-f]$/i.test(text) ? [`${text}/128`] : [];
}

/**
 * An address without its ends; a block of addresses is none of them, nor are several in one text. What is none keeps
 * them: of `team/payments` nobody knows which half was meant.
 */
function hostsOf(text: string): string[] {
  if (/^[\d.:a-f]+\/\d+$/i.test(text) || /[\s,;]/.test(text)) return [];
  const withoutScheme = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  const host = withoutScheme.replace(/[/?#].*$/s, "");
  if (withoutScheme === text && !host.includes(".")) return [];
  return [text.replace(/[?#].*$/s, ""), withoutScheme.replace(/\/+$/, ""), host, host.replace(/:\d+$/, "")];
}
