/**
 * A small Node.js language host for the Pulumi engine.
 *
 * The Pulumi distribution brings a language host of its own, and wherever that one is found this one is never used (see
 * commands/pulumi-environment.ts). It exists for machines where the CLI had to be built from its Go module, which leaves
 * the host out. The program cannot tell the difference: what runs it is the SDK's own `@pulumi/pulumi/cmd/run` either way.
 *
 * The engine starts it with its own address as the last argument, reads a port from the first line of stdout and then
 * calls the gRPC service LanguageRuntime. Later lines on stdout and stderr are the program's, which the engine shows.
 * Only what a run needs is answered; code generation and installing dependencies are refused as unimplemented.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";

import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { nodeArguments, nodeEnvironment, type Outcome, outcome, type RunRequest, type RuntimeOptions } from "./program";

/** How often the host looks whether the engine that started it is still there. */
const PARENT_CHECK_SECONDS = 1;

/** Programs that run at the moment; they end with the host. */
const programs = new Set<ChildProcess>();

/** Serves the engine whose address is the last argument, until the engine ends. */
export function serve(): void {
  const engineAddress = process.argv.at(-1) ?? "";
  const server = new grpc.Server();
  server.addService(LanguageRuntimeService, handlers(engineAddress));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) {
      console.error(`pulumi-language-nodejs: ${error.message}`);
      process.exit(1);
    }
    process.stdout.write(`${port}\n`);
  });
  endWithParent();
}

function handlers(engineAddress: string): grpc.UntypedServiceImplementation {
  const answer =
    <Request, Response>(respond: (request: Request) => Response | Promise<Response>) =>
    (call: grpc.ServerUnaryCall<Request, Response>, callback: grpc.sendUnaryData<Response>): void => {
      Promise.resolve(call.request)
        .then(respond)
        .then((response) => callback(null, response))
        .catch((error: Error) => callback({ code: grpc.status.UNKNOWN, details: error.message }));
    };
  return {
    handshake: answer(() => new language.LanguageHandshakeResponse()),
    getPluginInfo: answer(() => new plugin.PluginInfo().setVersion(sdkVersion(__dirname))),
    about: answer((request: language.AboutRequest) => about(request)),
    // Empty on purpose: the engine would download what is named here before it looks at the plugins on PATH.
    // Providers are found when the program registers its first resource of theirs.
    getRequiredPlugins: answer(() => new language.GetRequiredPluginsResponse()),
    getRequiredPackages: answer(() => new language.GetRequiredPackagesResponse()),
    runtimeOptionsPrompts: answer(() => new language.RuntimeOptionsResponse()),
    getProgramDependencies: answer(() => new language.GetProgramDependenciesResponse()),
    run: answer(async (request: language.RunRequest) => {
      const { error, bail } = await run(readRunRequest(request, engineAddress));
      return new language.RunResponse().setError(error).setBail(bail);
    }),
    cancel: answer(() => {
      endPrograms();
      return new Empty();
    }),
  };
}

function readRunRequest(request: language.RunRequest, engineAddress: string): RunRequest {
  const info = request.getInfo();
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value, key) => {
    config[key] = value;
  });
  return {
    rootDirectory: info?.getRootDirectory() ?? request.getPwd(),
    workingDirectory: request.getPwd(),
    entryPoint: info?.getEntryPoint() ?? request.getProgram(),
    monitorAddress: request.getMonitorAddress(),
    engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    dryRun: request.getDryrun(),
    parallel: request.getParallel(),
    args: request.getArgsList(),
    config,
    secretKeys: request.getConfigsecretkeysList(),
    options: (info?.getOptions()?.toJavaScript() ?? {}) as RuntimeOptions,
  };
}

/** Runs the program to its end. Its output goes where the host's goes: to the engine, which shows it. */
async function run(request: RunRequest): Promise<Outcome> {
  let runModule: string;
  try {
    runModule = requireFrom(request.workingDirectory).resolve("@pulumi/pulumi/cmd/run");
  } catch {
    return { error: "The Pulumi SDK is not installed in this project: run `npm ci`", bail: false };
  }
  const program = spawn(process.execPath, nodeArguments(request, runModule), {
    cwd: request.workingDirectory,
    env: { ...process.env, ...nodeEnvironment(request) },
    stdio: ["ignore", "inherit", "inherit"],
  });
  programs.add(program);
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      program.once("error", reject);
      program.once("close", (code, signal) => resolve(outcome(code, signal)));
    });
  } finally {
    programs.delete(program);
  }
}

function about(request: language.AboutRequest): language.AboutResponse {
  const response = new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version);
  const directory = request.getInfo()?.getProgramDirectory() ?? process.cwd();
  response.getMetadataMap().set("sdk", sdkVersion(directory));
  return response;
}

/** Version of the `@pulumi/pulumi` that a file in `directory` would load. */
function sdkVersion(directory: string): string {
  return (requireFrom(directory)("@pulumi/pulumi/package.json") as { version: string }).version;
}

function requireFrom(directory: string): NodeJS.Require {
  return createRequire(path.join(directory, "package.json"));
}

/** Ends the host when the engine is gone, however it ended: otherwise a killed engine would leave a program running. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      endPrograms();
      process.exit(1);
    }
  }, PARENT_CHECK_SECONDS * 1000).unref();
}

function endPrograms(): void {
  for (const program of programs) {
    program.kill("SIGTERM");
  }
}
