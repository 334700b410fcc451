// What AWS may answer differently without the user's doing replaces nothing, with brokers and with `protect`.
import { plansStay } from "../engine/changes/plans-stay";

plansStay([
  ["sandbox", false],
  ["sandbox", true],
  ["prod", true],
]);
