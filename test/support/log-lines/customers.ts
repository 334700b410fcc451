// Lines that name a customer, or seem to.
import { json, type LineCase } from "./case";

/** Lines that name a customer, or seem to. */
export const customerLines: readonly LineCase[] = [
  { line: json({ msg: "paid", tenant_id: "acme" }), customer: "acme" },
  { line: json({ msg: "paid", tenant_id: 42 }), customer: "42" },
  { line: ` ${json({ tenant_id: "acme" })}\r`, customer: "acme" },
  { line: json({ msg: "paid", tenant_id: "c".repeat(200) }), customer: "c".repeat(64) },
  { line: json({ msg: "paid", tenant_id: "" }) },
  { line: json({ msg: "paid", tenant_id: null }) },
  { line: json({ msg: "paid", tenant: "acme", order: { tenant_id: "acme" } }) },
  { line: "paid tenant_id=acme" },
];
