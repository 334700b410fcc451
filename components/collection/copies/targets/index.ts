// Every target that copies can go to. A new one is its file and its line here.
import type { Settings } from "../../../../settings/settings";
import { cloudwatch } from "./cloudwatch";
import { datadog } from "./datadog";
import { elasticsearch } from "./elasticsearch";
import { jaeger } from "./jaeger";
import { otlpHttp } from "./otlp-http";
import type { Copy, CopyTarget } from "./target";

/** By the key of their settings: `fanout.<key>`. */
export const copyTargets = { cloudwatch, datadog, jaeger, elasticsearch, otlpHttp } as const;

/** The targets that a stack copies to, with what each of them takes. */
export function copiesOf({ fanout }: Pick<Settings, "fanout">): (Copy & { title: string })[] {
  return Object.entries<CopyTarget>(copyTargets).flatMap(([key, target]) => {
    const own = fanout[key as keyof typeof copyTargets];
    return own.enabled ? [{ title: target.title, ...target.copy(own) }] : [];
  });
}

export type { Behind, Copy, CopyCost, CopyDataSource, CopyPlace, CopyTarget } from "./target";
