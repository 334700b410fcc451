// The Kubernetes resource provider, for machines where the Pulumi plugin registry cannot be reached.
//
// The upstream command embeds a schema that its published module lacks. The engine asks for a provider's schema only to
// generate SDKs, which this program never does, so an empty one is served.
package main

import (
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

func main() {
	provider.Serve("kubernetes", version.Version, []byte("{}"), []byte("{}"))
}
