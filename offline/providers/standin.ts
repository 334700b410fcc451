// The behaviour all stand-in providers share: check, diff, create, read, update, delete and look up, driven by a
// ProviderModel. Works on plain values, knows nothing of gRPC; touches only the account it is given.

import { createHash } from "node:crypto";
import type { Account } from "./account";
import { type Change, DEFAULTS_KEY, diffInputs } from "./diff";
import { durationsOf, type Failure, type ProviderModel, type ResourceModel } from "./model";
import { Subject, type SubjectFacts } from "./subject";
import { isSet, type Properties, reveal, secret } from "./values";

export interface Autonaming {
  proposedName: string;
  mode: "propose" | "enforce" | "disable";
}

export interface CheckRequest {
  type: string;
  urn: string;
  olds: Properties;
  news: Properties;
  randomSeed?: Uint8Array;
  autonaming?: Autonaming;
}

export interface Difference {
  changes: Change[];
  deleteBeforeReplace: boolean;
}

export interface ObjectState {
  /** Empty when there is no such object, and at the preview of a creation. */
  id: string;
  inputs: Properties;
  outputs: Properties;
}

/** Keys that the engine itself adds to a provider's configuration. */
const ENGINE_CONFIG_KEYS = ["version", "pluginDownloadURL", "__internal"];

export class StandIn {
  private config: Properties = {};
  private readonly waiting = new Set<(reason: Error) => void>();

  /** `timeScale` 1 makes every operation take as long as the real service does, 0 none at all. */
  constructor(
    readonly model: ProviderModel,
    private readonly account: Account,
    private readonly timeScale: number,
    /** The first creation, update or deletion of a type fails with these words: a throttled call, a release that times out. */
    private readonly failsOnce: Map<string, string> = new Map(),
  ) {}

  checkConfig(news: Properties): Failure[] {
    const known = [...this.model.configKeys, ...ENGINE_CONFIG_KEYS];
    return Object.keys(news)
      .filter((key) => !known.includes(key))
      .map((property) => ({ property, reason: this.notKnown(`configuration key ${property}`) }));
  }

  diffConfig(olds: Properties, news: Properties): Difference {
    return { changes: diffInputs(olds, news, this.model.configReplaceOn), deleteBeforeReplace: false };
  }

  configure(config: Properties): void {
    this.config = config;
  }

  check(request: CheckRequest): { inputs: Properties; failures: Failure[] } {
    const model = this.model.resource(request.type, this.config);
    if (!model) {
      return { inputs: request.news, failures: [{ property: "", reason: this.notKnown(request.type) }] };
    }
    const fresh = (digits: number): string | undefined => freshName(request, digits);
    const inputs = model.autoname?.fill(request.news, request.olds, fresh) ?? request.news;
    const failures: Failure[] = [];
    for (const property of model.required.filter((key) => !isSet(inputs[key]))) {
      failures.push({ property, reason: `Missing required property '${property}'` });
    }
    const known = [...model.required, ...model.optional, DEFAULTS_KEY];
    for (const property of Object.keys(inputs).filter((key) => !known.includes(key))) {
      failures.push({ property, reason: this.notKnown(`property ${property} of ${request.type}`) });
    }
    return { inputs, failures: [...failures, ...(model.check?.(inputs) ?? [])] };
  }

  diff(type: string, oldInputs: Properties, news: Properties, ignoreChanges: readonly string[]): Difference {
    const model = this.modelOf(type);
    const changes = diffInputs(oldInputs, news, model.replaceOn, ignoreChanges);
    // A name that the program gives may be taken, so the old object goes first (the bridged providers decide likewise).
    const isNamed = model.autoname?.isKept(oldInputs, news) ?? false;
    return { changes, deleteBeforeReplace: isNamed && changes.some((change) => change.replace) };
  }

  async create(type: string, urn: string, inputs: Properties, preview: boolean): Promise<ObjectState> {
    const model = this.modelOf(type);
    const facts: SubjectFacts = { urn, inputs, config: this.config, preview };
    if (preview) {
      return { id: "", inputs, outputs: outputsOf(model, facts) };
    }
    this.failOnce(type);
    // The object is there as soon as the service has taken the call; what follows is waiting for it.
    const state = this.added(model, type, facts);
    try {
      await this.wait(durationsOf(model, inputs).create);
    } catch (error) {
      this.account.remove(type, state.id);
      throw error;
    }
    return state;
  }

  private failOnce(type: string): void {
    const failure = this.failsOnce.get(type);
    this.failsOnce.delete(type);
    if (failure !== undefined) throw new Error(failure);
  }

