import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { parse } from "yaml";
import { jsonAlone } from "../../../conventions/line-keys";
import { loadSettings } from "../../../settings/load";
import type { Settings } from "../../../settings/settings";
import { alloyProblems, type ParsedBlock, parseAlloy } from "../../../test/support/alloy";
import { jmesPath } from "../../../test/support/jmespath";
import { customerLines, severityLines, sharedTraces, traceLines } from "../../../test/support/log-lines";
import { loggerLines } from "../../../test/support/logger-lines";
import { secretLines } from "../../../test/support/secret-lines";
import { sizingForThousandTenants } from "../../../test/support/stack-configuration";
import { containerTraces, firstLines, stackTraces } from "../../../test/support/stack-traces";
import { alloyConfig } from "./alloy-config";
import { alloyValues } from "./alloy-values";
import { numbersBelow } from "./levels";
import { joining } from "./multiline";
import { containerLogPipeline, streamLabels } from "./pipeline";
import { promtailConfig } from "./promtail-config";
import { promtailValues } from "./promtail-values";
import type { RelabelRule } from "./targets";

const settingsOf = (tenants: unknown, more: Record<string, string> = {}): Settings =>
  loadSettings({
    values: {
      "observability:environment": "dev",
      "observability:cluster": '{"name":"c"}',
      "observability:tenants": JSON.stringify(tenants),
      "observability:sizing": JSON.stringify(sizingForThousandTenants()),
      ...more,
    },
    secretKeys: new Set(),
  });

const settings = settingsOf([
  { id: "payments", namespaces: ["payments", "pay-batch"], minimumSeverity: "warn" },
  { id: "search", namespaces: ["search"] },
  { id: "verbose", namespaces: ["lab"], minimumSeverity: "trace", debugSharePercent: 10, customerLinesPerSecond: 200 },
]);

/** Runs relabelling as Prometheus does, for the action `replace`. */
function relabelled(rules: readonly RelabelRule[], labels: Record<string, string>): Record<string, string> {
  const result = { ...labels };
  for (const { from = [], separator = ";", regex = "(.*)", to, value = "$1" } of rules) {
    const match = new RegExp(`^(?:${regex})$`, "s").exec(from.map((name) => result[name] ?? "").join(separator));
    if (match) result[to] = value.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? "");
  }
  return result;
}

const target = (namespace: string, more: Record<string, string> = {}) =>
  relabelled(containerLogPipeline(settings).relabelling, {
    __meta_kubernetes_namespace: namespace,
    __meta_kubernetes_pod_name: "api-7c9d8f6b5-x2x4z",
    __meta_kubernetes_pod_uid: "10ab3204",
    __meta_kubernetes_pod_container_name: "api",
    __meta_kubernetes_pod_node_name: "node-1",
    __meta_kubernetes_pod_controller_name: "api-7c9d8f6b5",
    ...more,
  });

