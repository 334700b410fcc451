// What is said after an `up` that was cut off; test/long/recovery.test.ts cuts real ones off.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { charts } from "../../components/charts";
import { Platform } from "../../components/platform";
import { removeScratch, scratchDirectory } from "../../test/servers/cleanup";
import { exported, pending, provider, urn } from "../../test/support/cut-off";
import { cluster, firstChange, registrationsOf } from "../../test/support/mock-stack";
import { place } from "../../test/support/place";
import { settingsWith } from "../../test/support/stack-configuration";
import { commandAfter, takenUpTypes, wayOn } from "./interrupted";

/** Creating one is a Put or an Attach: done twice it is as done once. */
const putInPlace = [
  "aws:appautoscaling/policy:Policy",
  "aws:appautoscaling/target:Target",
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:msk/scramSecretAssociation:ScramSecretAssociation",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketNotification:BucketNotification",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
];
/** It has no name: a second one is made, and the first, with nothing encrypted by it, is left. */
const madeAnew = ["aws:kms/key:Key"];

describe("an up that was cut off", () => {
  it("is judged for every kind of thing that a stack makes in AWS", async () => {
    const made = new Set<string>();
    for (const more of [{ kafka: { mode: "msk", auth: "scram" } }, { kafka: { mode: "msk" }, identity: "irsa" }]) {
      const settings = settingsWith({
        ...more,
        logs: { controlPlane: true },
        fanout: { cloudwatch: { enabled: true } },
      });
      const change = firstChange(settings);
      const args = { settings, cluster, place, change, identity: {} };
      for (const { type } of await registrationsOf(() => new Platform("observability", args))) made.add(type);
    }
    const ofAws = [...made].filter((type) => type.startsWith("aws:"));
    const judged = [...takenUpTypes.filter((type) => type.startsWith("aws:")), ...putInPlace, ...madeAnew];
    assert.deepEqual(ofAws.sort(), judged.sort());
  });

  it("needs no command where nothing was being created", () => {
    assert.equal(commandAfter("prod", { version: 3, deployment: {} }, ""), undefined);
    const update = pending("aws:s3/bucket:Bucket", "a", { bucket: "a" }, "updating");
    assert.equal(commandAfter("prod", exported(update), ""), undefined);
  });

  it("is mended with the file of settings that it had, where that is not the usual one", () => {
    const role = exported(pending("aws:iam/role:Role", "a", { name: "a" }));
    assert.match(
      commandAfter("prod", role, "", "my file.yaml") ?? "",
      /^sh <<'END'\nexport PULUMI_OPTION_CONFIG_FILE='my file\.yaml'\npulumi import /,
    );
    const namespace = exported(pending("kubernetes:core/v1:Namespace", "a", {}));
    assert.match(wayOn("prod", namespace, "my file.yaml"), /npm run up -- prod --config-file 'my file\.yaml'$/);
  });

  it("lets a role go that was to take the place of one, and no pod has: the former one has its URN", () => {
    const begun = pending("aws:iam/role:Role", "loki", { name: "acme-loki" });
    const said = (...standing: string[]) => {
      const state = exported(begun);
      const { urn, type } = begun.resource;
      const roles = standing.map((name) => ({ urn, type, inputs: { name } }));
      return commandAfter(
        "prod",
        { ...state, deployment: { ...state.deployment, resources: [...state.deployment.resources, ...roles] } },
        "",
      );
    };
    assert.equal(
      said("loki"),
      [
        "sh <<'END'",
        "aws sts get-caller-identity --region eu-central-1 >/dev/null || exit 1",
        "aws iam delete-role --role-name acme-loki --region eu-central-1 </dev/null || true",
        "pulumi refresh --stack prod --yes --clear-pending-creates",
        "END",
      ].join("\n"),
    );
    for (const others of [said(), said("loki", "acme-loki")]) assert.doesNotMatch(others ?? "", /delete-role/);
  });

  it("takes up what cannot be made twice, by the name that it was to have", () => {
    const command =
      commandAfter(
        "prod",
        exported(
          pending("aws:s3/bucket:Bucket", "chunks", { bucket: "prod-loki" }),
          pending("aws:msk/topic:Topic", "logs", { clusterArn: "arn:kafka", name: "logs" }),
          pending("kubernetes:helm.sh/v3:Release", "loki", { namespace: "observability", name: "loki" }),
          pending("kubernetes:core/v1:Namespace", "n", { metadata: { name: "observability" } }),
          pending("kubernetes:core/v1:Secret", "s", { metadata: { name: "a", namespace: "observability" } }),
        ),
        "",
      ) ?? "";
    assert.match(
      command,
      /^sh <<'END'\nkubectl [^<]+,name in \([^)]*\bloki\b[^)]*\)' <\/dev\/null\npulumi import --stack prod --yes /,
    );
    assert.match(command, /\npulumi refresh --stack prod --yes --clear-pending-creates\nEND$/);
    assert.match(command, /--provider 'by=[^']+Platform\$pulumi:providers:kubernetes::observability'/);
    for (const [type, name, id] of [
      ["aws:s3/bucket:Bucket", "chunks", "prod-loki"],
      ["aws:msk/topic:Topic", "logs", "arn:kafka,logs"],
      ["kubernetes:helm.sh/v3:Release", "loki", "observability/loki"],
    ] as const)
      assert.ok(command.includes(`  ${type} '${name}' '${id}' </dev/null || true\n`), `${type}: ${command}`);
    assert.equal(command.split("pulumi import").length - 1, 3, "objects of Kubernetes are applied once more");
  });

  const release = (name: string, says: string) => [
    {
      resourcePreEvent: {
        metadata: {
          urn: urn("kubernetes:helm.sh/v3:Release", name),
          type: "kubernetes:helm.sh/v3:Release",
          provider,
          new: { inputs: { namespace: "observability", name }, parent: urn("obs:index:Platform", "observability") },
        },
      },
    },
    { diagnosticEvent: { urn: urn("kubernetes:helm.sh/v3:Release", name), message: says, severity: "error" } },
  ];
  const log = (...events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");

  it("forgets what Helm was cut off amid at an upgrade, on the stack's own cluster", () => {
    const events = log(
      ...release("kps", "another operation (install/upgrade/rollback) is in progress"),
      ...release("loki", "context deadline exceeded"),
      { summaryEvent: {} },
    );
    const command = commandAfter("prod", exported(), `${events}{"diagnosticEvent":{"urn":"cut`) ?? "";
    const [, server, names = ""] =
      /^kubectl --server (\S+) --namespace observability delete secret --selector \\\n {2}'owner=helm,status in \(pending-install,pending-upgrade,pending-rollback\),name in \(([\w,-]+)\)'$/.exec(
        command,
      ) ?? [];
    assert.equal(server, "https://eks.example.com", command);
    assert.deepEqual(
      names.split(",").sort(),
      [...new Set(Object.values(charts).map(({ release }) => release))].sort(),
      "what was not refused yet may have been cut off as well",
    );
  });

  it("takes up a release that Helm has and the state has not: it may be deployed, so that nothing is to be forgotten", () => {
    const events = log(
      ...release("tempo", "1 error occurred:\n\t* cannot re-use a name that is still in use\n"),
      ...release("kps", "another operation (install/upgrade/rollback) is in progress"),
    );
    const command = commandAfter("prod", exported(), events) ?? "";
    assert.match(
      command,
      /^sh <<'END'\nkubectl --server \S+ --namespace observability delete secret --selector \\\n {2}'owner=helm,status in \(pending-[^)]*\),name in \([^)]*\btempo\b[^)]*\)' <\/dev\/null\npulumi import [^<]*'observability\/tempo' <\/dev\/null \|\| true\nEND$/,
    );
    assert.match(
      command,
      /--parent 'above=[^']+' \\\n {2}--provider 'by=[^']+Platform\$pulumi:providers:kubernetes::obs/,
    );
    // What a killed engine had begun is taken up once.
    const begun = pending("kubernetes:helm.sh/v3:Release", "tempo", { namespace: "observability", name: "tempo" });
    const both = commandAfter("prod", exported(begun), events) ?? "";
    assert.equal(both.split("pulumi import").length, 2, both);
  });

  it("forgets of a release that is none of the platform's that one alone", () => {
    const events = log(...release("shop", "cannot re-use a name that is still in use"));
    assert.match(commandAfter("prod", exported(), events) ?? "", /,name in \(shop\)' <\/dev\/null\npulumi import /);
  });

  it("takes up once what was begun twice, and nothing that was made since", () => {
    const role = pending("aws:iam/role:Role", "loki", { name: "prod-loki" });
    const made = pending("aws:kms/alias:Alias", "made", { name: "alias/prod" });
    const command = commandAfter("prod", exported(role, made, role), "") ?? "";
    assert.equal(command.split("pulumi import").length, 2, command);
    assert.match(command, /aws:iam\/role:Role 'loki' 'prod-loki'/);
  });

  for (const [what, type, inputs, answers] of [
    ["queue", "aws:sqs/queue:Queue", { name: "dev-logs" }, { "sqs list-queues": "https://sqs/1/dev-logs" }],
    [
      "delivery stream",
      "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
      { name: "dev-logs" },
      {
        "firehose list-delivery-streams": "dev-logs",
        "firehose describe-delivery-stream": "arn:aws:firehose:dev-logs",
      },
    ],
  ] as const)
    it(`tells a ${what} that is not there from an answer that is none, and lets go of nothing then`, () => {
      const directory = scratchDirectory("asked-");
      try {
        const run = (aws: string) => {
          writeFileSync(join(directory, "aws"), `#!/bin/sh\n[ "$1" = sts ] && exit\n${aws}\n`, { mode: 0o755 });
          writeFileSync(join(directory, "pulumi"), `#!/bin/sh\necho "$@" >>${directory}/done\n`, { mode: 0o755 });
          writeFileSync(join(directory, "done"), "");
          const command = commandAfter("prod", exported(pending(type, "it", inputs)), "") ?? "";
          const env = { ...process.env, PATH: `${directory}:${process.env.PATH ?? ""}` };
          const { status } = spawnSync("sh", ["-c", command], { env, encoding: "utf8" });
          const done = readFileSync(join(directory, "done"), "utf8");
          return { status, imported: done.includes(`${type} it `) && done, refreshed: done.includes("refresh") };
        };
        const known = Object.entries(answers)
          .map(([question, answer]) => `[ "$1 $2" = '${question}' ] && echo ${answer} && exit`)
          .join("\n");
        assert.deepEqual(run("exit 0"), { status: 0, imported: false, refreshed: true }, "there is none");
        assert.deepEqual(run("exit 254"), { status: 1, imported: false, refreshed: false }, "no answer");
        const there = run(`${known}\nexit 254`);
        assert.ok(there.refreshed && String(there.imported).includes(`${type} it ${Object.values(answers).at(-1)}`));
      } finally {
        removeScratch(directory);
      }
    });

  const refused = log(...release("tempo", "cannot re-use a name that is still in use"));
  const warned = "Attempting to deploy or update resources with 1 pending operations from previous deployment.";
  const namespaceBegun = exported(pending("kubernetes:core/v1:Namespace", "observability", {}));
  for (const [what, events, state, code, says] of [
    ["says it", refused, exported(), 255, /then up again:\n\n[\s\S]*kubectl .*\n.*name in \(tempo,/],
    [
      "says nothing of a run that never began: another one holds the lock, and what it creates is not cut off",
      undefined,
      exported(),
      255,
      undefined,
    ],
    [
      "says it after a run that repeated the creation, which the state still calls pending",
      JSON.stringify({ diagnosticEvent: { message: warned } }),
      namespaceBegun,
      0,
      /then once.*PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true npm run up -- prod[\s\S]*pulumi refresh --stack prod --yes --clear-pending-creates/,
    ],
    ["says nothing of a run that found nothing cut off", "{}", exported(), 0, undefined],
  ] as const)
    it(`npm run up ${what}`, function () {
      this.timeout(60_000);
      const directory = scratchDirectory("interrupted-");
      try {
        writeFileSync(join(directory, "events"), events ?? "");
        writeFileSync(join(directory, "exported"), JSON.stringify(state));
        // The engine has the option where the variable is set, and reads it to the end.
        const pulumi = `#!/bin/sh
[ "$2" = select ] && exit
[ "$2" = export ] && exec cat ${directory}/exported
[ "$PULUMI_DEBUG_COMMANDS" = true ] || exit 2
while [ "$1" != --event-log ]; do shift; done
${events === undefined ? "" : `cp ${directory}/events "$2"`}
exit ${code}
`;
        writeFileSync(join(directory, "pulumi"), pulumi, { mode: 0o755 });
        const { status, stderr } = spawnSync(
          process.execPath,
          ["--import", "tsx", "commands/pulumi.ts", "up", "prod"],
          {
            cwd: resolve(__dirname, "..", ".."),
            env: { ...process.env, PATH: `${directory}:${process.env.PATH ?? ""}`, PULUMI_ACCESS_TOKEN: "none" },
            encoding: "utf8",
          },
        );
        assert.equal(status, code, stderr);
        if (says === undefined) assert.doesNotMatch(stderr, /cut off/);
        else assert.match(stderr, says);
      } finally {
        removeScratch(directory);
      }
    });
});
