// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0

// Fills the controller's store from a client, and tells when every object has been handled. Built inside the
// controller's own module, in its package store.

package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
	clientset "k8s.io/client-go/kubernetes"

	"k8s.io/ingress-nginx/internal/ingress/controller/ingressclass"
	"k8s.io/ingress-nginx/pkg/apis/ingress"
)

const sentinelNamespace = "wayproof-sentinel"

func until(condition func() bool) error {
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if condition() {
			return nil
		}
	}
	return fmt.Errorf("the store was not filled in time")
}

// Fill starts the informers in the order in which the store's own Run does. Run waits a second and hopes; here an
// object of ours comes last and shows that all before it have been handled. namespace is the one that is watched.
// selector says which namespaces are watched; it may be nil.
func Fill(s Storer, client clientset.Interface, class *ingressclass.Configuration, namespace string,
	selector labels.Selector, stop chan struct{},
) error {
	filled := s.(*k8sStore)
	informers := filled.informers
	if informers.Namespace != nil {
		// The last object has to be one that is watched.
		own := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: sentinelNamespace, Labels: map[string]string{}}}
		wanted, _ := selector.Requirements()
		for _, one := range wanted {
			switch one.Operator() {
			case selection.Equals, selection.DoubleEquals, selection.In:
				own.Labels[one.Key()] = one.Values().List()[0]
			case selection.Exists:
				own.Labels[one.Key()] = ""
			}
		}
		if _, err := client.CoreV1().Namespaces().Create(context.TODO(), own, metav1.CreateOptions{}); err != nil {
			return err
		}
		go informers.Namespace.Run(stop)
		if err := until(informers.Namespace.HasSynced); err != nil {
			return err
		}
	}
	go informers.Secret.Run(stop)
	go informers.EndpointSlice.Run(stop)
	go informers.Service.Run(stop)
	go informers.ConfigMap.Run(stop)
	go informers.IngressClass.Run(stop)
	err := until(func() bool {
		return informers.Secret.HasSynced() && informers.EndpointSlice.HasSynced() && informers.Service.HasSynced() &&
			informers.ConfigMap.HasSynced() && informers.IngressClass.HasSynced()
	})
	if err != nil {
		return err
	}
	// An object that is made between an informer's list and its watch is lost, hence more than one.
	made := 0
	next := time.Now()
	isDue := func() bool {
		if time.Now().Before(next) {
			return false
		}
		made++
		next = time.Now().Add(20 * time.Millisecond)
		return true
	}
	err = until(func() bool {
		if isDue() {
			last := &networking.IngressClass{
				ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("%s-%d", sentinelNamespace, made)},
				Spec:       networking.IngressClassSpec{Controller: class.Controller},
			}
			if _, err := client.NetworkingV1().IngressClasses().Create(context.TODO(), last, metav1.CreateOptions{}); err != nil {
				return false
			}
		}
		for _, key := range filled.listers.IngressClass.ListKeys() {
			if strings.HasPrefix(key, sentinelNamespace) {
				return true
			}
		}
		return false
	})
	if err != nil {
		return err
	}
	if filled.defaultSSLCertificate != "" {
		filled.syncSecret(filled.defaultSSLCertificate)
	}
	go informers.Ingress.Run(stop)
	if err = until(informers.Ingress.HasSynced); err != nil {
		return err
	}
	if namespace == "" {
		namespace = sentinelNamespace
	}
	next = time.Now()
	return until(func() bool {
		if isDue() {
			last := &networking.Ingress{
				ObjectMeta: metav1.ObjectMeta{
					Namespace:   namespace,
					Name:        fmt.Sprintf("%s-%d", sentinelNamespace, made),
					Annotations: map[string]string{ingressclass.IngressKey: class.AnnotationValue},
				},
			}
			if _, err := client.NetworkingV1().Ingresses(namespace).Create(context.TODO(), last, metav1.CreateOptions{}); err != nil {
				return false
			}
		}
		for _, key := range filled.listers.IngressWithAnnotation.ListKeys() {
			if strings.Contains(key, "/"+sentinelNamespace) {
				return true
			}
		}
		return false
	})
}

// Kept lists the Ingresses that the store accepted, in its order.
func Kept(s Storer) []*ingress.Ingress {
	return FilterIngresses(s.ListIngresses(), func(one *ingress.Ingress) bool {
		return IsSentinel(one.Name)
	})
}

// WhyDropped asks the controller's own checks anew; empty when none of them objects.
func WhyDropped(s Storer, ing *networking.Ingress, class *ingressclass.Configuration) string {
	filled := s.(*k8sStore)
	if _, err := s.GetIngressClass(ing, class); err != nil {
		return err.Error()
	}
	if words := filled.backendConfig.AnnotationValueWordBlocklist; words != "" {
		if err := checkBadAnnotationValue(ing.Annotations, words); err != nil {
			return err.Error()
		}
	}
	if _, err := filled.annotations.Extract(ing); err != nil {
		return err.Error()
	}
	return ""
}

// IsSentinel tells whether Fill made the object of that name.
func IsSentinel(name string) bool { return strings.HasPrefix(name, sentinelNamespace) }
