// What gateway and log consumer may use of this room.

export { type Fanout, fanout, fanoutCredentials, fanoutEnvironment, fanoutSecret, fanoutShare } from "./fanout";
export { logStore, searchExtensions } from "./search";