describe("container logs: what relabelling decides once for each container", () => {
  it("gives a container the tenant that lists its namespace", () => {
    assert.equal(target("payments").tenant, "payments");
    assert.equal(target("pay-batch").tenant, "payments");
    assert.equal(target("search").tenant, "search");
  });

  it("gives the tenant default what no tenant lists, the platform's own namespace included", () => {
    for (const namespace of ["observability", "kube-system", "payments-2", "my-search", "unknown"])
      assert.equal(target(namespace).tenant, "default");
  });

  it("takes no tenant from a label of the pod", () => {
    assert.equal(
      target("search", { __meta_kubernetes_pod_label_tenant: "payments", tenant: "payments" }).tenant,
      "search",
    );
  });

  it("gives each tenant its minimum severity", () => {
    assert.deepEqual(
      ["payments", "search", "lab", "unknown"].map((namespace) => target(namespace).minimum_severity),
      ["warn", "debug", "trace", "debug"],
    );
  });

  it(
    "names the service by app.kubernetes.io/name, else app, else the controller " + "without its hash, else the pod",
    () => {
      const name = "__meta_kubernetes_pod_label_app_kubernetes_io_name",
        app = "__meta_kubernetes_pod_label_app";
      assert.equal(target("search", { [name]: "checkout", [app]: "old" }).service_name, "checkout");
      assert.equal(target("search", { [app]: "old" }).service_name, "old");
      assert.equal(target("search").service_name, "api");
      assert.equal(target("search", { __meta_kubernetes_pod_controller_name: "" }).service_name, "api-7c9d8f6b5-x2x4z");
    },
  );

  it("finds kubelet's file, of static pods by their manifest's hash", () => {
    assert.equal(target("search").__path__, "/var/log/pods/*10ab3204/api/*.log");
    const isStatic = {
      __meta_kubernetes_pod_annotationpresent_kubernetes_io_config_hash: "true",
      __meta_kubernetes_pod_annotation_kubernetes_io_config_hash: "feed",
    };
    assert.equal(target("kube-system", isStatic).__path__, "/var/log/pods/*feed/api/*.log");
  });

  it("gives each tenant the limit of its customers, and labels nothing where no tenant has one", () => {
    assert.deepEqual(
      ["payments", "search", "lab", "unknown"].map((namespace) => target(namespace).customer_lines_per_second),
      ["0", "0", "200", "0"],
    );
    const limits = (tenants: readonly object[], namespace: string) =>
      relabelled(containerLogPipeline(settingsOf(tenants)).relabelling, { __meta_kubernetes_namespace: namespace })
        .customer_lines_per_second;
    const all = [
      { id: "default", customerLinesPerSecond: 5 },
      { id: "search", namespaces: ["search"] },
      { id: "lab", namespaces: ["lab"], customerLinesPerSecond: 200 },
    ];
    assert.deepEqual(
      ["unknown", "search", "lab"].map((namespace) => limits(all, namespace)),
      ["5", "0", "200"],
    );
    assert.equal(limits([{ id: "search", namespaces: ["search"] }], "search"), undefined);
  });

  it("keeps what the platform's own pods warn of, whatever others keep: alerts read it", () => {
    const severe = settingsOf([{ id: "default", minimumSeverity: "error" }]);
    const { relabelling, stages } = containerLogPipeline(severe);
    const minimum = (namespace: string) =>
      relabelled(relabelling, { __meta_kubernetes_namespace: namespace }).minimum_severity;
    assert.deepEqual([minimum(severe.namespace), minimum("elsewhere")], ["warn", "error"]);
    const dropsAt = stages.flatMap((stage) => (stage.do === "dropLines" ? stage.where.value : []));
    assert.deepEqual(dropsAt.sort(), ["error", "warn"]);
    assert.equal(target(settings.namespace).minimum_severity, target("unknown").minimum_severity);
  });

  it("leaves few labels on a stream", () => {
    const dropped = containerLogPipeline(settings).stages.flatMap((stage) =>
      stage.do === "dropLabels" ? stage.labels : [],
    );
    const visible = Object.keys(target("search")).filter((label) => !label.startsWith("__"));
    assert.deepEqual(visible.filter((label) => !dropped.includes(label)).sort(), [...streamLabels].sort());
  });
});

