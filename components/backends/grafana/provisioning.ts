// The operators' data sources as the chart provisions them: bodies in, content of the provisioning file out. Two
// readers expand the text before Grafana uses it: Helm's `tpl` and Grafana's variables. Both are told to leave it
// alone.

import type { Settings } from "../../../settings/settings";
import { copiesOf } from "../../collection/copies/targets";
import { type HelmValue, type HelmValues, literalText, withScalars } from "../../helm-values";
import { operatorsReader } from "../reads/readers";
import { type DataSource, operatorDataSources } from "./data-sources";

/** Where Grafana finds the password of the operators' reader. Read whenever it reads this file (organisations.sh). */
export const operatorsPassword = { directory: "/etc/operators", file: "password" } as const;

/** Grafana's first organisation, which it creates itself: the operators'. */
export const operatorsOrganisation = 1;

export function provisionedDataSources(settings: Settings): HelmValues {
  return {
    apiVersion: 1,
    // A data source that is no longer listed goes.
    prune: true,
    datasources: operatorDataSources(settings).map((source) => ({
      ...literal(source),
      orgId: operatorsOrganisation,
      editable: false,
      ...passwordOf(source, settings),
    })),
  };
}

/** What the Secret of their passwords holds, by the name of the variable that Grafana reads. */
export function dataSourcePasswords(settings: Pick<Settings, "fanout">): Record<string, string> {
  const passwords = copiesOf(settings).flatMap(({ dataSource }) => dataSource?.password ?? []);
  return Object.fromEntries(passwords.map(({ variable, credential }) => [variable, credential.reveal()]));
}

/** Not escaped: Grafana is meant to expand it. */
function passwordOf(source: DataSource, settings: Settings): HelmValues {
  if (source.basicAuthUser === operatorsReader) {
    const { directory, file } = operatorsPassword;
    return { secureJsonData: { basicAuthPassword: `$__file{${directory}/${file}}` } };
  }
  const password = copiesOf(settings).find(({ dataSource }) => dataSource?.body.uid === source.uid)?.dataSource
    ?.password;
  return password === undefined ? {} : { secureJsonData: { basicAuthPassword: `$${password.variable}` } };
}

/** The value with every text escaped, so that it arrives as it is: `$` for Grafana, `{{` for Helm. */
export function literal<T extends HelmValue>(value: T): T {
  return withScalars(value, (scalar) =>
    typeof scalar === "string" ? literalText(scalar.replaceAll("$", "$$$$")) : scalar,
  );
}
