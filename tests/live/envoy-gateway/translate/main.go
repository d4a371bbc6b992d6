// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0

// Envoy Gateway's translation as its controller runs it. `egctl x translate` leaves out, while reading files, what only
// a cluster tells: labels of namespaces, ages, ListenerSets and endpoints; this program puts them back and calls the same
// functions. It is built inside Envoy Gateway's own module, since they are internal to it. Reads YAML from standard
// input, writes egctl's JSON to standard output.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	gwapiv1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/yaml"

	egv1a1 "github.com/envoyproxy/gateway/api/v1alpha1"
	"github.com/envoyproxy/gateway/internal/cmd/egctl"
	"github.com/envoyproxy/gateway/internal/gatewayapi"
	"github.com/envoyproxy/gateway/internal/gatewayapi/resource"
	"github.com/envoyproxy/gateway/internal/logging"
)

type head struct {
	Kind     string            `json:"kind"`
	Metadata metav1.ObjectMeta `json:"metadata"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	resources, err := resource.LoadResourcesFromYAMLBytes(input, false, nil)
	if err != nil {
		return err
	}
	if err = complete(resources, input); err != nil {
		return err
	}
	resources.Sort()

	options := &egctl.TranslationOptions{
		GlobalRateLimitEnabled:  true,
		EndpointRoutingDisabled: false,
		EnvoyPatchPolicyEnabled: true,
		BackendEnabled:          true,
	}
	xds, err := egctl.TranslateGatewayAPIToXds("envoy-gateway-system", "cluster.local", "all", resources, options)
	if err != nil {
		return err
	}
	translator := &gatewayapi.Translator{
		GatewayControllerName:   string(resources.GatewayClass.Spec.ControllerName),
		GatewayClassName:        gwapiv1.ObjectName(resources.GatewayClass.Name),
		GlobalRateLimitEnabled:  true,
		EnvoyPatchPolicyEnabled: true,
		BackendEnabled:          true,
		Logger:                  logging.DefaultLogger(io.Discard, egv1a1.LogLevelInfo),
	}
	// What cannot be translated is said in the status; the error repeats it.
	result, _ := translator.Translate(context.Background(), resources)
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"xds":          xds,
		"gateways":     result.Gateways,
		"listenerSets": result.ListenerSets,
		"httpRoutes":   result.HTTPRoutes,
		"grpcRoutes":   result.GRPCRoutes,
		"tlsRoutes":    result.TLSRoutes,
		"tcpRoutes":    result.TCPRoutes,
		"udpRoutes":    result.UDPRoutes,
	})
}

// complete adds what the file loader leaves out.
func complete(resources *resource.Resources, input []byte) error {
	metas := map[string]*metav1.ObjectMeta{}
	key := func(kind, namespace, name string) string { return kind + "/" + namespace + "/" + name }
	for _, o := range resources.Gateways {
		metas[key("Gateway", o.Namespace, o.Name)] = &o.ObjectMeta
	}
	for _, o := range resources.HTTPRoutes {
		metas[key("HTTPRoute", o.Namespace, o.Name)] = &o.ObjectMeta
	}
	for _, o := range resources.GRPCRoutes {
		metas[key("GRPCRoute", o.Namespace, o.Name)] = &o.ObjectMeta
	}
	for _, o := range resources.TLSRoutes {
		metas[key("TLSRoute", o.Namespace, o.Name)] = &o.ObjectMeta
	}
	for _, o := range resources.TCPRoutes {
		metas[key("TCPRoute", o.Namespace, o.Name)] = &o.ObjectMeta
	}
	for _, o := range resources.UDPRoutes {
		metas[key("UDPRoute", o.Namespace, o.Name)] = &o.ObjectMeta
	}
	for _, o := range resources.BackendTLSPolicies {
		metas[key("BackendTLSPolicy", o.Namespace, o.Name)] = &o.ObjectMeta
	}
	namespaces := map[string]*corev1.Namespace{}
	for _, o := range resources.Namespaces {
		namespaces[o.Name] = o
	}

	reader := utilyaml.NewYAMLReader(bufferedReader(input))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var object head
		if err = yaml.Unmarshal(document, &object); err != nil {
			return err
		}
		meta := object.Metadata
		switch object.Kind {
		case "Namespace":
			if namespace := namespaces[meta.Name]; namespace != nil {
				namespace.Labels = meta.Labels
			}
		case "ListenerSet":
			set := &gwapiv1.ListenerSet{}
			if err = yaml.Unmarshal(document, set); err != nil {
				return err
			}
			resources.ListenerSets = append(resources.ListenerSets, set)
		case "EndpointSlice":
			slice := &discoveryv1.EndpointSlice{}
			if err = yaml.Unmarshal(document, slice); err != nil {
				return err
			}
			resources.EndpointSlices = append(resources.EndpointSlices, slice)
		default:
			if known := metas[key(object.Kind, meta.Namespace, meta.Name)]; known != nil {
				known.CreationTimestamp = meta.CreationTimestamp
				known.Labels = meta.Labels
			}
		}
	}
}

func bufferedReader(input []byte) *bufio.Reader { return bufio.NewReader(bytes.NewReader(input)) }
