// Where Helm charts come from.
import { z } from "zod";
import { documented } from "../documented";
import { ecrAccount, port, wholeEcrAccount } from "./texts";

/** Who publishes some of them. */
const publishers = "prometheus-community|grafana|grafana-community|open-telemetry|fluent";

export const charts = z.strictObject({
  mirror: documented(
    z
      .string()
      .max(1_024)
      .regex(
        new RegExp(
          `^(oci://[A-Za-z0-9][^\\s/?#@:]*(:${port})?(/[^\\s?#@:]*)?|` +
            `https://[A-Za-z0-9][^\\s/?#@:]*(:${port})?(/[^\\s?#]*)?)$|^/[^\\s/](.*\\S)?$`,
        ),
        "an oci:// or https:// repository without user, password, query, tag and digest in it, or an absolute directory",
      )
      // Helm takes no others (oras-go, registry/reference.go).
      .regex(
        /^(?!oci:)|^oci:\/\/[^/]+(\/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*\/*$/,
        "a repository whose path is in lower case: letters and digits, parted by . _ - and single slashes",
      )
      .regex(new RegExp(wholeEcrAccount("oci://")), ecrAccount)
      .regex(
        new RegExp(`^(?!(https://(${publishers})\\.github\\.io|oci://ghcr\\.io/(${publishers}))(/|$))`),
        "a repository with every chart of the platform, which no public one has; without this key each comes from its own",
      )
      .optional(),
    {
      means: "Every chart is taken from here instead of its public repository (air-gapped clusters)",
      effect: "in place",
      example: "oci://registry.example.com/charts",
    },
  ),
});