/** Runs the stages of one line as Alloy and Promtail do; the fields that it has then, and whether it is dropped. */
function staged(
  line: string,
  { minimum = "trace", share = "100", time = "2026-11-27T16:00:00.000000000Z" } = {},
): { dropped: boolean; fields: Record<string, string | undefined> } {
  const fields: Record<string, string | undefined> = { time };
  const regex = (expression: string) =>
    new RegExp(expression.replace(/^\(\?im\)/, "").replaceAll("?P<", "?<"), expression.startsWith("(?im)") ? "im" : "");
  let dropped = false;
  for (const stage of containerLogPipeline(settings).stages) {
    if (stage.do === "parseJson") Object.assign(fields, searched(line, stage.fields));
    else if (stage.do === "parseFirstLine") {
      const first = regex(jsonAlone).exec(line)?.groups?.first_line;
      if (first !== undefined) Object.assign(fields, searched(first, stage.fields));
    } else if (stage.do === "extract" || stage.do === "extractFromText") {
      const isText = stage.do === "extractFromText" && line.includes(stage.holding) && !/^\s*\{/.test(line);
      const text = stage.do === "extract" ? fields[stage.within] : isText ? line : undefined;
      if (text !== undefined) Object.assign(fields, regex(stage.expression).exec(text)?.groups);
    } else if (stage.do === "replace") {
      const group = regex(stage.expression).exec(fields[stage.field] ?? "")?.[1];
      if (group !== undefined) fields[stage.field] = fields[stage.field]?.replace(group, stage.value);
    } else if (stage.do === "lowerCase") fields[stage.field] = fields[stage.field]?.toLowerCase();
    else if (stage.do === "dropLines" && [minimum, share].includes(stage.where.value))
      dropped ||= regex(stage.expression).test(
        stage.fields.flatMap((field) => (fields[field] === undefined ? [] : [fields[field]])).join(";"),
      );
  }
  return { dropped, fields };
}

/** What a `json` stage finds: texts as they are, anything else as JSON. */
function searched(line: string, expressions: Readonly<Record<string, string>>): Record<string, string | undefined> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return {};
  }
  return Object.fromEntries(
    Object.entries(expressions).map(([field, expression]) => {
      const found = jmesPath(expression, parsed);
      return [field, found === null ? undefined : typeof found === "string" ? found : JSON.stringify(found)];
    }),
  );
}

const isText = (each: unknown): each is string => typeof each === "string";

describe("container logs: secrets in a line", () => {
  const masked = (line: string) =>
    containerLogPipeline(settings).stages.reduce((text, stage) => {
      if (stage.do !== "mask") return text;
      return text.replace(new RegExp(stage.expression, "g"), (match, ...rest: unknown[]) => {
        // Groups that found something; behind them come the position, a number, and the line.
        const [group = ""] = rest
          .slice(
            0,
            rest.findIndex((each) => typeof each === "number"),
          )
          .filter(isText);
        return match.slice(0, match.length - group.length) + stage.to;
      });
    }, line);

  it("are masked as on every other path, what stands around them is not, and JSON stays JSON", () => {
    for (const { line, hidden, kept } of secretLines) {
      const found = masked(line);
      assert.ok(!found.includes(hidden) && found.includes(kept), found);
      if (line.startsWith("{")) assert.doesNotThrow(() => JSON.parse(found) as unknown, found);
    }
  });

  it("are masked before a field is read", () => {
    const steps = containerLogPipeline(settings).stages.map((stage) => stage.do);
    assert.ok(steps.includes("mask") && steps.lastIndexOf("mask") < steps.indexOf("parseJson"));
  });
});

