// What AWS may answer differently without the user's doing replaces nothing: small stacks; test/long has the rest.
import { plansStay } from "./plans-stay";

plansStay([
  ["dev", false],
  ["dev", false, true],
]);
