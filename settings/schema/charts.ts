// Where Helm charts come from.
import { z } from "zod";
import { documented } from "../documented";

export const charts = z.strictObject({
  mirror: documented(
    z
      .string()
      .max(1_024)
      .regex(
        /^(oci:\/\/[A-Za-z0-9][^\s/?#@:]*(:[0-9]+)?(\/[^\s?#@:]*)?|https:\/\/[A-Za-z0-9][^\s/?#@]*(\/[^\s?#]*)?)$|^\/[^\s/]\S*$/,
        "an oci:// or https:// repository without user, password, query, tag and digest in it, or an absolute directory",
      )
      .optional(),
    {
      means: "Every chart is taken from here instead of its public repository (air-gapped clusters)",
      effect: "in place",
      example: "oci://registry.example.com/charts",
    },
  ),
});
