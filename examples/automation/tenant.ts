/**
 * Sets up a tenant of stack dev from a program: `npx tsx examples/automation/tenant.ts <tenant> <namespace>`, in the
 * project's folder, with `pulumi` on PATH. Runs the platform's program in this process with Pulumi's Automation API; the
 * tenant becomes a setting of the stack's file there, so `pulumi config` shows it. For a service catalogue or a form
 * that teams fill in.
 */
import { LocalWorkspace, type PreviewResult, type Stack } from "@pulumi/pulumi/automation";
// In a project of your own: from "eks-observability" and "eks-observability/settings".
import { lookUpSurroundings, Platform } from "../../components/platform";
import { stackSettings } from "../../components/stack/settings";

/** The platform's program, as index.ts has it. */
const program = async () => {
  const settings = stackSettings();
  const platform = new Platform("observability", { settings, ...(await lookUpSurroundings(settings)) });
  return { platform: platform.contract, platformSidecar: platform.sidecar, platformSecrets: platform.secrets };
};

interface TenantSetting {
  id: string;
  namespaces: string[];
}

/** The stack, with this program in place of one on disk. */
export function platformStack(stackName: string, options: { workDir?: string; envVars?: Record<string, string> } = {}) {
  return LocalWorkspace.createOrSelectStack({ stackName, projectName: "observability", program }, options);
}

/**
 * Adds the tenant to the settings, or does nothing where it is there, and previews.
 *
 * @throws where the settings are refused; the message lists every problem, and nothing was changed in the cloud.
 */
export async function addTenant(stack: Stack, tenant: TenantSetting): Promise<PreviewResult> {
  // Not `getConfig`, which fails alike where there are none and where it cannot tell: the first would be written over.
  const { "observability:tenants": setting } = await stack.getAllConfig();
  const tenants = JSON.parse(setting?.value ?? "[]") as TenantSetting[];
  if (!tenants.some(({ id }) => id === tenant.id)) {
    const place = `observability:tenants[${tenants.length}]`;
    await stack.setConfig(`${place}.id`, { value: tenant.id }, true);
    for (const [index, namespace] of tenant.namespaces.entries())
      await stack.setConfig(`${place}.namespaces[${index}]`, { value: namespace }, true);
  }
  return stack.preview();
}

async function main([id, namespace]: readonly string[]): Promise<void> {
  if (id === undefined || namespace === undefined)
    throw new Error("usage: npx tsx examples/automation/tenant.ts <tenant> <namespace>");
  const stack = await platformStack("dev", { workDir: process.cwd() });
  const { stdout } = await addTenant(stack, { id, namespaces: [namespace] });
  console.log(stdout);
}

if (require.main === module)
  main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
