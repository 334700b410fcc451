// Whoever carries a credential without TLS can read it, so one goes in `http://` to Services of the cluster alone. The
// fact for every address that one is sent to. Pure.
import { hostOf, isOwnPod, isService } from "../../conventions/hosts";
import { askCommand, type Path, type Problem, setSecretCommand } from "../refusals/problem";
import { Credential } from "./credential";

/**
 * The problem of an address that a credential is sent to, or that is one itself: whoever knows it has access.
 *
 * @param address What leads back to the pod itself is refused as such, and not here.
 */
export function inTheClear(path: Path, address: string | Credential): Problem[] {
  const isSecret = address instanceof Credential;
  const text = isSecret ? address.reveal() : address;
  const host = hostOf(text) ?? "";
  if (!/^http:/i.test(text) || isService(host) || isOwnPod(host)) return [];
  return [
    {
      path,
      value: address,
      allowed:
        `must be https://, as ${isSecret ? "it is a credential itself" : "a credential is sent along"}; http:// leads ` +
        "to Services of the cluster alone, <name>.<namespace>.svc",
      command: isSecret ? setSecretCommand(path) : askCommand(path),
    },
  ];
}