describe("container logs: what a line says of itself", () => {
  it("is its severity, in whatever spelling, number or key", () => {
    for (const { line, severity = 0 } of severityLines)
      assert.equal(staged(line).fields.severity_number ?? "0", String(severity), line);
  });

  it("is its trace and span, of so many hexadecimal digits, in lower case", () => {
    for (const { line, traceId, spanId } of traceLines) {
      const { fields } = staged(line);
      assert.deepEqual([fields.trace_id, fields.span_id], [traceId, spanId], line);
    }
  });

  it("is what loggers write when nobody tells them otherwise", () => {
    for (const { line, severity = 0, traceId, spanId } of loggerLines(Date.now())) {
      const { fields } = staged(line);
      assert.deepEqual(
        [fields.severity_number ?? "0", fields.trace_id, fields.span_id],
        [String(severity), traceId, spanId],
        line,
      );
    }
  });

  it("is the customer that it names, cut to a name's length, which changes nothing about its tenant", () => {
    for (const { line, customer } of customerLines) assert.equal(staged(line).fields.customer, customer, line);
    const { stages } = containerLogPipeline(settings);
    assert.deepEqual(
      stages.filter((stage) => stage.do === "tenant"),
      [{ do: "tenant", label: "tenant" }],
    );
  });

  it("drops it where it is below the tenant's minimum, and never where it says no severity", () => {
    for (const { line, severity = 0 } of severityLines) {
      assert.equal(staged(line, { minimum: "warn" }).dropped, severity > 0 && severity < 13, line);
      assert.equal(staged(line).dropped, false, line);
    }
  });

  it("keeps a share of what is below info: by trace where there is one, else by the nanosecond", () => {
    const kept = (lines: readonly string[]) =>
      lines.filter((line, index) => {
        const time = `2026-11-27T16:00:00.${String(index * 7_919).padStart(9, "0")}+02:00`;
        return !staged(line, { share: "10", time }).dropped;
      });
    const count = 2_000;
    const plain = (level: string) => Array.from({ length: count }, (_, id) => JSON.stringify({ level, id }));
    for (const level of ["debug", "trace"]) {
      const found = kept(plain(level)).length;
      assert.ok(found > count * 0.08 && found < count * 0.12, `${found} of ${count}`);
    }
    for (const level of ["info", "error", "none"]) assert.equal(kept(plain(level)).length, count, level);

    // 200 traces with ten lines each.
    const traceOf = (id: number) =>
      createHash("md5")
        .update(String(id % 200))
        .digest("hex");
    const traced = kept(plain("debug").map((_, id) => JSON.stringify({ level: "debug", trace_id: traceOf(id), id })));
    const perTrace = new Map<string, number>();
    for (const line of traced) {
      const { trace_id } = JSON.parse(line) as { trace_id: string };
      perTrace.set(trace_id, (perTrace.get(trace_id) ?? 0) + 1);
    }
    assert.deepEqual([...new Set(perTrace.values())], [10]);
    assert.ok(perTrace.size > 10 && perTrace.size < 35, `${perTrace.size} of 200 traces`);
  });

  it("keeps of a trace all below info or nothing, as the Collectors do", () => {
    for (const { traceId, kept } of sharedTraces)
      for (const trace_id of [traceId, traceId.toUpperCase()]) {
        assert.equal(staged(JSON.stringify({ level: "debug", trace_id }), { share: "10" }).dropped, !kept, trace_id);
        assert.equal(staged(JSON.stringify({ level: "info", trace_id }), { share: "10" }).dropped, false, trace_id);
      }
  });

  it("has nothing below the least severity", () => assert.equal(numbersBelow("trace"), undefined));
});

