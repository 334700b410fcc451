// Alloy and Promtail: one pipeline in two languages.
import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Settings } from "../../../settings/settings";
import { alloyProblems, type ParsedBlock, parseAlloy } from "../../../test/support/alloy";
import { settings, settingsOf } from "../../../test/support/container-log-settings";
import { oldestAcceptedHours } from "../../backends/loki/config";
import { alloyConfig } from "./alloy-config";
import { alloyValues } from "./alloy-values";
import { promtailConfig } from "./promtail-config";
import { promtailValues } from "./promtail-values";

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
    const rules = ["discovery.relabel", "loki.relabel"].flatMap((name) => alloyBlock(settings, name).blocks);
    assert.deepEqual(
      rules.map(({ attributes }) => attributes),
      promtail(settings).scrape_configs[0]?.relabel_configs,
    );
  });

  it("process lines alike, step by step", () => {
    const named: Record<string, string> = { label_drop: "labeldrop" };
    const plain = ({ name, attributes, blocks }: ParsedBlock): unknown => {
      const stage = name.replace("stage.", "");
      if (stage === "label_drop") return { labeldrop: attributes.values };
      if (stage === "drop" && attributes.source !== undefined)
        return { drop: { ...attributes, source: String(attributes.source).split(",") } };
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
    const [cri, old, limit] = alloyBlock(limited, "loki.process").blocks;
    assert.deepEqual([cri?.name, old?.name], ["stage.cri", "stage.drop"]);
    assert.deepEqual(cri?.attributes, { max_partial_line_size: 270_000, max_partial_line_size_truncate: true });
    assert.deepEqual(limit?.attributes, {
      rate: 500,
      burst: 200_000,
      by_label_name: "k8s_pod_name",
      drop: true,
      max_distinct_labels: 10_000,
    });
    assert.deepEqual(promtail(limited).scrape_configs[0]?.pipeline_stages[2], { limit: limit.attributes });
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

  it("leave out first what is older than Loki takes, of which it would refuse and they count a whole batch", () => {
    const old = (given: Settings) => alloyBlock(given, "loki.process").blocks[1]?.attributes;
    assert.deepEqual(old(settings), { older_than: "167h", drop_counter_reason: "older_than_loki_takes" });
    const buffered = settingsOf([{ id: "a" }], { "observability:kafka": '{"mode":"msk","retentionHours":240}' });
    assert.ok(oldestAcceptedHours(buffered) > 168);
    assert.equal(old(buffered)?.older_than, `${oldestAcceptedHours(buffered) - 1}h`);
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
    it(`${name} may read pods in the cluster, and nothing else`, () => {
      const rules = [...text.matchAll(/"resources":\[([^\]]*)\],"verbs":\[([^\]]*)\]/g)];
      assert.deepEqual(new Set(rules.map(([, resources]) => resources)), new Set(['"pods"']));
      for (const [, , verbs = ""] of rules) assert.match(verbs, /^"(get|list|watch)"(,"(list|watch)")*$/);
      // Promtail's chart takes no rules: one that brings its own would add `nodes/proxy`.
      if (name === "Promtail") assert.match(text, /"rbac":\{"create":false\}/);
    });
    it(`${name} drops root's powers`, () => assert.match(text, /"capabilities":\{"drop":\["ALL"\]\}/));
    it(`${name} takes its size from the table`, () => {
      const larger = settingsOf([{ id: "a" }], { "observability:sizing": '{"containerLogs":{"memoryMib":777}}' });
      assert.match(JSON.stringify(name === "Alloy" ? alloyValues(larger) : promtailValues(larger)), /"memory":"777Mi"/);
    });
  }
});
