// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The parts in which an Ingress's annotations are read; each fills its own members of the result.
#pragma once

#include "model/lab/nginxannotationreader.h"
#include "model/lab/nginxannotations.h"

namespace wayproof
{

void readRewrites(NginxAnnotationReader &reader, LocationAnnotations &result);
void readRedirects(NginxAnnotationReader &reader, LocationAnnotations &result);
void readCanary(NginxAnnotationReader &reader, LocationAnnotations &result);
void readCors(NginxAnnotationReader &reader, LocationAnnotations &result);
void readSources(NginxAnnotationReader &reader, LocationAnnotations &result);
void readBasicAuth(NginxAnnotationReader &reader, const Snapshot &snapshot, LocationAnnotations &result);
void readExternalAuth(NginxAnnotationReader &reader, LocationAnnotations &result);
void readProxy(NginxAnnotationReader &reader, LocationAnnotations &result);
void readErrors(NginxAnnotationReader &reader, LocationAnnotations &result);
void readOthers(NginxAnnotationReader &reader, LocationAnnotations &result);
void readCustomHeaders(NginxAnnotationReader &reader, const Snapshot &snapshot, LocationAnnotations &result);
/// What would drop the Ingress whatever else it says: risk, blocked words.
void readRisks(NginxAnnotationReader &reader, LocationAnnotations &result);

/// Several faults may deny or drop; the first is kept.
void deny(LocationAnnotations &result, const std::string &reason);
void drop(LocationAnnotations &result, const std::string &reason);

} // namespace wayproof