describe("container logs: joining stack traces", () => {
  /** As Go reads the character. */
  const expression = (text: string) => new RegExp(text.replaceAll("\\x{FDD0}", "\ufdd0"));
  const [continues, spared] = [joining.marking, joining.sparing].map((step) => expression(step.expression));
  const begins = (line: string) => !continues?.test(line) || spared?.test(`\ufdd0${line}`) === true;
  const records = (text: string) =>
    text.split("\n").reduce<string[]>((found, line) => {
      if (begins(line) || found.length === 0) return [...found, line];
      return [...found.slice(0, -1), `${found.at(-1)}\n${line}`];
    }, []);

  for (const [language, trace] of Object.entries({ ...stackTraces, ...containerTraces }))
    it(`joins ${language}, and keeps its neighbours apart`, () =>
      assert.deepEqual(records(`{"level":"info","msg":"a (b)"}\n${trace}\nplain text line`), [
        '{"level":"info","msg":"a (b)"}',
        trace,
        "plain text line",
      ]));

  it("begins a record at whatever begins one", () => assert.deepEqual(records(firstLines.join("\n")), firstLines));

  it("marks the lines that continue, and leaves nothing of the mark", () => {
    const steps = containerLogPipeline(settings).stages;
    const at = steps.findIndex(({ do: step }) => step === "joinLines");
    const [marking, sparing, joined, unmarking] = steps.slice(at - 2, at + 2);
    assert.ok(marking?.do === "mark" && sparing?.do === "mark" && joined?.do === "joinLines");
    assert.ok(unmarking?.do === "mark");
    assert.equal(marking.to, '{{ "\\ufdd0" }}');
    assert.ok(sparing.expression.startsWith("^(\\x{FDD0})") && sparing.to === "", sparing.expression);
    assert.deepEqual([joined.firstLine, unmarking.expression, unmarking.to], ["^[^\\x{FDD0}]", "(\\x{FDD0})", ""]);
    // 497 instructions of the 500 that Go matches quickly.
    assert.ok(marking.expression.startsWith("^()") && marking.expression.length < 800, `${marking.expression.length}`);
  });

  it("joins a Python traceback up to the last indented line", () => {
    const traceback = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    pay()';
    assert.deepEqual(records(`${traceback}\nValueError: x`), [traceback, "ValueError: x"]);
  });

  it("keeps lines apart that only look like the rest of a stack trace", () => {
    const messages = [
      "(node:1) Warning: deprecated",
      "connect() failed (111: Connection refused)",
      "Error(s) in form",
      "fs.open() failed",
      "f(x)",
      "pan(1)",
      "panics(1)",
      "(all done)",
      "created by admin at 10:00",
      "created by root",
      "created by admin.user in group x",
      "created by terraform v1.2",
      "goroutine pool exhausted",
      "goroutine 7 leaked",
      "[signal handler] started",
      "user.login(42) took 3 ms",
    ];
    assert.deepEqual(records(messages.join("\n")), messages);
  });

  it("joins every kind of line of a Go trace", () => {
    const rest = [
      "panic({0x4b2d40?, 0x4f9b58?})",
      "main.main()",
      "main.F[...](0x1)",
      "runtime.goexit({})",
      "net/http.(*conn).serve(0xc0001, {0x7, 0x8})",
      "created by net/http.(*Server).Serve in goroutine 12",
      "created by main.main",
      "goroutine 12 [chan receive, 3 minutes]:",
      "[signal SIGSEGV: segmentation violation]",
    ];
    for (const line of rest) assert.ok(!begins(line), line);
  });

  it("never joins a line that begins with a word and a space, unless it is a known continuation", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,12}$/),
        fc.string({ unit: "grapheme-ascii" }),
        (word, rest) => {
          const line = `${word} ${rest}`;
          assert.equal(
            begins(line),
            !/^(goroutine \d+ (\[|gp=)|created by \S+\.\S+( in goroutine \d+)?\s*$|(Caused|Wrapped) by:|Last message( \(from .*\))?: )/.test(
              line,
            ),
          );
        },
      ),
    );
  });
});

interface PromtailFile {
  scrape_configs: {
    relabel_configs: Record<string, unknown>[];
    pipeline_stages: Record<string, Record<string, unknown>>[];
  }[];
  clients: { url: string; backoff_config: { max_retries: number } }[];
}

const promtail = (given: Settings) => parse(promtailConfig(given)) as PromtailFile;
const alloyBlock = (given: Settings, name: string): ParsedBlock => {
  const block = parseAlloy(alloyConfig(given)).find((each) => each.name === name);
  assert.ok(block, name);
  return block;
};

