// What is typed wrong is told with the argument and the usage, in the command's own words.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseCommandLine as costLine } from "./cost";
import { withQuietOutputs } from "./pulumi";
import { parseCommandLine as vmLine } from "./vm-logs";

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail("nothing was refused");
}

describe("vm-logs", () => {
  it("takes a host, files and a buffer", () => {
    assert.deepEqual(vmLine(["--ingest", "ingest.example.com", "--buffer-gib", "2", "/var/log/app/*.log"]), {
      ingestHostname: "ingest.example.com",
      files: ["/var/log/app/*.log"],
      bufferGib: 2,
    });
  });
  for (const [title, args, told] of [
    [
      "an address in place of a host",
      ["--ingest", "https://x y", "/a.log"],
      /^--ingest is "https:\/\/x y", must be a fully qualified/,
    ],
    ["no host", ["/a.log"], /^--ingest is missing/],
    ["an empty path", ["--ingest", "a.example.com", ""], /^"" names no files/],
    ["a relative path", ["--ingest", "a.example.com", "app.log"], /^"app.log" names no files/],
    ["two paths in one", ["--ingest", "a.example.com", "/a.log,/b.log"], /names no files/],
    ["no path", ["--ingest", "a.example.com"], /^no file is named/],
    [
      "a buffer beyond any disk",
      ["--ingest", "a.example.com", "--buffer-gib", "1e99", "/a.log"],
      /^--buffer-gib is "1e99", must be/,
    ],
    ["no buffer", ["--ingest", "a.example.com", "--buffer-gib", "0", "/a.log"], /^--buffer-gib is "0", must be/],
    ["an unknown flag", ["--buffer", "2"], /^Unknown option '--buffer'\nusage/],
  ] as const) {
    it(`refuses ${title}`, () => assert.throws(() => vmLine(args), { message: told }));
  }

  it("repeats no part of a credential that was typed along", () => {
    const secret = "Q7xZk9WvJ2qXz8Kj";
    const host = "ingest.example.com";
    for (const [args, told] of [
      [["--ingest", `https://otel:${secret}@${host}`, "/a.log"], /^--ingest is \[not shown\], must be /],
      [["--ingest", `otel:${secret}@${host}`, "/a.log"], /^--ingest is \[not shown\], must be /],
      [["--ingest", `https://${host}/v1/logs?token=${secret}`, "/a.log"], /^--ingest is \[not shown\], must be /],
      [
        ["--ingest", `https://${host}/short-word`, "/a.log"],
        /^--ingest is "https:\/\/ingest\.example\.com\/\.\.\.", must/,
      ],
      [["--ingest", `${host}?x=Ab1!`, "/a.log"], /^--ingest is "ingest\.example\.com\/\.\.\.", must/],
      [["--ingest", host, `//otel:${secret}@${host}/a.log`], /^\[not shown\] names no files/],
      [["--ingest", host, `/logs?token=${secret}`], /^\[not shown\] names no files/],
      [["--ingest", host, `/logs/ghp_${secret}${secret}`], /^\[not shown\] names no files/],
      [["--ingest", host, "--buffer-gib", secret, "/a.log"], /^--buffer-gib is \[not shown\], must/],
      [["--ingest", host, `--token=${secret}`, "/a.log"], /^Unknown option '--token'\nusage/],
    ] as const) {
      const message = messageOf(() => vmLine(args));
      assert.match(message, told);
      for (let start = 0; start + 4 <= secret.length; start++)
        assert.ok(!message.includes(secret.slice(start, start + 4)), message);
      assert.ok(!message.includes("word") && !message.includes("Ab1!"), message);
    }
  });
});

describe("a command line that cannot be read", function () {
  this.timeout(120_000);
  const root = join(__dirname, "..");
  for (const [script, args, told] of [
    ["commands/demo.ts", ["--help"], /^demo: usage: .* npm run demo\n$/],
    ["commands/sandbox.ts", ["down", "now"], /^sandbox: usage: npm run sandbox \[-- up\|down\]\n$/],
    ["bench/against.ts", ["--help"], /^bench:against: usage: npm run bench:against -- .*\n$/],
    ["tools/chart-paths.ts", ["--help"], /^chart-paths: Unknown option '--help'\nusage: npm run chart-paths -- .*\n$/],
    ["tools/release.ts", ["1.2"], /^release: usage: npm run release -- <major>.*\n$/],
    ["tools/settings-reference.ts", ["--help"], /^settings-reference: usage: npm run settings-reference .*\n$/],
    [
      "test/images/check.ts",
      ["pord"],
      /^test:images: there is no Pulumi\.pord\.yaml; stacks with settings: dev, .*\n$/,
    ],
    ["test/images/check.ts", ["--help"], /^test:images: Unknown option '--help'\nusage: npm run test:images -- .*\n$/],
  ] as const)
    it(`is told by ${script} with the usage, and nothing is begun`, () => {
      const command = ["--import=tsx", join(root, script), ...args];
      const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
      assert.match(stderr, told);
      assert.deepEqual([status, stdout], [1, ""]);
    });
});

describe("cost", () => {
  it("reads a negative number as the flag's value, not as another flag", () => {
    assert.equal(costLine(["dev", "--logs-gb", "-4"]).values["logs-gb"], "-4");
  });
  it("tells a missing value and an unknown flag with the usage", () => {
    assert.throws(() => costLine(["dev", "--logs-gb"]), /argument missing\nusage: /);
    assert.throws(() => costLine(["dev", "--foo"]), /Unknown option '--foo'\nusage: /);
  });
});

describe("preview, up and destroy", () => {
  it("leave the outputs out: the contract is hundreds of lines, and `pulumi stack output` prints it", () => {
    assert.deepEqual(withQuietOutputs(["--diff"]), ["--suppress-outputs", "--diff"]);
  });
  it("show them where that is asked for", () => {
    assert.deepEqual(withQuietOutputs(["--suppress-outputs=false"]), ["--suppress-outputs=false"]);
    assert.deepEqual(withQuietOutputs(["--json"]), ["--json"]);
  });
});
