// Commands that the pages and comments tell people to run: no credential is an argument, which the process list, the
// shell's history and, of `kubectl exec`, the API server's audit log would have.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { charts } from "../components/charts";

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

const pages = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" })
  .trim()
  .split("\n")
  .map((page) => ({ page, text: readFileSync(join(root, page), "utf8") }));

/** What a form finds in commands of kubectl, and where. */
const inKubectl = (form: RegExp) =>
  pages.flatMap(({ page, text }) =>
    commandsOf(text)
      .flatMap((command) => command.split("\n"))
      .filter((line) => line.includes("kubectl"))
      .flatMap((line) => [...line.matchAll(form)].map(([, found = ""]) => ({ page, line, found }))),
  );

describe("documented commands", () => {
  it("have no credential among their arguments", () => {
    assert.ok(pages.length > 50, String(pages.length));
    assert.deepEqual(
      pages.flatMap(({ page, text }) => faultsOf(text).map((line) => `${page}: ${line}`)),
      [],
    );
  });

  it("say how many lines of logs they want by a selector: kubectl shows ten of each pod, whatever `--since` says", () => {
    const asked = inKubectl(/( logs -l .*)/g);
    assert.ok(asked.length > 8, String(asked.length));
    for (const { page, line } of asked) {
      assert.match(line, /--tail=/, page);
      if (line.includes("grep")) assert.match(line, /--tail=-1/, page);
    }
  });

  it("name workloads, Services and releases that there are", () => {
    const rendered = ["dev", "sandbox", "prod"].flatMap((stack) =>
      readFileSync(join(root, `test/goldens/rendered/${stack}.txt`), "utf8").split("\n"),
    );
    const there = new Set(rendered.map((line) => line.split(" ").slice(1, 3).join("/").toLowerCase()));
    const named = inKubectl(/ ((?:statefulset|deployment|daemonset|service|svc)\/[a-z][\w-]*)/g);
    assert.ok(named.length > 5, String(named.length));
    for (const { page, found } of named) assert.ok(there.has(found.replace(/^svc/, "service")), `${page}: ${found}`);
    // Ingesters of size `large` are called `ingester-zone-a`.
    assert.deepEqual(inKubectl(/(app\.kubernetes\.io\/name=loki\b)/g), []);
    const releases = new Set<string>(Object.values(charts).map(({ release }) => release));
    const instances = inKubectl(/app\.kubernetes\.io\/instance=([a-z][\w-]*)/g);
    assert.ok(instances.length > 5, String(instances.length));
    for (const { page, found } of instances) assert.ok(releases.has(found), `${page}: ${found}`);
  });

  it("stand on pages that the list of all pages has", () => {
    const list = readFileSync(join(root, "docs/README.md"), "utf8");
    const listed = pages.filter(({ page }) => /^docs\/[a-z-]+\.md$/.test(page));
    assert.ok(listed.length > 15, String(listed.length));
    for (const { page } of listed) assert.ok(list.includes(`(${page.slice("docs/".length)})`), page);
  });

  it("enter containers that have a shell or the program: images of stores and Collectors hold nothing but theirs", () => {
    const entered = inKubectl(/ exec .*?-c ([\w-]+)/g);
    assert.ok(entered.length > 2, String(entered.length));
    const does: Record<string, string> = { grafana: "", blocks: "/proc/1/root", alertmanager: " -- amtool " };
    for (const { page, line, found } of entered) assert.ok(line.includes(does[found] ?? "no such"), `${page}: ${line}`);
  });

  it("name test files that mocha takes: those that its configuration leaves out need a run without it", () => {
    const { ignore } = JSON.parse(readFileSync(join(root, ".mocharc.json"), "utf8")) as { ignore: string[] };
    const leftOut = ignore.map((pattern) => pattern.replace("**", ""));
    const asked = pages.flatMap(({ page, text }) =>
      [...text.matchAll(/npx mocha [^`#\n]*/g)].map(([line]) => ({
        page,
        line,
        files: line.match(/[\w/]*test\/[^\s]*/g) ?? [],
      })),
    );
    assert.ok(asked.length > 5, String(asked.length));
    for (const { page, line, files } of asked)
      for (const file of files) {
        assert.ok(file.includes("<file>") || existsSync(join(root, file)), `${page}: ${file}`);
        if (leftOut.some((folder) => file.startsWith(folder))) assert.match(line, / --no-config /, page);
      }
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
