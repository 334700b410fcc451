// Where the operators' pods listen. The API server calls their webhooks: on the pods' network, or where that is an
// overlay which it cannot reach, on the nodes' own. Pure.
import type { Settings } from "../../settings/settings";

export interface OperatorPorts {
  /** Webhook and metrics of the Prometheus operator, TLS. */
  prometheusOperator: number;
  /** Webhook of the OpenTelemetry operator. */
  instrumentation: number;
  instrumentationMetrics: number;
  instrumentationHealth: number;
}

/** The charts' own, all free on the pods' network; on a node's network the first one is the kubelet's. */
const ofPods: OperatorPorts = {
  prometheusOperator: 10_250,
  instrumentation: 9_443,
  instrumentationMetrics: 8_443,
  instrumentationHealth: 8_081,
};

export function operatorPorts({ cluster: { operatorsOnNodes } }: Pick<Settings, "cluster">): OperatorPorts {
  if (operatorsOnNodes === undefined) return ofPods;
  const { firstPort } = operatorsOnNodes;
  return {
    prometheusOperator: firstPort,
    instrumentation: firstPort + 1,
    instrumentationMetrics: firstPort + 2,
    instrumentationHealth: firstPort + 3,
  };
}
