// Passwords of who reads a tenant's data, made once and kept: a Secret with the passwords for Grafana and Loki's canary,
// one with their hashes for the front door. Both are mounted, so a tenant more or less restarts nobody.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { ownLabels } from "../../../conventions/names";
import { ownSecretNames } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import { hashesFile, hashLine, readers } from "./readers";

export interface ReadPasswordsArgs {
  settings: Settings;
}

/** 43 characters of letters and digits are 256 bits. */
const passwordLength = 43;

export class ReadPasswords extends pulumi.ComponentResource {
  constructor(name: string, { settings }: ReadPasswordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:ReadPasswords", name, {}, opts);
    const parent = { parent: this };
    const metadata = (of: string) => ({ name: of, namespace: settings.namespace, labels: ownLabels });

    // Replacing one rotates it. Letters and digits only: the organisations' script hands it to sed.
    const passwords = Object.fromEntries(
      readers(settings).map((reader) => {
        const { result } = new random.RandomPassword(
          `${name}-${reader}`,
          { length: passwordLength, special: false },
          parent,
        );
        return [reader, result];
      }),
    );
    const hashes = pulumi
      .all(passwords)
      .apply((all) => Object.entries(all).map(([reader, password]) => hashLine(reader, password)));
    new kubernetes.core.v1.Secret(
      `${name}-passwords`,
      { metadata: metadata(ownSecretNames.readPasswords), stringData: pulumi.secret(pulumi.all(passwords)) },
      parent,
    );
    new kubernetes.core.v1.Secret(
      `${name}-hashes`,
      {
        metadata: metadata(ownSecretNames.readHashes),
        stringData: pulumi.secret({ [hashesFile]: hashes.apply((lines) => lines.join("")) }),
      },
      parent,
    );
    this.registerOutputs({});
  }
}
