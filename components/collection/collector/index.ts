// What gateway, sampler, log consumer and copies may use of this room. The release, which makes resources, is imported
// from ./release by the components alone, so that what renders configurations does not load Pulumi.

export { apartWay } from "./apart";
export { datedOnArrival } from "./arrival";
export {
  type CollectorConfig,
  type Components,
  ConfigTooLarge,
  configTexts,
  type Pipeline,
  type PipelineId,
  type Pipelines,
  type Signal,
} from "./config";
export {
  type Delivery,
  deliver,
  type Entrance,
  kafkaSink,
  lokiSink,
  namespaceAttribute,
  outsideNamespace,
  type Sink,
  spanQueue,
  tempoSink,
} from "./delivery";
export { bodies, cachedLine, type Reading } from "./lines/reading";
export { logfmtStatements, saidSeverityStatements } from "./lines/severity";
export { customerStatements, parseStatements } from "./lines/statements";
export { shippedTimeStatements } from "./lines/time";
export { stampNamespaceTenant, stampPoints } from "./metric-labels";
export { metricStore } from "./metric-store";
export { type ComponentId, featureGates } from "./names";
export {
  debugFilter,
  defaultTenant,
  diskQueue,
  extensionList,
  goEnvironment,
  inCluster,
  largestGrpcBytes,
  lowestMinimum,
  memoryLimiter,
  queueExtension,
  queueShareBytes,
  type Surroundings,
  selfObservation,
  severityFilter,
  severityFilters,
  smallReadBuffer,
  smallWriteBuffer,
  withoutAny,
} from "./parts";
export { environmentAttribute, podAttributes, podUidStatements, serviceAndEnvironment } from "./pods";
export {
  lineSecrets,
  linesBack,
  lineTexts,
  logRedaction,
  spanNameRedaction,
  spanTexts,
  spanValueRedaction,
} from "./redaction";
export { collectorValues, plainServiceAccount } from "./values";
