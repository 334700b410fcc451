package main

import (
	_ "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

func main() {}
