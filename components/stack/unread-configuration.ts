// Configuration of a stack that the platform never reads, although it looks as if it did: of the default Kubernetes
// provider, which makes nothing of the platform, and settings that bear another name in place of their own. A program
// may have resources beside the platform that do need it, so that this is told and refuses nothing. Pure.
import { configurationNamespace, shellQuoted } from "../../settings/refusals/problem";
import { isOfWords } from "../../settings/secrets/shown-keys";
import { schemaAt } from "../../settings/shape";

/**
 * What is told of keys alone: values may be credentials.
 *
 * @param keys `namespace:key`.
 */
export function unreadConfiguration(keys: readonly string[], project: string): string[] {
  const ofNamespace = (namespace: string) => keys.filter((key) => key.startsWith(`${namespace}:`)).sort();
  const provider = ofNamespace("kubernetes");
  const others = new Set(keys.map((key) => key.slice(0, key.indexOf(":"))));
  return [
    ...told(
      provider,
      "the platform does not read them: its cluster is observability:cluster.name, asked with the credentials of the AWS " +
        "provider, its namespace observability:namespace",
    ),
    ...[...others].sort().flatMap((namespace) => {
      if ([configurationNamespace, "kubernetes"].includes(namespace)) return [];
      const settings = ofNamespace(namespace).filter(
        (key) => schemaAt([key.slice(namespace.length + 1)]) !== undefined,
      );
      // Of another program one key may be called so by chance.
      if (namespace !== project && settings.length < 2) return [];
      const words = `settings begin with ${configurationNamespace}:, whatever the project is called: write that in place of ${namespace}:`;
      return told(settings, words);
    }),
  ];
}

function told(keys: readonly string[], words: string): string[] {
  // One that nobody knows may be a credential itself.
  const named = keys.filter((key) => isOfWords(key.slice(key.indexOf(":") + 1)));
  const commands = named.map((key) => `pulumi config rm ${shellQuoted(key)}`).join(" && ");
  return named.length === 0
    ? []
    : [`${named.join(", ")} - ${words}; unless something else in this program reads them: ${commands}`];
}
