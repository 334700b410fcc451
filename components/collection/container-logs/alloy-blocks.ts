// Blocks that every configuration of Alloy has in the same form. Pure.
//
// loki.write has no write-ahead log here. In Alloy 1.18 it is experimental, which would lower the stability level of
// the whole process, and it deletes segments after an hour whether Loki took them or not. Without it a full queue
// blocks the reader (the default of 1.18), and what is read is the buffer: kubelet's own files, the journal.
import type { Settings } from "../../../settings/settings";
import { endpoints } from "../../endpoints";
import type { AlloyBlock } from "./alloy-syntax";
import { type RelabelRule, relabelKeys } from "./targets";

export const logging: AlloyBlock = { name: "logging", attributes: { level: "warn", format: "json" } };

/** The last block: to Loki, of which a full queue makes the reader wait. */
export function pushToLoki(settings: Settings): AlloyBlock {
  return {
    name: "loki.write",
    label: "loki",
    blocks: [{ name: "endpoint", attributes: pushOptions(endpoints(settings).loki.push) }],
  };
}

/** What hands on to that block. */
export const lokiReceiver = "loki.write.loki.receiver";

/** 0 retries without end. Loki's 429 is tried again too; its other refusals are final, and counted. */
function pushOptions(url: string) {
  return {
    url,
    batch_size: "1MiB",
    batch_wait: "1s",
    min_backoff_period: "500ms",
    max_backoff_period: "30s",
    max_backoff_retries: 0,
    remote_timeout: "30s",
  };
}

export const relabelBlock = (rule: RelabelRule): AlloyBlock => ({ name: "rule", attributes: relabelKeys(rule) });
