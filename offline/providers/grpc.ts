// The provider protocol: turns the engine's gRPC calls into calls of a StandIn, and serves them on a loopback port.

import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Failure } from "./model";
import type { Autonaming, Difference, StandIn } from "./standin";
import type { Properties } from "./values";

/** Serves the provider; returns the port it listens on and what ends it. */
export async function serve(
  standIn: StandIn,
  engineAddress: string | undefined,
): Promise<{ port: number; stop: () => void }> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, handlers(standIn, engineAddress));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      return error ? reject(error) : resolve(bound);
    });
  });
  return { port, stop: () => server.forceShutdown() };
}

/** Everything but construct, call, list, schema and mappings, which the engine needs of other providers only. */
type Handlers = Omit<
  IResourceProviderServer,
  "parameterize" | "getSchema" | "call" | "construct" | "list" | "getMapping" | "getMappings"
>;

function handlers(
  standIn: StandIn,
  firstEngineAddress: string | undefined,
): Handlers & grpc.UntypedServiceImplementation {
  let engineAddress = firstEngineAddress;
  return {
    handshake: answer((request: messages.ProviderHandshakeRequest) => {
      engineAddress = request.getEngineAddress() || engineAddress;
      const response = new messages.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    attach: answer((request: { getAddress(): string }) => {
      engineAddress = request.getAddress();
      return new Empty();
    }),
    getPluginInfo: answer(() => {
      const response = new PluginInfo();
      response.setVersion(standIn.model.version);
      return response;
    }),
    cancel: answer(() => {
      standIn.cancel();
      return new Empty();
    }),
    checkConfig: answer((request: messages.CheckRequest) => {
      const news = plain(request.getNews());
      return checkResponse(news, standIn.checkConfig(news));
    }),
    diffConfig: answer((request: messages.DiffRequest) => {
      const olds = plain(request.getOldInputs() ?? request.getOlds());
      return diffResponse(standIn.diffConfig(olds, plain(request.getNews())));
    }),
    configure: answer(async (request: messages.ConfigureRequest) => {
      standIn.configure(plain(request.getArgs()));
      await log(engineAddress, standIn.model.notice);
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    check: answer((request: messages.CheckRequest) => {
      const { inputs, failures } = standIn.check({
        type: typeOf(request.getUrn()),
        urn: request.getUrn(),
        olds: plain(request.getOlds()),
        news: plain(request.getNews()),
        randomSeed: request.getRandomseed_asU8(),
        autonaming: autonaming(request.getAutonaming()),
      });
      return checkResponse(inputs, failures);
    }),
    diff: answer((request: messages.DiffRequest) => {
      const olds = plain(request.getOldInputs() ?? request.getOlds());
      const news = plain(request.getNews());
      return diffResponse(standIn.diff(typeOf(request.getUrn()), olds, news, request.getIgnorechangesList()));
    }),
    create: answer(async (request: messages.CreateRequest) => {
      const urn = request.getUrn();
      const state = await standIn.create(typeOf(urn), urn, plain(request.getProperties()), request.getPreview());
      const response = new messages.CreateResponse();
      response.setId(state.id);
      response.setProperties(Struct.fromJavaScript(state.outputs));
      return response;
    }),
    read: answer((request: messages.ReadRequest) => {
      const known = { inputs: plain(request.getInputs()), outputs: plain(request.getProperties()) };
      const state = standIn.read(typeOf(request.getUrn()), request.getId(), known);
      const response = new messages.ReadResponse();
      response.setId(state.id);
      response.setInputs(Struct.fromJavaScript(state.inputs));
      response.setProperties(Struct.fromJavaScript(state.outputs));
      return response;
    }),
    update: answer(async (request: messages.UpdateRequest) => {
      const urn = request.getUrn();
      const olds = plain(request.getOlds());
      const news = plain(request.getNews());
      const state = await standIn.update(typeOf(urn), urn, request.getId(), olds, news, request.getPreview());
      const response = new messages.UpdateResponse();
      response.setProperties(Struct.fromJavaScript(state.outputs));
      return response;
    }),
    delete: answer(async (request: messages.DeleteRequest) => {
      const inputs = plain(request.getOldInputs() ?? request.getProperties());
      await standIn.delete(typeOf(request.getUrn()), request.getId(), inputs);
      return new Empty();
    }),
    invoke: answer((request: messages.InvokeRequest) => {
      const response = new messages.InvokeResponse();
      response.setReturn(Struct.fromJavaScript(standIn.invoke(request.getTok(), plain(request.getArgs()))));
      return response;
    }),
  };
}

function answer<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => handle(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => {
          const details = error instanceof Error ? error.message : String(error);
          callback({ code: grpc.status.UNKNOWN, details });
        },
      );
  };
}

function plain(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}

/** The type is the last of those in `urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>`. */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").pop() ?? "";
}

function autonaming(options: messages.CheckRequest.AutonamingOptions | undefined): Autonaming | undefined {
  if (!options) {
    return undefined;
  }
  const modes = ["propose", "enforce", "disable"] as const;
  return { proposedName: options.getProposedName(), mode: modes[options.getMode()] ?? "propose" };
}

function checkResponse(inputs: Properties, failures: Failure[]): messages.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(Struct.fromJavaScript(inputs));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new messages.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

function diffResponse({ changes, deleteBeforeReplace }: Difference): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
  const kinds = {
    add: [ADD, ADD_REPLACE],
    delete: [DELETE, DELETE_REPLACE],
    update: [UPDATE, UPDATE_REPLACE],
  } as const;
  const response = new messages.DiffResponse();
  response.setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setHasdetaileddiff(true);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setDiffsList(topLevelKeys(changes.map((change) => change.path)));
  response.setReplacesList(topLevelKeys(changes.filter((change) => change.replace).map((change) => change.path)));
  for (const { path, kind, replace } of changes) {
    const difference = new messages.PropertyDiff();
    difference.setKind(kinds[kind][replace ? 1 : 0]);
    difference.setInputdiff(true);
    response.getDetaileddiffMap().set(path, difference);
  }
  return response;
}

function topLevelKeys(paths: string[]): string[] {
  return [...new Set(paths.map((path) => path.split(/[.[]/)[0] ?? path))];
}

async function log(engineAddress: string | undefined, message: string): Promise<void> {
  if (!engineAddress) {
    return;
  }
  const client = new EngineClient(engineAddress, grpc.credentials.createInsecure());
  const request = new LogRequest();
  request.setSeverity(LogSeverity.INFO);
  request.setMessage(message);
  // An engine that takes no message is no reason to fail: the notice is a courtesy.
  await new Promise<void>((resolve) => client.log(request, () => resolve()));
  client.close();
}
