// Values of the Fluent Bit on each node, as tests look at them.
import { fileLogsValues } from "../../components/collection/file-logs/values";
import { namesFor } from "./place";
import { settingsOf } from "./settings-of";

interface FluentBit {
  service: Record<string, unknown>;
  multilineParsers: { name: string }[];
  pipeline: { inputs: Record<string, unknown>[]; outputs: Record<string, unknown>[] };
}

export interface FileLogValues {
  config: FluentBit;
  env?: { name: string; valueFrom: { secretKeyRef?: { name: string; key: string } } }[];
  serviceAccount: { name: string; annotations?: Record<string, string> };
  extraVolumes: { name: string; hostPath?: { path: string }; secret?: { secretName: string } }[];
  extraVolumeMounts: { name: string; readOnly?: boolean; mountPropagation?: string }[];
  [key: string]: unknown;
}

export function valuesOf(configuration: Record<string, unknown> = {}): FileLogValues {
  const settings = settingsOf(configuration);
  return fileLogsValues(settings, namesFor(settings)) as unknown as FileLogValues;
}

export const input = (values: FileLogValues) => values.config.pipeline.inputs[0] ?? {};
export const output = (values: FileLogValues) => values.config.pipeline.outputs[0] ?? {};
