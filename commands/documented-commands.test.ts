// Commands that the pages and comments tell people to run: no credential is an argument, which the process list, the
// shell's history and, of `kubectl exec`, the API server's audit log would have.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

const withCredential: readonly RegExp[] = [
  /reset-admin-password\s+(?!--password-from-stdin)(--\S+\s+)*[^-\s`|]/,
  /--from-literal[= ]/,
  /--(password|token|secret|api-key)[= ](?!-stdin)["']?[<$\w]/,
  /config set\b[^`|&;]*--secret\b[^`|&;]*observability:[^\s'`]+'?\s+["'<$\w]/,
  /\bcurl\b[^`|]*\s(-u|--user)\s/,
  /\bcurl\b[^`|]*Authorization:\s/i,
];

const commandsOf = (text: string) =>
  [...text.matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(([, block, inline]) => block ?? inline ?? "");

const faultsOf = (text: string) =>
  commandsOf(text)
    .flatMap((command) => command.replaceAll("\\\n", " ").split("\n"))
    .filter((line) => withCredential.some((form) => form.test(line)));

describe("documented commands", () => {
  it("have no credential among their arguments", () => {
    const pages = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" }).trim().split("\n");
    assert.ok(pages.length > 50, String(pages.length));
    assert.deepEqual(
      pages.flatMap((page) => faultsOf(readFileSync(join(root, page), "utf8")).map((line) => `${page}: ${line}`)),
      [],
    );
  });

  for (const [line, isFault] of [
    ["kubectl exec deployment/grafana -- grafana cli admin reset-admin-password <new>", true],
    ["kubectl exec -i deployment/grafana -- grafana cli admin reset-admin-password --password-from-stdin", false],
    ["kubectl create secret generic a --from-literal=password=x", true],
    ["kubectl create secret generic a --from-file=password", false],
    ["pulumi config set --secret --path observability:fanout.datadog.apiKey <key>", true],
    ["pulumi config set --secret --path observability:fanout.datadog.apiKey", false],
    ['curl -H "Authorization: Bearer $TOKEN" https://ingest.example.com', true],
    ["helm registry login --username AWS --password-stdin 1.dkr.ecr.eu-central-1.amazonaws.com", false],
  ] as const)
    it(`${isFault ? "refuses" : "takes"} ${line}`, () => assert.equal(faultsOf(`\`${line}\``).length, isFault ? 1 : 0));
});
