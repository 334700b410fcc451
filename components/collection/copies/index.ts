// What gateway and log consumer may use of this room.

export {
  type Fanout,
  fanout,
  fanoutCredentials,
  fanoutEnvironment,
  fanoutExtensions,
  fanoutSecret,
  logStore,
} from "./fanout";
export { copiesOf } from "./targets";
