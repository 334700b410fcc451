// The stack's program as it is, for a cluster that runs no pods: nothing would ever become ready and no hook would ever
// end, so neither is waited for. The provider leaves hooks out of an installation by `disableWebhooks`, and out of an
// upgrade by `disableCRDHooks` alone: without it an upgrade waits for a hook's Job until the release times out.
import * as pulumi from "@pulumi/pulumi";

import program = require("../../..");

const skipAwait = { "pulumi.com/skipAwait": "true" };

void pulumi.runtime.registerResourceTransform(({ type, props, opts }) => {
  if (type === "kubernetes:helm.sh/v3:Release")
    return { props: { ...props, skipAwait: true, disableWebhooks: true, disableCRDHooks: true, atomic: false }, opts };
  if (!type.startsWith("kubernetes:")) return undefined;
  const { metadata = {}, ...rest } = props as { metadata?: { annotations?: object } };
  return {
    props: { ...rest, metadata: { ...metadata, annotations: { ...metadata.annotations, ...skipAwait } } },
    opts,
  };
});

export = program;