describe("container logs: Alloy and Promtail", () => {
  it("relabel alike", () => {
    const rules = alloyBlock(settings, "discovery.relabel").blocks.map(({ attributes }) => attributes);
    assert.deepEqual(rules, promtail(settings).scrape_configs[0]?.relabel_configs);
  });

  it("process lines alike, step by step", () => {
    const named: Record<string, string> = { label_drop: "labeldrop" };
    const plain = ({ name, attributes, blocks }: ParsedBlock): unknown => {
      const stage = name.replace("stage.", "");
      if (stage === "label_drop") return { labeldrop: attributes.values };
      if (stage === "drop") return { drop: { ...attributes, source: String(attributes.source).split(",") } };
      if (stage === "labels") return { labels: attributes.values };
      if (stage === "structured_metadata") return { structured_metadata: attributes.values };
      return {
        [named[stage] ?? stage]: { ...attributes, ...(blocks.length > 0 ? { stages: blocks.map(plain) } : {}) },
      };
    };
    assert.deepEqual(
      alloyBlock(settings, "loki.process").blocks.map(plain),
      promtail(settings).scrape_configs[0]?.pipeline_stages,
    );
  });

  it("limit a pod before anything else is done with its lines, by its own name, where the stack says so", () => {
    const limited = settingsOf([{ id: "a", namespaces: ["a"] }], {
      "observability:logs": JSON.stringify({ podLinesPerSecond: 500 }),
    });
    const [cri, limit] = alloyBlock(limited, "loki.process").blocks;
    assert.equal(cri?.name, "stage.cri");
    assert.deepEqual(limit?.attributes, {
      rate: 500,
      burst: 200_000,
      by_label_name: "k8s_pod_name",
      drop: true,
      max_distinct_labels: 10_000,
    });
    assert.deepEqual(promtail(limited).scrape_configs[0]?.pipeline_stages[1], { limit: limit.attributes });
    assert.deepEqual(alloyProblems(parseAlloy(alloyConfig(limited))), []);
    assert.ok(!alloyConfig(settingsOf([{ id: "a", namespaces: ["a"] }])).includes("stage.limit"));
  });

  it("limit each customer of the tenants that say so, by the tenant's and its own name, after what is dropped", () => {
    const blocks = alloyBlock(settings, "loki.process").blocks;
    const at = blocks.findIndex(({ attributes }) => attributes.selector === '{customer_lines_per_second="200"}');
    assert.deepEqual(
      blocks[at]?.blocks.map(({ name, attributes }) => ({ name, ...attributes })),
      [
        {
          name: "stage.template",
          source: "limited",
          template: "{{ if .customer }}{{ .tenant }}/{{ .customer }}{{ end }}",
        },
        { name: "stage.labels", values: { customer: "limited" } },
        {
          name: "stage.limit",
          rate: 200,
          burst: 200_000,
          by_label_name: "customer",
          drop: true,
          max_distinct_labels: 10_000,
        },
      ],
    );
    const names = blocks.map(({ name, blocks: inner }) => [name, ...inner.map((one) => one.name)].join());
    assert.ok(names.lastIndexOf("stage.match,stage.drop") < at && at < names.indexOf("stage.tenant"));
    assert.deepEqual(alloyProblems(parseAlloy(alloyConfig(settings))), []);
  });

  it("push to the same place, and try again without end", () => {
    const [endpoint] = alloyBlock(settings, "loki.write").blocks;
    const [client] = promtail(settings).clients;
    assert.equal(endpoint?.attributes.url, client?.url);
    assert.deepEqual([endpoint?.attributes.max_backoff_retries, client?.backoff_config.max_retries], [0, 0]);
  });

  it("drop only by level, in one step for each minimum in use, however many tenants share it", () => {
    const many = settingsOf(
      Array.from({ length: 1_000 }, (_, index) => ({
        id: `t${index}`,
        namespaces: [`ns-${index}`],
        minimumSeverity: index % 2 ? "warn" : "info",
      })),
    );
    const drops = alloyBlock(many, "loki.process").blocks.filter(
      ({ name, blocks }) => name === "stage.match" && blocks.some((block) => block.name === "stage.drop"),
    );
    assert.deepEqual(
      drops.map(({ attributes }) => attributes.selector),
      ['{minimum_severity="debug"}', '{minimum_severity="info"}', '{minimum_severity="warn"}'],
    );
    assert.ok(
      drops.every(({ blocks }) =>
        blocks.every(
          ({ attributes }) =>
            attributes.source === "severity_number" && attributes.drop_counter_reason === "below_minimum_severity",
        ),
      ),
    );
  });

  it("fit their configuration for 1,000 tenants into a ConfigMap, with room", () => {
    const many = settingsOf(
      Array.from({ length: 1_000 }, (_, index) => ({
        id: `tenant-${index}`,
        namespaces: [`namespace-${index}`, `batch-${index}`],
      })),
    );
    assert.ok(alloyConfig(many).length < 256 * 1_024, `${alloyConfig(many).length} bytes`);
    assert.ok(promtailConfig(many).length < 256 * 1_024, `${promtailConfig(many).length} bytes`);
  });

  it("pass through the charts' templating unchanged, but for the level of Promtail's own log, which overrides may set", () => {
    const afterTpl = (text: string) => text.replaceAll('{{ "{{" }}', "{{");
    const { alloy } = alloyValues(settings) as { alloy: { configMap: { content: string } } };
    const { config } = promtailValues(settings) as { config: { file: string; logLevel: string } };
    const levelOfChart = "log_level: {{ .Values.config.logLevel }}\n";
    assert.ok(config.file.includes(levelOfChart));
    for (const [given, text] of [
      [alloy.configMap.content, alloyConfig(settings)],
      [config.file.replace(levelOfChart, `log_level: ${config.logLevel}\n`), promtailConfig(settings)],
    ] as const) {
      assert.equal(afterTpl(given), text);
      assert.doesNotMatch(given.replaceAll('{{ "{{" }}', ""), /\{\{/);
    }
  });
});

describe("Alloy's configuration", () => {
  it("has only documented blocks and arguments, and refers to what exists", () => {
    assert.deepEqual(alloyProblems(parseAlloy(alloyConfig(settings))), []);
  });

  it("is checked: an unknown argument, a lacking one and a dangling reference are found", () => {
    const wrong = alloyConfig(settings)
      .replace("max_lines", "maximum_lines")
      .replace(/url = .*/, "")
      .replace("discovery.relabel.containers.output", "discovery.relabel.other.output");
    assert.deepEqual(alloyProblems(parseAlloy(wrong)), [
      "loki.source.file refers to discovery.relabel.other.output, which nothing exports",
      "unknown argument loki.process > stage.multiline.maximum_lines",
      "loki.write > endpoint lacks url",
    ]);
  });

  it("uses nothing experimental: neither a write-ahead log nor a queue block", () => {
    assert.deepEqual(
      alloyBlock(settings, "loki.write").blocks.map(({ name }) => name),
      ["endpoint"],
    );
  });
});

describe("shippers of container logs on a node", () => {
  for (const [name, values] of [
    ["Alloy", alloyValues(settings)],
    ["Promtail", promtailValues(settings)],
  ] as const) {
    const text = JSON.stringify(values);

    it(`${name} keeps its read positions on the node's disk`, () =>
      assert.match(text, new RegExp(`"hostPath":\\{"path":"/var/lib/observability/${name.toLowerCase()}"`)));
    it(`${name} runs on every node, whatever its taints`, () =>
      assert.match(text, /"tolerations":\[\{"operator":"Exists"\}\]/));
    it(`${name} mounts the logs of containers read-only, and no more of /var/log`, () => {
      assert.match(text, /"mountPath":"\/var\/log\/pods","readOnly":true/);
      assert.doesNotMatch(text, /"\/var\/log"/);
    });
    it(`${name} drops root's powers`, () => assert.match(text, /"capabilities":\{"drop":\["ALL"\]\}/));
    it(`${name} takes its size from the table`, () => {
      const larger = settingsOf([{ id: "a" }], { "observability:sizing": '{"containerLogs":{"memoryMib":777}}' });
      assert.match(JSON.stringify(name === "Alloy" ? alloyValues(larger) : promtailValues(larger)), /"memory":"777Mi"/);
    });
  }
});
