// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0

// Answers requests as Contour's route tables say: its own Ingress processor and route cache make Envoy's route
// configurations, which are gone through here as Envoy does (virtual host by name, first route that matches, RE2 over
// the whole path). Envoy's normalisation of paths, which Contour switches on, is done here.
//
// Reads one JSON object a line: {"resources": YAML, "requests": [{"scheme", "method", "target", "host"}]}; writes one a
// line: {"answers": [{"status", "service", "target"}]}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"

	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	"github.com/sirupsen/logrus"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	netv1 "k8s.io/api/networking/v1"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/projectcontour/contour/internal/dag"
	"github.com/projectcontour/contour/internal/metrics"
	xdscache "github.com/projectcontour/contour/internal/xdscache/v3"
	"github.com/prometheus/client_golang/prometheus"
)

type request struct {
	Scheme, Method, Target, Host string
}
type question struct {
	Resources string
	Requests  []request
}
type answer struct {
	Status  int    `json:"status"`
	Service string `json:"service,omitempty"`
	Target  string `json:"target,omitempty"`
}

type tables struct {
	configs map[string]*route.RouteConfiguration
	idle    map[string]bool // Services whose slices name no ready endpoint
}

func tablesOf(text string) tables {
	logger := logrus.New()
	logger.SetOutput(io.Discard)
	builder := dag.Builder{
		Source: dag.KubernetesCache{
			IngressClassNames: nil,
			FieldLogger:       logger,
			Metrics:           metrics.NewMetrics(prometheus.NewRegistry()),
		},
		Processors: []dag.Processor{&dag.ListenerProcessor{}, &dag.IngressProcessor{FieldLogger: logger}},
	}
	found := tables{configs: map[string]*route.RouteConfiguration{}, idle: map[string]bool{}}
	ready := map[string]int{}
	var classes []string
	var objects []any
	decoder := scheme.Codecs.UniversalDeserializer()
	for _, document := range strings.Split("\n"+text, "\n---") {
		object, _, err := decoder.Decode([]byte(document), nil, nil)
		if err != nil {
			continue
		}
		switch known := object.(type) {
		case *netv1.IngressClass:
			if strings.HasPrefix(known.Spec.Controller, "projectcontour.io/") {
				classes = append(classes, known.Name)
			}
		case *discoveryv1.EndpointSlice:
			name := known.Namespace + "/" + known.Labels["kubernetes.io/service-name"]
			ready[name] += 0
			for _, endpoint := range known.Endpoints {
				if endpoint.Conditions.Ready == nil || *endpoint.Conditions.Ready {
					ready[name]++
				}
			}
		case *netv1.Ingress, *corev1.Service, *corev1.Secret, *corev1.Namespace:
			objects = append(objects, known)
		}
	}
	for _, object := range objects {
		if service, isService := object.(*corev1.Service); isService && len(ready) > 0 {
			name := service.Namespace + "/" + service.Name
			found.idle[name] = ready[name] == 0
		}
	}
	builder.Source.IngressClassNames = classes
	for _, object := range objects {
		builder.Source.Insert(object)
	}
	var cache xdscache.RouteCache
	cache.OnChange(builder.Build())
	for _, message := range cache.Contents() {
		config := message.(*route.RouteConfiguration)
		found.configs[config.Name] = config
	}
	return found
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

func normalised(path string) string {
	var built strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] == '%' && i+2 < len(path) {
			if plain, err := url.PathUnescape(path[i : i+3]); err == nil && strings.Contains(unreserved, plain) {
				built.WriteString(plain)
				i += 2
				continue
			}
		}
		built.WriteByte(path[i])
	}
	var kept []string
	segments := strings.Split(built.String(), "/")[1:]
	for i, segment := range segments {
		isLast := i == len(segments)-1
		switch segment {
		case ".", "..":
			if segment == ".." && len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
			if isLast {
				kept = append(kept, "")
			}
		default:
			kept = append(kept, segment)
		}
	}
	path = "/" + strings.Join(kept, "/")
	if len(path) > 1 && strings.Trim(path, "/") == "" {
		return "//"
	}
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path
}

func hostOf(config *route.RouteConfiguration, authority string) *route.VirtualHost {
	host := strings.ToLower(authority)
	if config.IgnorePortInHostMatching {
		if at := strings.LastIndex(host, ":"); at >= 0 {
			host = host[:at]
		}
	}
	var chosen *route.VirtualHost
	longest := -1
	for _, candidate := range config.VirtualHosts {
		for _, domain := range candidate.Domains {
			length := -1
			switch {
			case domain == "*":
				length = 0
			case strings.HasPrefix(domain, "*") && len(host) > len(domain)-1 && strings.HasSuffix(host, domain[1:]):
				length = len(domain)
			case strings.EqualFold(domain, host):
				length = 1 << 20
			}
			if length > longest {
				longest, chosen = length, candidate
			}
		}
	}
	return chosen
}

func matches(match *route.RouteMatch, path, authority string) bool {
	switch kind := match.PathSpecifier.(type) {
	case *route.RouteMatch_Path:
		if path != kind.Path {
			return false
		}
	case *route.RouteMatch_Prefix:
		if !strings.HasPrefix(path, kind.Prefix) {
			return false
		}
	case *route.RouteMatch_PathSeparatedPrefix:
		if path != kind.PathSeparatedPrefix && !strings.HasPrefix(path, kind.PathSeparatedPrefix+"/") {
			return false
		}
	case *route.RouteMatch_SafeRegex:
		if !regexp.MustCompile(`^(?:` + kind.SafeRegex.Regex + `)$`).MatchString(path) {
			return false
		}
	}
	for _, header := range match.Headers {
		if header.Name == ":authority" && !regexp.MustCompile(`^(?:`+header.GetStringMatch().GetSafeRegex().GetRegex()+`)$`).MatchString(authority) {
			return false
		}
	}
	return true
}

func ask(t tables, asked request) answer {
	target, query, hasQuery := strings.Cut(asked.Target, "?")
	path := normalised(target)
	name := "ingress_http"
	if asked.Scheme == "https" {
		bare, _, _ := strings.Cut(strings.ToLower(asked.Host), ":")
		name = "https/" + bare
		if t.configs[name] == nil {
			if _, rest, isNested := strings.Cut(bare, "."); isNested {
				name = "https/*." + rest
			}
		}
	}
	config := t.configs[name]
	if config == nil {
		return answer{Status: 0}
	}
	host := hostOf(config, asked.Host)
	if host == nil {
		return answer{Status: 404}
	}
	for _, candidate := range host.Routes {
		if !matches(candidate.Match, path, asked.Host) {
			continue
		}
		if candidate.GetRedirect() != nil {
			return answer{Status: 301}
		}
		parts := strings.Split(candidate.GetRoute().GetCluster(), "/")
		service := parts[0] + "/" + parts[1]
		if t.idle[service] {
			return answer{Status: 503}
		}
		if hasQuery {
			path += "?" + query
		}
		return answer{Status: 200, Service: service, Target: path}
	}
	return answer{Status: 404}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<28)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		made := tablesOf(q.Resources)
		answers := []answer{}
		for _, asked := range q.Requests {
			answers = append(answers, ask(made, asked))
		}
		if err := out.Encode(map[string]any{"answers": answers}); err != nil {
			os.Exit(1)
		}
	}
}