  private added(model: ResourceModel, type: string, facts: SubjectFacts): ObjectState {
    const { inputs } = facts;
    for (let attempt = 1; ; attempt++) {
      const id = model.id(new Subject({ ...facts, attempt }));
      const state = { id, inputs, outputs: outputsOf(model, { ...facts, id, attempt }) };
      if (this.account.add({ type, ...state })) {
        return state;
      }
      if (model.existing === "overwrite") {
        this.account.put({ type, ...state });
        return state;
      }
      if (model.existing !== "another") {
        throw new Error(model.existing(id));
      }
    }
  }

  /** For a refresh `known` is what the engine's state has; for an import it is empty. */
  read(type: string, id: string, known: { inputs: Properties; outputs: Properties }): ObjectState {
    const { idOfImport = (name: string) => name } = this.modelOf(type);
    const isImport = Object.keys(known.outputs).length === 0;
    const found = this.account.get(type, isImport ? idOfImport(id) : id);
    if (found) {
      return found;
    }
    if (this.account.persistent) {
      return { id: "", inputs: {}, outputs: {} };
    }
    if (isImport) {
      throw new Error(
        `the stand-in ${this.model.title} provider cannot read ${type} ${id}: it keeps no account of objects ` +
          "unless STANDIN_ACCOUNT names a directory",
      );
    }
    return { id, ...known };
  }

  async update(
    type: string,
    urn: string,
    id: string,
    olds: Properties,
    news: Properties,
    preview: boolean,
  ): Promise<ObjectState> {
    const model = this.modelOf(type);
    const facts: SubjectFacts = { urn, inputs: news, config: this.config, preview, id, previous: olds };
    if (!preview) {
      this.failOnce(type);
      await this.wait(durationsOf(model, news).update);
    }
    const state = { id, inputs: news, outputs: outputsOf(model, facts) };
    if (!preview) {
      this.account.put({ type, ...state });
    }
    return state;
  }

  async delete(type: string, id: string, inputs: Properties): Promise<void> {
    const model = this.modelOf(type);
    const refusal = model.refuseDelete?.(id, inputs);
    if (refusal !== undefined) {
      throw new Error(refusal);
    }
    this.failOnce(type);
    await this.wait(durationsOf(model, inputs).delete);
    this.account.remove(type, id);
    const along = model.takesAlong?.(id);
    if (along !== undefined) this.account.removeAll(along.type, along.beginning);
  }

  invoke(token: string, args: Properties): Properties {
    const lookup = this.model.lookups[token];
    if (!lookup) {
      throw new Error(this.notKnown(`function ${token}`));
    }
    try {
      return lookup(args, this.config, this.account);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`invoking ${token}: 1 error occurred:\n\t* ${reason}\n\n`);
    }
  }

  /** Ends every wait at once, with an error: the engine was interrupted. */
  cancel(): void {
    for (const reject of this.waiting) {
      reject(new Error("cancelled"));
    }
  }

  private modelOf(type: string): ResourceModel {
    const model = this.model.resource(type, this.config);
    if (!model) {
      throw new Error(this.notKnown(type));
    }
    return model;
  }

  private notKnown(what: string): string {
    return `the stand-in ${this.model.title} provider does not know ${what}; add it to ${this.model.typesFile}`;
  }

  private async wait(seconds = 0): Promise<void> {
    const milliseconds = seconds * 1000 * this.timeScale;
    if (milliseconds === 0) {
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.waiting.delete(cancelWait);
        settle();
      };
      const cancelWait = (reason: Error): void => finish(() => reject(reason));
      const timer = setTimeout(() => finish(resolve), milliseconds);
      this.waiting.add(cancelWait);
    });
  }
}

/** A new name: the engine's proposal, else the logical name and hexadecimal digits drawn from the engine's seed. */
function freshName(request: CheckRequest, digits: number): string | undefined {
  const { urn, autonaming, randomSeed } = request;
  if (autonaming?.mode === "disable") {
    return undefined;
  }
  const seed = createHash("sha256")
    .update(randomSeed ?? "")
    .update(urn)
    .digest("hex");
  const logicalName = urn.split("::").slice(3).join("::");
  return autonaming?.proposedName || `${logicalName}-${seed.slice(0, digits)}`;
}

function outputsOf(model: ResourceModel, facts: SubjectFacts): Properties {
  const { [DEFAULTS_KEY]: _, ...inputs } = facts.inputs;
  const outputs: Properties = { ...model.defaults };
  for (const [key, value] of Object.entries(inputs)) {
    if (isSet(value)) {
      outputs[key] = value;
    }
  }
  const subject = new Subject(facts);
  for (const [key, compute] of Object.entries(model.outputs ?? {})) {
    const value = subject.compute(compute);
    if (value !== undefined) {
      outputs[key] = value;
    }
  }
  for (const key of model.secretOutputs ?? []) {
    const value = outputs[key];
    if (isSet(value)) {
      outputs[key] = secret(reveal(value));
    }
  }
  return outputs;
}
