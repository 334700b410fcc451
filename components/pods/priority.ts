// How the scheduler weighs the platform against what runs beside it. Plain constants.

/**
 * Class of the pods that hold or move telemetry: scheduled before applications, which have priority 0, so that a
 * crowded cluster can still be observed. Node agents have `system-node-critical` (node-agent.ts).
 */
export const platformPriorityClass = "observability";

/** Above every application that sets none; below the 10,000,000 and more that clusters give to their own add-ons. */
const platformPriority = 1_000_000;

/** The class itself. */
export const priorityClass = { value: platformPriority, description: "Pods that hold or move telemetry" };
