// What a stack registers in AWS, under mocks.
import { Cloud } from "../../components/cloud/cloud";
import type { Settings } from "../../settings/settings";
import { cluster, type Registration, registrationsOf } from "./mock-stack";
import { namesFor } from "./place";

export function cloudOf(settings: Settings, facts = cluster, region?: string): Promise<Registration[]> {
  return registrationsOf(() => new Cloud("cloud", { settings, names: namesFor(settings, region), cluster: facts }));
}
