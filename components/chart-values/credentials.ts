// Credentials in plain text among a stack's overrides, by their names and by the form of addresses. Pure.
import { credentialPair, hasUserInfo } from "../../settings/schema/plain-text";
import type { HelmValue } from "../helm-values";
import { isMap, type OverriddenValue } from "./overrides";

/** Names of values, of variables and of headers. `existingSecret` and `passwordKey` name what is elsewhere. */
const credentialName =
  /(pass(word|wd)|client_?secret|secret_?access_?key|(access|auth|bearer|api|bot)_?token|(api|private|routing)_?key|authorization)$/i;

/** What is put in at run time: `${VARIABLE}`, `$(VARIABLE)`, Grafana's `$__file{}`. */
const reference = /^\$(\{|\(|__)|^\{\{/;

/** Whether a value, or one in the lists and maps that it holds, is a credential. */
export function holdsCredential({ path, value }: OverriddenValue): boolean {
  return isCredential(path.at(-1) ?? "", value);
}

function isCredential(name: string, value: HelmValue | undefined): boolean {
  if (typeof value === "string") return isPlain(name, value) || hasUserInfo(value);
  if (Array.isArray(value)) return value.some((item) => isCredential(name, item));
  if (!isMap(value)) return false;
  // A variable of a container.
  const variable =
    typeof value.name === "string" && typeof value.value === "string" && isPlain(value.name, value.value);
  return variable || Object.entries(value).some(([key, item]) => isCredential(key, item));
}

function isPlain(name: string, value: string): boolean {
  if (credentialPair.test(value)) return true;
  return value !== "" && credentialName.test(name.replaceAll("-", "_")) && !reference.test(value);
}
