import assert from "node:assert/strict";
import { settingsWith } from "../test/support/stack-configuration";
import { placeProblems } from "./place-problems";

const place = (partition: string) => ({ partition, region: "eu-central-1", accountId: "111122223333" });
const paths = (settings: Record<string, unknown>, partition: string, exists = true) =>
  placeProblems(settingsWith(settings), place(partition), () => exists).map(({ path, command }) => [
    path.join("."),
    command,
  ]);

describe("settings in their place", () => {
  it("have no Pod Identity in China", () => {
    assert.deepEqual(paths({}, "aws-cn"), [["identity", "pulumi config set --path observability:identity irsa"]]);
    assert.deepEqual(paths({ identity: "irsa" }, "aws-cn"), []);
    assert.deepEqual(paths({}, "aws-us-gov"), []);
  });
  it("have a mirror that holds charts, and is none itself", () => {
    const told = (mirror: string) =>
      placeProblems(settingsWith({ charts: { mirror } }), place("aws"), () => true).map(({ allowed, command }) => [
        allowed,
        command.replace("pulumi config set --path observability:charts.mirror ", ""),
      ]);
    for (const mirror of [
      "oci://r.example.com/charts",
      "https://c.example.com",
      "/srv/charts",
      "https://loki/",
      "/loki",
    ])
      assert.deepEqual(told(mirror), [], mirror);
    const ofChart = (name: string) => `must not name a chart: the name of each, ${name} too, is appended to it`;
    for (const [mirror, allowed, holder] of [
      ["oci://r.example.com/charts/loki", ofChart("loki"), "oci://r.example.com/charts"],
      ["oci://r.example.com/kube-prometheus-stack/", ofChart("kube-prometheus-stack"), "oci://r.example.com"],
      ["/srv/charts/loki-18.11.0.tgz", ofChart("loki-18.11.0.tgz"), "/srv/charts"],
      [
        "https://c.example.com/a/index.yaml",
        "must not end with index.yaml, which is appended to it",
        "https://c.example.com/a",
      ],
    ] as const)
      assert.deepEqual(told(mirror), [[allowed, holder]]);
  });

  it("have a mirror that is a directory here, where it is a path", () => {
    const told = (mirror: string) => placeProblems(settingsWith({ charts: { mirror } }), place("aws"));
    assert.deepEqual(told(__dirname), []);
    for (const mirror of [__filename, `${__dirname}/none`])
      assert.match(told(mirror)[0]?.allowed ?? "", /^must be a directory that exists/);
  });

  it("name no node of another region", () => {
    const on = (key: string, value: string) =>
      paths(
        { scheduling: { nodeSelector: { [key === "constructor" ? key : `topology.kubernetes.io/${key}`]: value } } },
        "aws",
      );
    for (const [key, value] of [
      ["region", "eu-central-1"],
      ["zone", "eu-central-1a"],
      ["zone", "eu-central-1-ham-1a"],
      ["zone", "eu-central-1-wl1-ber-wlz-1"],
      ["other", "us-east-1"],
      ["constructor", "us-east-1"],
    ] as const)
      assert.deepEqual(on(key, value), [], value);
    for (const [key, value] of [
      ["region", "us-east-1"],
      ["zone", "us-east-1a"],
      ["zone", "eu-central-1"],
      ["zone", "euc1-az1"],
    ] as const)
      assert.match(on(key, value)[0]?.[1] ?? "", /^pulumi config set --path .*scheduling\.nodeSelector/, value);
  });
  it("have keys, boundaries and brokers of the place where the stack is", () => {
    const allowed = (settings: Record<string, unknown>) =>
      placeProblems(settingsWith(settings), place("aws")).map(
        (problem) => `${problem.path.join(".")} ${problem.allowed}`,
      );
    const key = (start: string) => ({ kmsKeyArn: `${start}:444455556666:key/1a2b3c4d-0000-4000-8000-000000000000` });
    assert.deepEqual(allowed(key("arn:aws:kms:eu-central-1")), []);
    assert.deepEqual(allowed(key("arn:aws:kms:us-east-1")), [
      "kmsKeyArn must be of region eu-central-1, as the stack is",
    ]);
    assert.deepEqual(allowed(key("arn:aws-cn:kms:cn-north-1")), [
      "kmsKeyArn must be of partition aws and region eu-central-1, as the stack is",
    ]);
    const certificate = (region: string) => ({
      grafana: {
        hostname: "g.example.com",
        ingress: {
          className: "alb",
          certificateArn: `arn:aws:acm:${region}:111122223333:certificate/1a2b3c4d-0000-4000-8000-000000000000`,
        },
      },
    });
    const ofIam = "arn:aws:iam::111122223333:server-certificate/grafana";
    const ingress = { className: "alb", certificateArn: ofIam };
    assert.deepEqual(allowed({ grafana: { hostname: "g.example.com", ingress } }), [], "IAM's have no region");
    assert.deepEqual(allowed(certificate("eu-central-1")), []);
    assert.deepEqual(allowed(certificate("us-east-1")), [
      "grafana.ingress.certificateArn must be of region eu-central-1, as the stack is",
    ]);
    const boundary = (arn: string) => ({ iam: { permissionsBoundary: `${arn}:policy/boundary` } });
    assert.deepEqual(allowed(boundary("arn:aws:iam::111122223333")), []);
    assert.deepEqual(allowed(boundary("arn:aws:iam::aws")), []);
    assert.deepEqual(allowed(boundary("arn:aws:iam::444455556666")), [
      "iam.permissionsBoundary must be of account 111122223333, as the stack is",
    ]);
    const workspace = (partition: string) => ({
      longTermMetrics: { type: "amp", workspaceArn: `arn:${partition}:aps:us-gov-west-1:444455556666:workspace/ws-1` },
    });
    assert.deepEqual(allowed(workspace("aws")), []);
    assert.deepEqual(allowed(workspace("aws-us-gov")), [
      "longTermMetrics.workspaceArn must be of partition aws, as the stack is",
    ]);
    const brokers = (partition: string) => ({
      kafka: {
        mode: "external",
        auth: "iam",
        bootstrapServers: ["b:9098"],
        clusterArn: `arn:${partition}:kafka:us-east-1:444455556666:cluster/shared/1a2b3c4d-1`,
      },
    });
    assert.deepEqual(allowed(brokers("aws")), [], "another account and region are fine");
    assert.deepEqual(allowed(brokers("aws-us-gov")), ["kafka.clusterArn must be of partition aws, as the stack is"]);
  });
  it("take charts from a directory that is there, or from a repository", () => {
    const charts = { mirror: "/srv/charts" };
    assert.deepEqual(paths({ charts }, "aws", false), [
      ["charts.mirror", "pulumi config set --path observability:charts.mirror"],
    ]);
    assert.deepEqual(paths({ charts }, "aws"), []);
    assert.deepEqual(paths({ charts: { mirror: "oci://registry.example.com/charts" } }, "aws", false), []);
  });
});
