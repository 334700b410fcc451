// Configuration of Alloy as the shipper of container logs: the pipeline's description in, Alloy syntax out.
//
// Kubelet's own files are the buffer (alloy-blocks.ts). The place of a line is noted when it is
// handed on, and saved every ten seconds: a kill repeats up to ten seconds, and loses what is in the queue, 10 MiB while
// Loki is away.
import type { Settings } from "../../../settings/settings";
import { logging, lokiReceiver, pushToLoki, relabelBlock } from "./alloy-blocks";
import { stageBlock } from "./alloy-stages";
import { alloyText, Expression } from "./alloy-syntax";
import { nodeJournal } from "./node-journal";
import { containerLogPipeline } from "./pipeline";

/** What reads the files: its places are in a folder of this name. */
export const fileSource = { name: "loki.source.file", label: "containers" } as const;

export function alloyConfig(settings: Settings): string {
  const { relabelling, ownership, stages } = containerLogPipeline(settings);
  return alloyText([
    logging,
    {
      name: "discovery.kubernetes",
      label: "pods",
      attributes: { role: "pod" },
      blocks: [
        {
          name: "selectors",
          attributes: { role: "pod", field: new Expression('"spec.nodeName=" + sys.env("K8S_NODE_NAME")') },
        },
      ],
    },
    {
      name: "discovery.relabel",
      label: "containers",
      attributes: { targets: new Expression("discovery.kubernetes.pods.targets") },
      blocks: relabelling.map(relabelBlock),
    },
    {
      ...fileSource,
      attributes: {
        targets: new Expression("discovery.relabel.containers.output"),
        forward_to: [new Expression("loki.relabel.owners.receiver")],
      },
      blocks: [{ name: "file_match", attributes: { enabled: true, sync_period: "5s" } }],
    },
    {
      name: "loki.relabel",
      label: "owners",
      attributes: { forward_to: [new Expression("loki.process.containers.receiver")] },
      blocks: ownership.map(relabelBlock),
    },
    {
      name: "loki.process",
      label: "containers",
      attributes: { forward_to: [new Expression(lokiReceiver)] },
      blocks: stages.map(stageBlock),
    },
    ...(settings.logs.nodeJournal ? nodeJournal(settings) : []),
    pushToLoki(settings),
  ]);
}
