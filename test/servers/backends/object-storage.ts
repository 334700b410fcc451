// Stands in for S3: moto, which answers S3's API and keeps objects in memory. Any key is let in.
import * as path from "node:path";
import { installed } from "../../../tools/install";
import { removeScratch, scratchDirectory } from "../cleanup";
import { Daemon, freePorts } from "../daemon";

export class ObjectStorage {
  private constructor(
    private readonly daemon: Daemon,
    /** `host:port`, plain HTTP. */
    readonly address: string,
    private readonly directory: string,
  ) {}

  static async start(buckets: readonly string[]): Promise<ObjectStorage> {
    const moto = await installed("moto");
    const directory = scratchDirectory("object-storage-");
    const [port] = await freePorts(1);
    const address = `127.0.0.1:${port}`;
    const daemon = await Daemon.start({
      name: "moto",
      command: moto,
      args: ["-H", "127.0.0.1", "-p", String(port)],
      logFile: path.join(directory, "log"),
      readyWithinSeconds: 60,
      environment: { PYTHONPATH: path.dirname(path.dirname(moto)), PYTHONDONTWRITEBYTECODE: "1" },
      ready: async () => (await fetch(`http://${address}/`)).ok,
    });
    const storage = new ObjectStorage(daemon, address, directory);
    for (const bucket of buckets) await fetch(`http://${address}/${bucket}`, { method: "PUT", headers: authorization });
    return storage;
  }

  /** Keys of a bucket, a thousand at most. */
  async keys(bucket: string, prefix: string): Promise<string[]> {
    const answer = await fetch(`http://${this.address}/${bucket}?list-type=2&prefix=${encodeURIComponent(prefix)}`, {
      headers: authorization,
    });
    return [...(await answer.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key);
  }

  async stop(): Promise<void> {
    await this.daemon.stop();
    removeScratch(this.directory);
  }
}

/** moto reads only the region of it. */
const authorization = {
  authorization: "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x",
};
