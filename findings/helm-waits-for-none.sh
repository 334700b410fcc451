#!/usr/bin/env bash
# helm.sh/helm/v3 v3.22.0: `--wait` ends well where not one pod of a workload runs, by how the workload is updated.
#
# Input:    three workloads as the API server has them when each has been seen by its controller and no pod has started: a
#           Deployment of one replica with `maxUnavailable: 1`, a StatefulSet and a DaemonSet with `updateStrategy: OnDelete`;
#           beside them the same Deployment with `Recreate`, and the StatefulSet with `RollingUpdate`.
# Expected: none is ready. Helm "will wait until all Pods, PVCs, Services, and minimum number of Pods of a Deployment,
#           StatefulSet, or ReplicaSet are in a ready state", and with `--atomic` takes back what does not get there.
# Seen:     how many pods an update may take away, is taken away from what is waited for, at the first installation too: one
#           replica less one is none. Of what is updated by hand nothing is waited for at all. A pod that can never start, as of
#           an image that is not there, is a release that succeeded. The two others are waited for.
# Here:     components/pods/placement.ts updates single pods by `Recreate`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"

	"helm.sh/helm/v3/pkg/kube"
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/kubernetes/fake"
)

var (
	labels   = map[string]string{"app": "store"}
	selector = &meta.LabelSelector{MatchLabels: labels}
	template = core.PodTemplateSpec{
		ObjectMeta: meta.ObjectMeta{Labels: labels},
		Spec:       core.PodSpec{Containers: []core.Container{{Name: "store", Image: "registry.example/store:1"}}},
	}
	replicas = int32(1)
	one      = intstr.FromInt32(1)
	none     = intstr.FromInt32(0)
)

func named() meta.ObjectMeta {
	return meta.ObjectMeta{Name: "store", Namespace: "default", Labels: labels, Generation: 1, UID: "uid-of-store"}
}

func deployment(strategy apps.DeploymentStrategy) []runtime.Object {
	of := &apps.Deployment{
		ObjectMeta: named(),
		Spec:       apps.DeploymentSpec{Replicas: &replicas, Selector: selector, Template: template, Strategy: strategy},
		Status:     apps.DeploymentStatus{ObservedGeneration: 1, Replicas: 1, UpdatedReplicas: 1, UnavailableReplicas: 1},
	}
	controller := true
	set := &apps.ReplicaSet{
		ObjectMeta: meta.ObjectMeta{
			Name: "store-1", Namespace: "default", Labels: labels, Generation: 1,
			OwnerReferences: []meta.OwnerReference{{APIVersion: "apps/v1", Kind: "Deployment", Name: "store", UID: of.UID, Controller: &controller}},
		},
		Spec:   apps.ReplicaSetSpec{Replicas: &replicas, Selector: selector, Template: template},
		Status: apps.ReplicaSetStatus{ObservedGeneration: 1, Replicas: 1},
	}
	return []runtime.Object{of, set}
}

func statefulSet(kind apps.StatefulSetUpdateStrategyType) []runtime.Object {
	return []runtime.Object{&apps.StatefulSet{
		ObjectMeta: named(),
		Spec: apps.StatefulSetSpec{
			Replicas: &replicas, Selector: selector, Template: template,
			UpdateStrategy: apps.StatefulSetUpdateStrategy{Type: kind},
		},
		Status: apps.StatefulSetStatus{ObservedGeneration: 1, Replicas: 1, UpdatedReplicas: 1, CurrentRevision: "store-1", UpdateRevision: "store-1"},
	}}
}

func daemonSet() []runtime.Object {
	return []runtime.Object{&apps.DaemonSet{
		ObjectMeta: named(),
		Spec:       apps.DaemonSetSpec{Selector: selector, Template: template, UpdateStrategy: apps.DaemonSetUpdateStrategy{Type: apps.OnDeleteDaemonSetStrategyType}},
		Status:     apps.DaemonSetStatus{ObservedGeneration: 1, DesiredNumberScheduled: 3, NumberUnavailable: 3},
	}}
}

func main() {
	rolling := func(surge, unavailable *intstr.IntOrString) apps.DeploymentStrategy {
		return apps.DeploymentStrategy{
			Type:          apps.RollingUpdateDeploymentStrategyType,
			RollingUpdate: &apps.RollingUpdateDeployment{MaxSurge: surge, MaxUnavailable: unavailable},
		}
	}
	for _, of := range []struct {
		title   string
		objects []runtime.Object
	}{
		{"Deployment, maxUnavailable 1", deployment(rolling(&none, &one))},
		{"StatefulSet, OnDelete", statefulSet(apps.OnDeleteStatefulSetStrategyType)},
		{"DaemonSet, OnDelete", daemonSet()},
		{"Deployment, Recreate", deployment(apps.DeploymentStrategy{Type: apps.RecreateDeploymentStrategyType})},
		{"StatefulSet, RollingUpdate", statefulSet(apps.RollingUpdateStatefulSetStrategyType)},
	} {
		checker := kube.NewReadyChecker(fake.NewClientset(of.objects...), func(string, ...interface{}) {}, kube.PausedAsReady(true))
		ready, err := checker.IsReady(context.Background(), &resource.Info{Name: "store", Namespace: "default", Object: of.objects[0]})
		fmt.Printf("%s, no pod ready: ready=%v %v\n", of.title, ready, err)
	}
}
GO
export GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod
go mod init finding 2> /dev/null
go get helm.sh/helm/v3@v3.22.0 2> /dev/null
go mod tidy 2> /dev/null
seen=$(go run .)
expected='Deployment, maxUnavailable 1, no pod ready: ready=true <nil>
StatefulSet, OnDelete, no pod ready: ready=true <nil>
DaemonSet, OnDelete, no pod ready: ready=true <nil>
Deployment, Recreate, no pod ready: ready=false <nil>
StatefulSet, RollingUpdate, no pod ready: ready=false <nil>'
echo "helm v3.22.0"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
