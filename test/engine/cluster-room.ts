// What stacks need whose releases wait for ready pods: a control plane with a node in each of three zones.
import { KubeApi } from "../servers/kube-api";
import { Nodes } from "../servers/nodes";
import type { EngineRoom } from "./engine-room";
import { openEngineRoom } from "./engine-stack";

export interface ClusterRoom {
  api: KubeApi;
  room: EngineRoom;
  close(): Promise<void>;
}

export async function openClusterRoom(): Promise<ClusterRoom> {
  const api = await KubeApi.start();
  const nodes = await Nodes.start(api);
  for (const zone of ["a", "b", "c"]) await nodes.add({ name: `node-${zone}`, zone, cpu: 32, memoryGib: 128 });
  const room = await openEngineRoom(api);
  return {
    api,
    room,
    close: async () => {
      room.close();
      await nodes.stop();
      await api.stop();
    },
  };
}
