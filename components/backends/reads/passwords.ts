// Passwords of who reads a tenant's data, all from one key, made once and kept: a Secret with the passwords for Grafana
// and Loki's canary, one with their hashes for the front door. Both are mounted, so a tenant more or less restarts
// nobody.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { ownLabels } from "../../../conventions/names";
import { ownSecretNames } from "../../../conventions/secrets";
import type { Settings } from "../../../settings/settings";
import { hashesFile, hashLine, operatorHashesFile, operatorsReader, readers, readPasswordOf } from "./readers";

export interface ReadPasswordsArgs {
  settings: Settings;
}

/** 43 characters of letters and digits are 256 bits. */
const keyLength = 43;

export class ReadPasswords extends pulumi.ComponentResource {
  constructor(name: string, { settings }: ReadPasswordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("obs:backends:ReadPasswords", name, {}, opts);
    const parent = { parent: this };
    const metadata = (of: string) => ({ name: of, namespace: settings.namespace, labels: ownLabels });

    // Replacing it rotates all of them. One for each tenant would make the plan grow with the tenants.
    const key = new random.RandomPassword(`${name}-key`, { length: keyLength, special: false }, parent).result;
    const passwords = key.apply((text) =>
      Object.fromEntries(
        [...readers(settings), operatorsReader].map((reader) => [reader, readPasswordOf(text, reader)]),
      ),
    );
    const hashes = passwords.apply(({ [operatorsReader]: ofOperators = "", ...all }) => ({
      [hashesFile]: Object.entries(all)
        .map(([reader, password]) => hashLine(reader, password))
        .join(""),
      [operatorHashesFile]: hashLine(operatorsReader, ofOperators),
    }));
    new kubernetes.core.v1.Secret(
      `${name}-passwords`,
      { metadata: metadata(ownSecretNames.readPasswords), stringData: pulumi.secret(passwords) },
      parent,
    );
    new kubernetes.core.v1.Secret(
      `${name}-hashes`,
      {
        metadata: metadata(ownSecretNames.readHashes),
        stringData: pulumi.secret(hashes),
      },
      parent,
    );
    this.registerOutputs({});
  }
}
