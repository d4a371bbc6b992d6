// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0

// What the controller makes of a set of objects: its nginx.conf, and what it posts to its Lua. Built inside the
// controller's own module, in its package controller.

package controller

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/eapache/channels"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	clientset "k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/record"

	"k8s.io/ingress-nginx/internal/ingress/controller/store"
	ngx_template "k8s.io/ingress-nginx/internal/ingress/controller/template"
	"k8s.io/ingress-nginx/internal/ingress/inspector"
	"k8s.io/ingress-nginx/internal/ingress/metric"
	"k8s.io/ingress-nginx/internal/net/dns"
	"k8s.io/ingress-nginx/internal/nginx"
	"k8s.io/ingress-nginx/pkg/apis/ingress"
	"k8s.io/ingress-nginx/pkg/tcpproxy"
)

// Upstream names the Service port that a backend of the posted list stands for.
type Upstream struct {
	Backend   string `json:"backend"`
	Namespace string `json:"namespace"`
	Service   string `json:"service"`
	Port      string `json:"port"`
	Address   string `json:"clusterAddress"`
}

// Dropped is an Ingress that the controller does not serve.
type Dropped struct {
	Ingress string `json:"ingress"`
	Reason  string `json:"reason"`
}

// Written is what the controller makes of one set of objects.
type Written struct {
	Conf      []byte            `json:"-"`
	Posted    map[string][]byte `json:"-"` // by path
	Kept      []string          `json:"kept"`
	Dropped   []Dropped         `json:"dropped"`
	Upstreams []Upstream        `json:"upstreams"`
}

// Writer writes configurations; one at a time beyond reading the objects.
type Writer struct {
	template *ngx_template.Template
	mutex    sync.Mutex
	sink     int // the port that stands in for nginx' own control port
	posted   map[string][]byte
}

const statusPort = 10246

// NewWriter reads the controller's template.
func NewWriter(templatePath string) (*Writer, error) {
	template, err := ngx_template.NewTemplate(templatePath)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &Writer{template: template, sink: listener.Addr().(*net.TCPAddr).Port, posted: map[string][]byte{}}
	server := &http.Server{
		ReadHeaderTimeout: time.Minute,
		Handler: http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
			body, _ := io.ReadAll(request.Body)
			w.posted[request.URL.Path] = body
			answer.WriteHeader(http.StatusCreated)
		}),
	}
	go func() { _ = server.Serve(listener) }()
	return w, nil
}

// Write runs the controller's store and its translation over the client's objects.
func (w *Writer) Write(config Configuration, client clientset.Interface) (*Written, error) {
	config.Client = client
	stop := make(chan struct{})
	defer close(stop)
	updates := channels.NewRingChannel(1024)
	resolver, _ := dns.GetSystemNameServers()
	n := &NGINXController{
		cfg:             &config,
		resolver:        resolver,
		recorder:        record.NewFakeRecorder(0),
		metricCollector: metric.NewDummyCollector(),
		runningConfig:   new(ingress.Configuration),
		updateCh:        updates,
		t:               w.template,
		Proxy:           &tcpproxy.TCPProxy{},
	}
	n.store = store.New(config.Namespace, config.WatchNamespaceSelector, config.ConfigMapName, config.TCPConfigMapName,
		config.UDPConfigMapName, config.DefaultSSLCertificate, 0, client, updates, config.DisableCatchAll,
		config.DeepInspector, config.IngressClassConfiguration, true)
	err := store.Fill(n.store, client, config.IngressClassConfiguration, config.Namespace,
		config.WatchNamespaceSelector, stop)
	if err != nil {
		return nil, err
	}

	w.mutex.Lock()
	defer w.mutex.Unlock()
	kept := store.Kept(n.store)
	_, _, configuration := n.getConfiguration(kept)
	backend := n.store.GetBackendConfiguration()
	backend.Resolver = n.resolver
	nginx.StatusPort = statusPort
	written := &Written{Kept: []string{}, Dropped: []Dropped{}, Upstreams: []Upstream{}}
	written.Conf, err = n.generateTemplate(backend, *configuration)
	if err != nil {
		return nil, err
	}
	nginx.StatusPort = w.sink
	w.posted = map[string][]byte{}
	if err = configureBackends(configuration.Backends); err != nil {
		return nil, err
	}
	if err = configureCertificates(configuration.Servers); err != nil {
		return nil, err
	}
	written.Posted = w.posted
	for _, one := range configuration.Backends {
		upstream := Upstream{Backend: one.Name, Port: one.Port.String()}
		if one.Service != nil {
			upstream.Namespace = one.Service.Namespace
			upstream.Service = one.Service.Name
			upstream.Address = one.Service.Spec.ClusterIP
		}
		written.Upstreams = append(written.Upstreams, upstream)
	}
	isKept := map[string]bool{}
	for _, one := range kept {
		written.Kept = append(written.Kept, one.Namespace+"/"+one.Name)
		isKept[one.Namespace+"/"+one.Name] = true
	}
	all, err := client.NetworkingV1().Ingresses("").List(context.TODO(), metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for i := range all.Items {
		name := all.Items[i].Namespace + "/" + all.Items[i].Name
		if !isKept[name] && !store.IsSentinel(all.Items[i].Name) {
			written.Dropped = append(written.Dropped, Dropped{name, n.whyDropped(&all.Items[i])})
		}
	}
	return written, nil
}

func (n *NGINXController) whyDropped(ing *networking.Ingress) string {
	if n.cfg.Namespace != "" && ing.Namespace != n.cfg.Namespace {
		return "its namespace is not watched"
	}
	if n.cfg.WatchNamespaceSelector != nil && !n.cfg.WatchNamespaceSelector.Empty() {
		namespace, err := n.cfg.Client.CoreV1().Namespaces().Get(context.TODO(), ing.Namespace, metav1.GetOptions{})
		if err != nil || !n.cfg.WatchNamespaceSelector.Matches(labels.Set(namespace.Labels)) {
			return "its namespace is not watched"
		}
	}
	if n.cfg.DeepInspector {
		if err := inspector.DeepInspect(ing); err != nil {
			return err.Error()
		}
	}
	if n.cfg.DisableCatchAll && ing.Spec.DefaultBackend != nil {
		return "catch-all Ingresses are disabled"
	}
	return store.WhyDropped(n.store, ing, n.cfg.IngressClassConfiguration)
}
