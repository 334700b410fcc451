// What somebody wrote is not taken away by a printed command: without it another number holds, or no limit, and what left
// a list belongs to nobody or to another. Over the whole schema, and by name where that was done before.
import assert from "node:assert/strict";
import { z } from "zod";
import { places } from "../../test/support/broken-settings";
import { commandsOf, linesOf, set, signOn, tenant } from "../../test/support/told";
import { accepts, bare, optionsAt, schemaAt } from "../shape";
import { mendOf } from "./mends";
import { type Path, pathText } from "./problem";

const kindsAt = (path: Path) => bare(schemaAt(path) ?? z.never());
const takesNumbers = (path: Path) =>
  kindsAt(path).some((kind) => kind instanceof z.ZodNumber) || optionsAt(path).some((one) => typeof one === "number");
const takesText = (path: Path) =>
  kindsAt(path).some((kind) => kind instanceof z.ZodString || kind instanceof z.ZodStringFormat);

describe("what a mend takes away", () => {
  it("is no number that was written, wherever in the schema: it is asked for, or the nearest is set", () => {
    for (const path of places.filter(takesNumbers)) {
      const [number] = kindsAt(path).filter((kind) => kind instanceof z.ZodNumber);
      const [least, most] = [number?.minValue ?? 1, number?.maxValue ?? 1];
      for (const wrong of [-1, 0, least / 2, least - 1, most + 1, most * 1_000, true, "many"]) {
        if (accepts(path, wrong)) continue;
        const command = mendOf(path, wrong);
        assert.doesNotMatch(command, / config rm /, `${pathText(path)}: ${wrong}`);
        const [, became] = /^pulumi config set .*\S (?:-- )?(-?[\d.]+)$/.exec(command) ?? [];
        if (became === undefined || typeof wrong !== "number" || number === undefined) continue;
        const isNearest = Number(became) === (wrong < least ? least : most);
        // Of a share in place of per cent, bytes in place of GiB.
        const isReading = [100, 1_000, 1_048_576, 1_073_741_824].some((one) =>
          [wrong * one, wrong / one, Math.ceil(wrong)].includes(Number(became)),
        );
        assert.ok(isNearest || isReading, `${pathText(path)}: ${wrong} became ${became}`);
      }
    }
  });

  it("is no text that was written, wherever in the schema", () => {
    const texts = ["!kube-system", "payments/jobs", "CN=admins,OU=groups", "10.0.0.1", "a;b c", "Bad+1", "-", "%%"];
    for (const path of places.filter(takesText))
      for (const text of texts.filter((one) => !accepts(path, one)))
        assert.doesNotMatch(mendOf(path, text), / config rm /, `${pathText(path)}: ${text}`);
  });

  it("is no limit: nothing may be meant by 0, or no end", () => {
    const words = "edit the stack's file: write the limit, or take the key away where none is meant";
    for (const nothing of [0, -1, "unlimited"]) {
      assert.deepEqual(commandsOf({ logs: { podLinesPerSecond: nothing } }), [words]);
      assert.deepEqual(commandsOf(tenant({ namespaces: ["a"], customerLinesPerSecond: nothing })), [words]);
    }
    assert.deepEqual(
      commandsOf({ sizing: { tenantAgent: { samplesPerTarget: 500 }, prometheus: { maxExemplars: 10 } } }),
      [set("sizing.prometheus.maxExemplars", 1_000), set("sizing.tenantAgent.samplesPerTarget", 1_000)],
    );
    assert.deepEqual(commandsOf(tenant({ limits: { maxStreams: 0 } })), [
      "pulumi config set --path 'observability:tenants[0].limits.maxStreams'",
    ]);
    assert.deepEqual(commandsOf({ kafka: { volumeGib: 5 } }), [set("kafka.volumeGib", 10)]);
    assert.deepEqual(commandsOf({ objectives: { windowDays: 3 } }), [set("objectives.windowDays", 7)]);
  });

  it("is no namespace and no group", () => {
    assert.deepEqual(commandsOf(tenant({ namespaces: ["payments/jobs", "Bad+1", "good"] })), [
      "pulumi config set --path 'observability:tenants[0].namespaces[0]'",
      "pulumi config set --path 'observability:tenants[0].namespaces[1]'",
    ]);
    assert.deepEqual(commandsOf(tenant({ namespaces: ["!kube-system"] })), [
      "edit the stack's file: name each one: patterns are not known here",
    ]);
    const alone =
      "edit the stack's file: write the name without its commas, its CN alone, and have it sent in that form";
    assert.deepEqual(commandsOf(signOn({ operators: ["CN=obs-admins,OU=Groups,DC=example,DC=com"] })), [alone]);
    assert.deepEqual(commandsOf({ ...signOn(), ...tenant({ people: { viewers: ["cn=a, ou=b", "fine"] } }) }), [alone]);
    assert.deepEqual(commandsOf({ ...signOn(), ...tenant({ people: { viewers: ["Payments (EU)"] } }) }), [
      "pulumi config set --path 'observability:tenants[0].people.viewers[0]'",
    ]);
    assert.deepEqual(commandsOf(signOn({ operators: ["team:platform"] })), [
      "pulumi config set --path 'observability:signOn.operators[0]'",
    ]);
  });

  it("is no address: one alone is a block of one, and of a network nobody knows how large it is", () => {
    const from = (...sourceRanges: string[]) =>
      commandsOf({
        cluster: {
          name: "c",
          externalIngest: { hostname: "i.example.com", tlsSecret: "tls", loadBalancer: { sourceRanges } },
        },
      });
    const place = "cluster.externalIngest.loadBalancer.sourceRanges[0]";
    assert.deepEqual(from("10.0.0.1"), [set(place, "10.0.0.1/32")]);
    assert.deepEqual(from("2001:db8::1"), [set(place, "2001:db8::1/128")]);
    for (const network of ["10.0.0.0", "0.0.0.0", "::", "2001:db8::"])
      assert.deepEqual(from(network), [`pulumi config set --path 'observability:${place}'`], network);
  });

  it("is nobody's telemetry, and nobody's access", () => {
    const shared = (...ids: string[]) => commandsOf({ tenants: ids.map((id) => ({ id, namespaces: ["shared"] })) });
    assert.deepEqual(shared("a", "b"), ["edit the stack's file: leave it with the one tenant that it belongs to"]);
    assert.deepEqual(commandsOf(tenant({ namespaces: ["a", "a"] })), [
      "pulumi config rm --path 'observability:tenants[0].namespaces[1]'",
    ]);
    assert.deepEqual(commandsOf(tenant({ people: { viewers: ["payments"] } })), [
      "edit the stack's file: describe signOn, by which people have groups, or take them away",
    ]);
    const group = { ...signOn(), ...tenant({ people: { admins: ["payments-admins"] } }) };
    assert.match(
      linesOf(group)[0] ?? "",
      /belongs to tenants\[\]\.people\.editors, for no tenant has administrators - edit/,
    );
  });

  it("is no node, port or list of another key", () => {
    const arch = (name: string) => commandsOf({ scheduling: { nodeSelector: { "kubernetes.io/arch": name } } });
    for (const [name, becomes] of [
      ["x86_64", "amd64"],
      ["aarch64", "arm64"],
      ["ARM64", "arm64"],
    ] as const)
      assert.deepEqual(arch(name), [
        `pulumi config set --path 'observability:scheduling.nodeSelector["kubernetes.io/arch"]' ${becomes}`,
      ]);
    const firstPort = (port: number) => commandsOf({ cluster: { name: "c", operatorsOnNodes: { firstPort: port } } });
    assert.deepEqual(firstPort(9_098), [set("cluster.operatorsOnNodes.firstPort", 9_101)]);
    assert.deepEqual(firstPort(80), ["pulumi config set --path observability:cluster.operatorsOnNodes.firstPort"]);
    const otherKey = "edit the stack's file: write the key that was meant in place of that one, or take it away";
    assert.deepEqual(commandsOf({ tenant: [{ id: "b" }] }), [otherKey]);
    assert.deepEqual(commandsOf(tenant({ namespaces: ["a"], namespace: ["b"] })), [otherKey]);
    assert.deepEqual(commandsOf(tenant({ namespaces: ["a"], namespace: "b" })), [otherKey]);
    assert.match(commandsOf(tenant({ namespaces: ["a"], namespace: "a" })).join(), / rm .*\.namespace'$/);
    assert.deepEqual(commandsOf({ pods: { labels: { "not a key": "x" } } }), [otherKey]);
  });

  it("is nobody's access: of a tenant whose id is digits alone that is told in words", () => {
    const tenants = [{ id: "4711", people: { viewers: ["auditors"] } }];
    assert.deepEqual(commandsOf({ ...signOn(), tenants }), [
      "edit the stack's file: write another id where the tenant has no data yet, or take its people away",
    ]);
  });

  it("is no entry that is like the example by which the rest is judged where another is asked for", () => {
    const loadBalancer = { scheme: "internal", sourceRanges: ["office", "10.0.0.0/8"] };
    const cluster = { name: "c", externalIngest: { hostname: "i.example.com", tlsSecret: "t", loadBalancer } };
    assert.deepEqual(commandsOf({ cluster }), [
      "pulumi config set --path 'observability:cluster.externalIngest.loadBalancer.sourceRanges[0]'",
    ]);
  });

  it("is none of several entries in one text, be one an address block or a pattern", () => {
    const noProxy = (entry: string) =>
      commandsOf({ proxy: { url: "http://proxy.example.com:3128", noProxy: [entry] } });
    assert.deepEqual(noProxy("10.0.0.0/8, .example.com"), [
      "edit the stack's file: write each one as an entry of its own",
    ]);
    assert.deepEqual(noProxy("10.0.0.0/8, *.example.com"), [
      "edit the stack's file: name each one: patterns are not known here",
    ]);
  });

  it("is what says nothing", () => {
    assert.deepEqual(commandsOf(tenant({ namespaces: ["a", " ", null] })), [
      "pulumi config rm --path 'observability:tenants[0].namespaces[2]'",
      "pulumi config rm --path 'observability:tenants[0].namespaces[1]'",
    ]);
  });
});
