// The short form for CI: fails when a ratio has become grossly worse. Ratios only: a time says nothing on a shared
// machine.

import { objectLimitBytes, planFor } from "./growth";
import { Laboratory } from "./laboratory";
import { measurePreviews, ratio } from "./preview";

/** Above these something is wrong; the targets (preview.ts) are lower, so that a noisy machine does not cry wolf. */
const limits = { empty: 4.5, bare: 2.5 };
/** A tenant's bytes may cost more between 10 and 100 tenants than between 1 and 10 by this factor, but not grow. */
const bytesPerTenantGrowth = 1.5;
/** Objects smaller than this at 100 tenants are not looked at. */
const smallBytes = 4_096;

/** What is wrong, a line each; nothing when all is well. Prints what it measured. */
export async function shortForm(): Promise<string[]> {
  const problems: string[] = [];
  const measured = await measurePreviews(2);
  for (const other of ["empty", "bare"] as const) {
    const found = ratio(measured, other, ({ wallSeconds }) => wallSeconds);
    console.log(`preview of dev against ${other}: ${found.toFixed(2)} (at most ${limits[other]})`);
    if (!(found <= limits[other]))
      problems.push(
        `the preview of dev takes ${found.toFixed(2)} times the ${other} program's, above ${limits[other]}`,
      );
  }
  const laboratory = await Laboratory.open();
  try {
    const one = await planFor(laboratory, 1);
    const ten = await planFor(laboratory, 10);
    const hundred = await planFor(laboratory, 100);
    console.log(
      `resources at 1, 10 and 100 tenants: ${one.resources}, ${ten.resources}, ${hundred.resources} (the same)`,
    );
    if (one.resources !== hundred.resources)
      problems.push(`resources grow with tenants: ${one.resources} at 1, ${hundred.resources} at 100`);
    for (const [name, bytes] of hundred.sizes) {
      const before = ten.sizes.get(name) ?? 0;
      const [early, late] = [(before - (one.sizes.get(name) ?? 0)) / 9, (bytes - before) / 90];
      if (bytes < smallBytes || late <= 0) continue;
      console.log(`${name}: ${early.toFixed(0)} bytes a tenant up to 10, ${late.toFixed(0)} up to 100`);
      if (late > early * bytesPerTenantGrowth)
        problems.push(`${name} grows faster than tenants: ${early.toFixed(0)}, then ${late.toFixed(0)} bytes each`);
      if (before + late * 990 > objectLimitBytes * 2)
        problems.push(`${name} would be above ${2 * objectLimitBytes} bytes at 1,000 tenants, before compression`);
    }
  } finally {
    laboratory.close();
  }
  return problems;
}
