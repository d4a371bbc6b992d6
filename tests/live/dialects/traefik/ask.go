// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0

// This file is put into Traefik's own package ingress, since what it calls is not exported.
package ingress

import (
	"context"
	"fmt"

	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	netv1 "k8s.io/api/networking/v1"
)

// WayproofCluster answers the provider from memory.
type WayproofCluster struct {
	Ingresses []*netv1.Ingress
	Classes   []*netv1.IngressClass
	Services  []*corev1.Service
	Slices    []*discoveryv1.EndpointSlice
	Secrets   []*corev1.Secret
}

// Address is unique to a Service, so that an answer names its backend.
func (c *WayproofCluster) Address(index int) string {
	return fmt.Sprintf("10.250.%d.%d", index/250, index%250+1)
}

func (c *WayproofCluster) WatchAll([]string, <-chan struct{}) (<-chan interface{}, error) {
	return nil, nil
}
func (c *WayproofCluster) GetIngresses() []*netv1.Ingress { return c.Ingresses }
func (c *WayproofCluster) GetIngressClasses() ([]*netv1.IngressClass, error) {
	var ours []*netv1.IngressClass
	for _, class := range c.Classes {
		if class.Spec.Controller == traefikDefaultIngressClassController {
			ours = append(ours, class)
		}
	}
	return ours, nil
}
func (c *WayproofCluster) GetService(namespace, name string) (*corev1.Service, bool, error) {
	for _, service := range c.Services {
		if service.Namespace == namespace && service.Name == name {
			return service, true, nil
		}
	}
	return nil, false, nil
}
func (c *WayproofCluster) GetSecret(namespace, name string) (*corev1.Secret, bool, error) {
	for _, secret := range c.Secrets {
		if secret.Namespace == namespace && secret.Name == name {
			return secret, true, nil
		}
	}
	return nil, false, nil
}
func (c *WayproofCluster) GetNodes() ([]*corev1.Node, bool, error) { return nil, false, nil }
func (c *WayproofCluster) UpdateIngressStatus(*netv1.Ingress, []netv1.IngressLoadBalancerIngress) error {
	return nil
}

// GetEndpointSlicesForService gives each Service one endpoint of its own; none where its slices name none that serves.
// What a cluster always writes is filled in: the condition "serving" follows "ready".
func (c *WayproofCluster) GetEndpointSlicesForService(namespace, name string) ([]*discoveryv1.EndpointSlice, error) {
	for index, service := range c.Services {
		if service.Namespace != namespace || service.Name != name {
			continue
		}
		isKnown, serves := len(c.Slices) > 0, false
		for _, slice := range c.Slices {
			if slice.Namespace != namespace || slice.Labels["kubernetes.io/service-name"] != name {
				continue
			}
			for _, endpoint := range slice.Endpoints {
				serves = serves || endpoint.Conditions.Ready == nil || *endpoint.Conditions.Ready
			}
		}
		if isKnown && !serves {
			return nil, nil
		}
		made := &discoveryv1.EndpointSlice{}
		for i := range service.Spec.Ports {
			port := service.Spec.Ports[i].Port
			made.Ports = append(made.Ports, discoveryv1.EndpointPort{Name: &service.Spec.Ports[i].Name, Port: &port})
		}
		made.Endpoints = []discoveryv1.Endpoint{{Addresses: []string{c.Address(index)}}}
		return []*discoveryv1.EndpointSlice{made}, nil
	}
	return nil, nil
}

// WayproofConfiguration is what the provider makes of the cluster.
func WayproofConfiguration(p *Provider, c *WayproofCluster) *dynamic.Configuration {
	return p.loadConfigurationFromIngresses(context.Background(), c)
}
