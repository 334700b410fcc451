// The SDK's component provider, which makes the schema of the components' types, with one thing more: what a component
// must know before it registers anything is waited for first.
import type * as pulumi from "@pulumi/pulumi";
import type { ConstructResult } from "@pulumi/pulumi/provider";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental";
import { preparedPlatform } from "./platform";
import { preparedWorkload } from "./workload";

const preparations: Record<string, (inputs: pulumi.Inputs) => Promise<pulumi.Inputs>> = {
  Platform: preparedPlatform,
  Workload: preparedWorkload,
};

export class Host extends ComponentProvider {
  override async construct(
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<ConstructResult> {
    const prepare = preparations[type.split(":").at(-1) ?? ""];
    return super.construct(name, type, prepare ? await prepare(inputs) : inputs, options);
  }
}
