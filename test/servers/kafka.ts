/**
 * One Kafka broker on loopback, set up as an MSK cluster with SCRAM is: SASL_SSL with SCRAM-SHA-512, ACLs enforced once
 * there are any, no topic created by itself. For tests: one broker is its own controller and every factor is one.
 * Writes a temporary directory only, which `stop` removes.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { Kafka, logLevel } from "kafkajs";
import { installed } from "../../tools/install";
import { removeScratch, scratchDirectory } from "./cleanup";
import { Daemon, freePorts } from "./daemon";

const run = promisify(execFile);

/** A start took 20 s with both cores of a machine busy with builds. */
const READY_WITHIN_SECONDS = 120;
/** Small, and quick to start rather than quick in the long run. */
const JVM_OPTIONS = ["-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];

export interface Credentials {
  username: string;
  password: string;
}

export interface KafkaOptions {
  /** SCRAM users besides `admin`, who may do all: name to password. */
  users?: Readonly<Record<string, string>>;
}

export class KafkaBroker {
  private daemon: Daemon | undefined;

  private constructor(
    /** `host:port` of the SASL_SSL listener. */
    readonly bootstrapServers: string,
    /** PEM certificate that clients must trust. */
    readonly caPem: string,
    /** File that holds `caPem`. */
    readonly caFile: string,
    /** Super user. */
    readonly admin: Credentials,
    /** File of the broker's log lines. */
    readonly logFile: string,
    private readonly directory: string,
    private readonly classPath: string,
  ) {}

  /** A client that logs nothing. */
  client(user: Credentials = this.admin): Kafka {
    return new Kafka({
      brokers: [this.bootstrapServers],
      ssl: { ca: [this.caPem] },
      sasl: { mechanism: "scram-sha-512", ...user },
      logLevel: logLevel.NOTHING,
    });
  }

  /** Formats a new broker and starts it. Throws an Error with the end of its log when it does not come up. */
  static async start(options: KafkaOptions = {}): Promise<KafkaBroker> {
    const jars = await installed("kafka");
    const directory = scratchDirectory("kafka-");
    try {
      const [clientPort, internalPort, controllerPort] = (await freePorts(3)) as [number, number, number];
      const { caPem, caFile, keystore, keystorePassword } = await createCertificate(directory);
      const admin = { username: "admin", password: randomBytes(12).toString("hex") };
      const broker = new KafkaBroker(
        `localhost:${clientPort}`,
        caPem,
        caFile,
        admin,
        path.join(directory, "broker.log"),
        directory,
        path.join(jars, "*"),
      );
      const properties = {
        ...serverProperties({ clientPort, internalPort, controllerPort, superUser: admin.username }),
        "log.dirs": path.join(directory, "data"),
        "ssl.keystore.location": keystore,
        "ssl.keystore.password": keystorePassword,
        "ssl.keystore.type": "PKCS12",
      };
      fs.writeFileSync(broker.propertiesFile, formatProperties(properties), { mode: 0o600 });
      await broker.format({ ...options.users, [admin.username]: admin.password });
      await broker.restart();
      return broker;
    } catch (error) {
      removeScratch(directory);
      throw error;
    }
  }

  /** Starts the broker on its data and ports; stops it first when it runs. */
  async restart(): Promise<void> {
    await this.daemon?.stop();
    const logged = fs.existsSync(this.logFile) ? fs.statSync(this.logFile).size : 0;
    this.daemon = await Daemon.start({
      name: "kafka",
      command: "java",
      args: [...JVM_OPTIONS, ...quietLogging(), "-cp", this.classPath, "kafka.Kafka", this.propertiesFile],
      logFile: this.logFile,
      ready: () => fs.readFileSync(this.logFile, "utf8").slice(logged).includes("Kafka Server started"),
      readyWithinSeconds: READY_WITHIN_SECONDS,
    });
  }

  /** Ends the broker as a crash would; data stay, `restart` brings it back. */
  async kill(): Promise<void> {
    await this.daemon?.kill();
    this.daemon = undefined;
  }

  /** Stops the broker and removes its data. */
  async stop(): Promise<void> {
    await this.daemon?.stop();
    this.daemon = undefined;
    removeScratch(this.directory);
  }

  private get propertiesFile(): string {
    return path.join(this.directory, "server.properties");
  }

  private async format(users: Readonly<Record<string, string>>): Promise<void> {
    const storageTool = [...JVM_OPTIONS, ...quietLogging(), "-cp", this.classPath, "kafka.tools.StorageTool"];
    const scram = Object.entries(users).flatMap(([name, password]) => [
      "--add-scram",
      `SCRAM-SHA-512=[name=${name},password=${password}]`,
    ]);
    await run("java", [
      ...storageTool,
      "format",
      "-t",
      clusterId(randomBytes(16)),
      "-c",
      this.propertiesFile,
      "--standalone",
      ...scram,
    ]);
  }
}

/**
 * A cluster's id of 16 bytes. It must not begin with `-`, which the tool that formats the storage takes for an option.
 */
export function clusterId(bytes: Buffer): string {
  const [first = 0, ...rest] = bytes;
  return Buffer.from([first & 0x7f, ...rest]).toString("base64url");
}

/** The broker's settings apart from files. Its second listener, for itself, speaks plain text on loopback. */
function serverProperties(of: {
  clientPort: number;
  internalPort: number;
  controllerPort: number;
  superUser: string;
}): Record<string, string> {
  return {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.bootstrap.servers": `localhost:${of.controllerPort}`,
    "controller.listener.names": "CONTROLLER",
    listeners: [
      `SASL_SSL://127.0.0.1:${of.clientPort}`,
      `INTERNAL://127.0.0.1:${of.internalPort}`,
      `CONTROLLER://127.0.0.1:${of.controllerPort}`,
    ].join(","),
    "advertised.listeners": `SASL_SSL://localhost:${of.clientPort},INTERNAL://127.0.0.1:${of.internalPort}`,
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT,SASL_SSL:SASL_SSL",
    "inter.broker.listener.name": "INTERNAL",
    "sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config":
      "org.apache.kafka.common.security.scram.ScramLoginModule required;",
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": `User:${of.superUser};User:ANONYMOUS`,
    "allow.everyone.if.no.acl.found": "true",
    "auto.create.topics.enable": "false",
    "offsets.topic.num.partitions": "1",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
  };
}

function formatProperties(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

/** Warnings only, but for the line that says that the broker has started. */
function quietLogging(): string[] {
  const property = "-Dorg.slf4j.simpleLogger";
  return [`${property}.defaultLogLevel=warn`, `${property}.log.kafka.server.KafkaRaftServer=info`];
}

/** A self-signed certificate for localhost, as a keystore for the broker and as PEM for clients. */
async function createCertificate(
  directory: string,
): Promise<{ caPem: string; caFile: string; keystore: string; keystorePassword: string }> {
  const keystore = path.join(directory, "broker.p12");
  const caFile = path.join(directory, "ca.pem");
  const keystorePassword = randomBytes(12).toString("hex");
  const store = ["-alias", "broker", "-keystore", keystore, "-storepass", keystorePassword, "-storetype", "PKCS12"];
  const subject = ["-dname", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1", "-validity", "30"];
  await run("keytool", ["-genkeypair", "-keyalg", "RSA", "-keysize", "2048", ...subject, ...store]);
  await run("keytool", ["-exportcert", "-rfc", "-file", caFile, ...store]);
  return { caPem: fs.readFileSync(caFile, "utf8"), caFile, keystore, keystorePassword };
}
