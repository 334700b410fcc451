// The plain data that a chart takes. Pure.

export type HelmValue = string | number | boolean | null | readonly HelmValue[] | HelmValues;

/** Values of one release. `null` deletes a default of the chart; `undefined` is as if the key were absent. */
export interface HelmValues {
  readonly [key: string]: HelmValue | undefined;
}

/**
 * Requests and limits of a container: memory is limited to what it requests, CPU is not limited (throttling loses
 * data).
 */
export function resources(row: { cpuMillicores: number; memoryMib: number }): HelmValues {
  const memory = `${row.memoryMib}Mi`;
  return { requests: { cpu: `${row.cpuMillicores}m`, memory }, limits: { memory } };
}

/** Settings of a container that may do nothing but its work; what every chart that allows it is given. */
export const restrictedContainer: HelmValues = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};
