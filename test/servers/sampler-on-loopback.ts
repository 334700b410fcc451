// The sampler's generated configuration on this machine, and the gateway that sends to it and to no other.
import type { CollectorConfig } from "../../components/collection/collector/config";
import { samplerConfig } from "../../components/collection/sampler/config";
import { ports } from "../../components/endpoints";
import type { Settings } from "../../settings/settings";
import { onLoopback } from "./on-loopback";

export interface SamplerOnLoopback {
  config: CollectorConfig;
  /** Last change of a gateway's configuration: a name leads to many samplers, here there is the one. */
  behind: (gateway: CollectorConfig) => CollectorConfig;
}

/** @param tempoOtlp Base address of OTLP/HTTP for traces. */
export async function samplerOnLoopback(
  settings: Settings,
  tempoOtlp: string,
  remoteWrite: string,
): Promise<SamplerOnLoopback> {
  const { config, port } = await onLoopback(
    samplerConfig(settings, {
      host: "127.0.0.1",
      statePath: "${env:STATE}",
      kubernetes: "kubeConfig",
      tempoOtlp,
      remoteWrite: [remoteWrite],
      replica: "sampler-0",
    }),
  );
  const resolver = { static: { hostnames: [`127.0.0.1:${port(ports.otlpGrpc)}`] } };
  return {
    config,
    behind: (gateway) => ({
      ...gateway,
      exporters: { ...gateway.exporters, load_balancing: { ...gateway.exporters.load_balancing, resolver } },
    }),
  };
}
