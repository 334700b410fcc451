// What stacks need whose releases wait for ready pods: a control plane with a node in each of three zones. Without nodes
// an upgrade of kube-prometheus-stack ends with its timeout: Helm waits for the Job of its hook, whose pod nobody runs.
import { KubeApi } from "../../servers/kube-api";
import { Nodes } from "../../servers/nodes";
import type { EngineRoom } from "./engine-room";
import { openEngineRoom } from "./engine-stack";

export interface ClusterRoom {
  api: KubeApi;
  room: EngineRoom;
  /** Lets no new pod onto any node, or lets them on again; agents of every node come all the same. */
  cordon(cordoned: boolean): Promise<void>;
  close(): Promise<void>;
}

export async function openClusterRoom(): Promise<ClusterRoom> {
  const api = await KubeApi.start();
  const nodes = await Nodes.start(api);
  const zones = ["a", "b", "c"];
  for (const zone of zones) await nodes.add({ name: `node-${zone}`, zone, cpu: 32, memoryGib: 128 });
  const room = await openEngineRoom(api);
  return {
    api,
    room,
    cordon: async (cordoned) => {
      for (const zone of zones) await nodes.cordon(`node-${zone}`, cordoned);
    },
    close: async () => {
      room.close();
      await nodes.stop();
      await api.stop();
    },
  };
}
