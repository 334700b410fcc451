// A pod's network as the gateway sees it: whatever connects here goes on from the pod's own loopback address.

import type { AddressInfo } from "node:net";
import * as net from "node:net";

export class PodAddress {
  private readonly open = new Set<net.Socket>();

  private constructor(
    private readonly server: net.Server,
    /** `host:port` to connect to instead of the target. */
    readonly entrance: string,
  ) {}

  /**
   * @param address In 127.0.0.0/8: on Linux all of them are this machine's; elsewhere each needs an alias.
   * @param target Port on 127.0.0.1.
   */
  static async start(address: string, target: number): Promise<PodAddress> {
    const server = net.createServer();
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    const entrance = new PodAddress(server, `127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on("connection", (near) => {
      const far = net.connect({ host: "127.0.0.1", port: target, localAddress: address });
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        entrance.open.add(one);
        one.pipe(other);
        one.on("error", () => other.destroy());
        one.on("close", () => entrance.open.delete(one));
      }
    });
    return entrance;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.open) socket.destroy();
    await closed;
  }
}
