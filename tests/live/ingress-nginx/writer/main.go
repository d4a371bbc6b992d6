// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0

// Writes what ingress-nginx' own controller makes of Kubernetes objects, without a cluster: its store is filled from a
// client that holds them in memory, and its own translation and template do the rest.
//
//	wayproof-write TEMPLATE [CONTROLLER FLAG…] < JOBS
//
// JOBS is one JSON object a line: {"directory": …, "manifests": YAML, "config": {ConfigMap entries}, "leaveOut":
// ["Ingress/namespace/name"]}. Each directory gets nginx.conf, backends.json and servers.json (as they are posted), written.json (what was kept and dropped), and
// below ingress-controller/ the files that nginx.conf names. A line of standard output follows for each.
// Certificates and password files are written below the working directory.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/klog/v2"

	"k8s.io/ingress-nginx/internal/ingress/controller"
	"k8s.io/ingress-nginx/internal/ingress/controller/ingressclass"
	"k8s.io/ingress-nginx/internal/net/ssl"
	"k8s.io/ingress-nginx/pkg/flags"
	"k8s.io/ingress-nginx/pkg/util/file"
)

const parallel = 12

type job struct {
	Directory string            `json:"directory"`
	Manifests string            `json:"manifests"`
	Config    map[string]string `json:"config"`
	LeaveOut  []string          `json:"leaveOut"` // "Ingress/namespace/name" of what an API server would refuse

	objects   []runtime.Object
	addresses int      // given to Services so far
	unread    []string // documents that are no objects of the kinds that the controller reads
}

