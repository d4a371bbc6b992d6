// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Resources as a cluster would hold them for a controller to read: without what the API server refuses, and with what
// was not loaded and is therefore taken to exist. Must not know what an Ingress means.
#pragma once

#include "model/lab/certificates.h"
#include "model/lab/echoplan.h"
#include "model/resources/snapshot.h"

#include <QStringList>

#include <string>

namespace wayproof::test
{

struct ClusterInput {
    std::string manifests; ///< YAML; of duplicates the first counts
    QStringList leaveOut;  ///< "Ingress/namespace/name"
};

/// `text` is what `snapshot` was loaded from, `defaultBackend` a further Service ("namespace/name", or empty).
/// Services, EndpointSlices, Secrets and IngressClasses are made up where none were loaded; every IngressClass made up
/// is ingress-nginx'.
ClusterInput clusterInput(const std::string &text, const Snapshot &snapshot, const EchoPlan &echo,
                          const LabAuthority &authority, const std::string &defaultBackend);

} // namespace wayproof::test
