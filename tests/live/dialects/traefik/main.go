// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0

// Answers requests as Traefik does: its own Kubernetes Ingress provider makes the routers, its own muxer chooses among
// them. Entry points are web (plain) and websecure, which gives TLS to every router where "tls" says so. The cleaning of
// paths that its entry points do in front (unexported there) is done here by the same functions of Go's net/url.
//
// Reads one JSON object a line: {"resources": YAML, "strict": bool, "empty": bool, "tls": bool, "requests":
// [{"scheme", "method", "target", "host"}]}; writes one a line: {"answers": [{"status", "service", "target"}]}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"sort"
	"strings"

	"github.com/rs/zerolog"
	"github.com/rs/zerolog/log"
	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"github.com/traefik/traefik/v3/pkg/middlewares/requestdecorator"
	httpmuxer "github.com/traefik/traefik/v3/pkg/muxer/http"
	"github.com/traefik/traefik/v3/pkg/provider/kubernetes/ingress"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	netv1 "k8s.io/api/networking/v1"
	"k8s.io/client-go/kubernetes/scheme"
)

type request struct {
	Scheme, Method, Target, Host string
}
type question struct {
	Resources          string
	Strict, Empty, TLS bool
	Requests           []request
}
type answer struct {
	Status  int    `json:"status"`
	Service string `json:"service,omitempty"`
	Target  string `json:"target,omitempty"`
}

func cluster(text string) *ingress.WayproofCluster {
	found := &ingress.WayproofCluster{}
	decoder := scheme.Codecs.UniversalDeserializer()
	for _, document := range strings.Split("\n"+text, "\n---") {
		object, _, err := decoder.Decode([]byte(document), nil, nil)
		if err != nil {
			continue // not one of these kinds, or none at all
		}
		switch known := object.(type) {
		case *netv1.Ingress:
			found.Ingresses = append(found.Ingresses, known)
		case *netv1.IngressClass:
			found.Classes = append(found.Classes, known)
		case *corev1.Service:
			found.Services = append(found.Services, known)
		case *corev1.Secret:
			found.Secrets = append(found.Secrets, known)
		case *discoveryv1.EndpointSlice:
			found.Slices = append(found.Slices, known)
		}
	}
	return found
}

func backendOf(c *ingress.WayproofCluster, service *dynamic.Service) string {
	if service == nil || service.LoadBalancer == nil || len(service.LoadBalancer.Servers) == 0 {
		return ""
	}
	server, err := url.Parse(service.LoadBalancer.Servers[0].URL)
	if err != nil {
		return ""
	}
	for index, candidate := range c.Services {
		if c.Address(index) == server.Hostname() {
			return candidate.Namespace + "/" + candidate.Name
		}
	}
	return ""
}

// One entry point: the routers that are on it, with or without TLS.
func entryPoint(q question, c *ingress.WayproofCluster, conf *dynamic.Configuration, name string, tls bool) http.Handler {
	parser, err := httpmuxer.NewSyntaxParser()
	if err != nil {
		panic(err)
	}
	muxer := httpmuxer.NewMuxer(parser)
	var names []string
	for routerName := range conf.HTTP.Routers {
		names = append(names, routerName)
	}
	sort.Strings(names)
	for _, routerName := range names {
		router := conf.HTTP.Routers[routerName]
		if len(router.EntryPoints) > 0 && !slices.Contains(router.EntryPoints, name) {
			continue
		}
		hasTLS := router.TLS != nil || (tls && q.TLS)
		if hasTLS != tls {
			continue
		}
		service := backendOf(c, conf.HTTP.Services[router.Service])
		priority := router.Priority
		if priority == 0 {
			priority = httpmuxer.GetRulePriority(router.Rule)
		}
		handler := http.HandlerFunc(func(writer http.ResponseWriter, r *http.Request) {
			if service == "" {
				writer.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			writer.Header().Set("X-Service", service)
			writer.Header().Set("X-Target", r.URL.RequestURI())
		})
		if err := muxer.AddRoute(router.Rule, router.RuleSyntax, priority, handler); err != nil {
			continue // Traefik logs the error and goes on without the router
		}
	}
	decorator := requestdecorator.New(nil)
	return http.HandlerFunc(func(writer http.ResponseWriter, r *http.Request) { decorator.ServeHTTP(writer, r, muxer.ServeHTTP) })
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

// Escapes of unreserved characters are decoded, the others written in capitals; then dots and slashes go.
func cleaned(from *url.URL) *url.URL {
	to := *from
	if raw := from.RawPath; raw != "" {
		var built strings.Builder
		for i := 0; i < len(raw); i++ {
			if raw[i] != '%' || i+2 >= len(raw) {
				built.WriteByte(raw[i])
				continue
			}
			escape := strings.ToUpper(raw[i : i+3])
			if plain, err := url.PathUnescape(escape); err == nil && strings.Contains(unreserved, plain) {
				built.WriteString(plain)
			} else {
				built.WriteString(escape)
			}
			i += 2
		}
		to.RawPath = built.String()
	}
	return to.JoinPath()
}

func ask(handler http.Handler, asked request) answer {
	text := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n\r\n", asked.Method, asked.Target, asked.Host)
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
	if err != nil || strings.Contains(r.URL.RawPath, "#") {
		return answer{Status: http.StatusBadRequest}
	}
	r.URL = cleaned(r.URL)
	r.RequestURI = r.URL.RequestURI()
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, r)
	return answer{Status: recorder.Code, Service: recorder.Header().Get("X-Service"), Target: recorder.Header().Get("X-Target")}
}

func main() {
	log.Logger = zerolog.Nop()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<28)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		c := cluster(q.Resources)
		provider := &ingress.Provider{StrictPrefixMatching: q.Strict, AllowEmptyServices: q.Empty}
		conf := ingress.WayproofConfiguration(provider, c)
		plain := entryPoint(q, c, conf, "web", false)
		secure := entryPoint(q, c, conf, "websecure", true)
		answers := []answer{}
		for _, asked := range q.Requests {
			if asked.Scheme == "https" {
				answers = append(answers, ask(secure, asked))
			} else {
				answers = append(answers, ask(plain, asked))
			}
		}
		if err := out.Encode(map[string]any{"answers": answers}); err != nil {
			os.Exit(1)
		}
	}
}