type answer struct {
	Directory string   `json:"directory"`
	Unread    []string `json:"unread"`
	Error     string   `json:"error"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// configuration reads the controller's flags with its own reader, which wants every port to be free.
func configuration(arguments []string) (*controller.Configuration, error) {
	ports := map[string]int{"http-port": 80, "https-port": 443, "ssl-passthrough-proxy-port": 442}
	os.Args = []string{"nginx-ingress-controller", "--enable-annotation-validation=true", "--enable-metrics=false",
		"--default-server-port=0",
		"--status-port=0", "--stream-port=0", "--profiler-port=0", "--http-port=0", "--https-port=0", "--ssl-passthrough-proxy-port=0"}
	for _, argument := range arguments {
		name, value, _ := strings.Cut(strings.TrimPrefix(argument, "--"), "=")
		if _, isPort := ports[name]; isPort {
			number, err := strconv.Atoi(value)
			if err != nil {
				return nil, err
			}
			ports[name] = number
			continue
		}
		os.Args = append(os.Args, argument)
	}
	_, config, err := flags.ParseFlags()
	if err != nil {
		return nil, err
	}
	config.ListenPorts.HTTP = ports["http-port"]
	config.ListenPorts.HTTPS = ports["https-port"]
	config.ListenPorts.SSLProxy = ports["ssl-passthrough-proxy-port"]
	config.ListenPorts.Default = 8181
	if config.ConfigMapName == "" {
		config.ConfigMapName = "ingress-nginx/ingress-nginx-controller"
	}
	config.ConfigMapName = strings.ReplaceAll(config.ConfigMapName, "$(POD_NAMESPACE)", "ingress-nginx")
	return config, nil
}

func run() error {
	klog.InitFlags(flag.CommandLine)
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	if len(os.Args) < 2 {
		return errors.New("usage: wayproof-write TEMPLATE [CONTROLLER FLAG…]")
	}
	templatePath := os.Args[1]
	config, err := configuration(os.Args[2:])
	if err != nil {
		return err
	}
	writer, err := controller.NewWriter(templatePath)
	if err != nil {
		return err
	}
	for _, directory := range []string{file.AuthDirectory, file.DefaultSSLDirectory} {
		if err = os.MkdirAll(directory, 0o700); err != nil {
			return err
		}
	}
	config.FakeCertificate = ssl.GetFakeSSLCert()

	jobs := []*job{}
	reader := bufio.NewReader(os.Stdin)
	for {
		line, err := reader.ReadBytes('\n')
		if len(line) > 1 {
			one := &job{}
			if err := json.Unmarshal(line, one); err != nil {
				return err
			}
			one.read(config.ConfigMapName)
			jobs = append(jobs, one)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	output := json.NewEncoder(os.Stdout)
	var mutex sync.Mutex
	for _, wave := range waves(jobs) {
		var running sync.WaitGroup
		places := make(chan struct{}, parallel)
		for _, one := range wave {
			running.Add(1)
			places <- struct{}{}
			go func() {
				defer running.Done()
				err := one.write(writer, *config)
				result := answer{Directory: one.Directory, Unread: one.unread}
				if err != nil {
					result.Error = err.Error()
				}
				mutex.Lock()
				_ = output.Encode(result)
				mutex.Unlock()
				<-places
			}()
		}
		running.Wait()
	}
	return nil
}

// waves parts the jobs so that no two of one wave have different Secrets of one name: the controller's files bear
// their names.
func waves(jobs []*job) [][]*job {
	result := [][]*job{}
	known := []map[string][32]byte{}
	for _, one := range jobs {
		secrets := map[string][32]byte{}
		for _, object := range one.objects {
			if secret, isSecret := object.(*corev1.Secret); isSecret {
				text, _ := json.Marshal(secret.Data)
				secrets[secret.Namespace+"/"+secret.Name] = sha256.Sum256(text)
			}
		}
		place := 0
		for ; place < len(known); place++ {
			fits := true
			for name, sum := range secrets {
				if other, has := known[place][name]; has && other != sum {
					fits = false
				}
			}
			if fits {
				break
			}
		}
		if place == len(known) {
			known = append(known, map[string][32]byte{})
			result = append(result, nil)
		}
		for name, sum := range secrets {
			known[place][name] = sum
		}
		result[place] = append(result[place], one)
	}
	return result
}

// read decodes the manifests, and fills in what an API server would.
func (j *job) read(configMap string) {
	namespace, name, _ := strings.Cut(configMap, "/")
	entries := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}, Data: map[string]string{
		// The product's version has this for a default, this snapshot had "Critical".
		"annotations-risk-level": "High",
	}}
	for key, value := range j.Config {
		entries.Data[key] = value
	}
	j.objects = append(j.objects, entries)
	known := map[string]bool{"ConfigMap/" + configMap: true}
	for _, key := range j.LeaveOut {
		known[key] = true
	}
	defer j.nameDefaultClass()
	documents := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(j.Manifests)))
	decoder := scheme.Codecs.UniversalDeserializer()
	for {
		document, err := documents.Read()
		if err != nil {
			return
		}
		if len(strings.TrimSpace(string(document))) == 0 {
			continue
		}
		object, _, err := decoder.Decode(document, nil, nil)
		if err != nil {
			j.unread = append(j.unread, err.Error())
			continue
		}
		list := []runtime.Object{object}
		if meta.IsListType(object) {
			list, _ = meta.ExtractList(object)
		}
		for _, one := range list {
			if raw, isRaw := one.(*runtime.Unknown); isRaw {
				if one, _, err = decoder.Decode(raw.Raw, nil, nil); err != nil {
					j.unread = append(j.unread, err.Error())
					continue
				}
			}
			kind := one.GetObjectKind().GroupVersionKind().Kind
			if !complete(one) {
				continue
			}
			access, _ := meta.Accessor(one)
			key := kind + "/" + access.GetNamespace() + "/" + access.GetName()
			if known[key] {
				continue
			}
			known[key] = true
			if service, isService := one.(*corev1.Service); isService && service.Spec.ClusterIP == "" &&
				service.Spec.Type != corev1.ServiceTypeExternalName {
				j.addresses++
				service.Spec.ClusterIP = fmt.Sprintf("10.96.%d.%d", j.addresses/250, j.addresses%250+1)
			}
			if access.GetUID() == "" {
				access.SetUID(types.UID(fmt.Sprintf("%x", sha256.Sum256([]byte(j.Directory+key)))[:16]))
			}
			j.objects = append(j.objects, one)
		}
	}
}

// nameDefaultClass does what an API server does with an Ingress of no class when it is created.
func (j *job) nameDefaultClass() {
	var newest *networking.IngressClass
	for _, object := range j.objects {
		class, isClass := object.(*networking.IngressClass)
		if !isClass || class.Annotations[networking.AnnotationIsDefaultIngressClass] != "true" {
			continue
		}
		if newest == nil || newest.CreationTimestamp.Before(&class.CreationTimestamp) ||
			(newest.CreationTimestamp.Equal(&class.CreationTimestamp) && class.Name < newest.Name) {
			newest = class
		}
	}
	for _, object := range j.objects {
		ingress, isIngress := object.(*networking.Ingress)
		if !isIngress || newest == nil || ingress.Spec.IngressClassName != nil {
			continue
		}
		_, isNamed := ingress.Annotations[ingressclass.IngressKey]
		isStored := ingress.ResourceVersion != "" || !ingress.CreationTimestamp.IsZero()
		if !isNamed && !isStored {
			ingress.Spec.IngressClassName = &newest.Name
		}
	}
}

// complete sets an API server's defaults; false for what the controller does not read.
func complete(object runtime.Object) bool {
	access, err := meta.Accessor(object)
	if err != nil {
		return false
	}
	isNamespaced := true
	switch one := object.(type) {
	case *networking.Ingress, *corev1.ConfigMap:
	case *networking.IngressClass, *corev1.Namespace:
		isNamespaced = false
	case *corev1.Secret:
		if one.Data == nil {
			one.Data = map[string][]byte{}
		}
		for key, value := range one.StringData {
			one.Data[key] = []byte(value)
		}
	case *corev1.Service:
		for i := range one.Spec.Ports {
			port := &one.Spec.Ports[i]
			if port.Protocol == "" {
				port.Protocol = corev1.ProtocolTCP
			}
			if port.TargetPort == intstr.FromInt(0) || port.TargetPort == intstr.FromString("") {
				port.TargetPort = intstr.FromInt32(port.Port)
			}
		}
		if one.Spec.Type == "" {
			one.Spec.Type = corev1.ServiceTypeClusterIP
		}
	case *discovery.EndpointSlice:
		for i := range one.Ports {
			port := &one.Ports[i]
			if port.Protocol == nil {
				protocol := corev1.ProtocolTCP
				port.Protocol = &protocol
			}
			if port.Name == nil {
				port.Name = new(string)
			}
			if port.Port == nil {
				port.Port = new(int32)
			}
		}
	default:
		return false
	}
	if isNamespaced && access.GetNamespace() == "" {
		access.SetNamespace("default")
	}
	return true
}

var filesNamed = regexp.MustCompile(`\bingress-controller/[^\s;"']+`)

func (j *job) write(writer *controller.Writer, config controller.Configuration) (failure error) {
	// What crashes the translation crashes the controller.
	defer func() {
		if crash := recover(); crash != nil {
			failure = fmt.Errorf("the controller crashes: %v", crash)
		}
	}()
	written, err := writer.Write(config, fake.NewSimpleClientset(j.objects...))
	if err != nil {
		return err
	}
	text, err := json.Marshal(written)
	if err != nil {
		return err
	}
	files := map[string][]byte{
		"nginx.conf":    written.Conf,
		"written.json":  text,
		"backends.json": written.Posted["/configuration/backends"],
		"servers.json":  written.Posted["/configuration/servers"],
	}
	for _, name := range filesNamed.FindAllString(string(written.Conf), -1) {
		if content, err := os.ReadFile(name); err == nil {
			files[name] = content
		}
	}
	for name, content := range files {
		path := filepath.Join(j.Directory, name)
		if err = os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err = os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
