// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The random Ingress sets that other tests rest on: reproducible, acceptable to the API server, and varied.
#include "model/load/fileloader.h"
#include "tests/support/ingressboundaries.h"
#include "tests/support/randomingresses.h"

#include <QTest>

using namespace wayproof;
using namespace wayproof::test;

class TestRandomIngresses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameSeedGivesTheSameSetsAndRequests()
    {
        RandomIngresses first(7, IngressMix());
        RandomIngresses second(7, IngressMix());
        const std::string text = first.next("a-");
        QCOMPARE(text, second.next("a-"));
        QVERIFY(text != first.next("a-"));
        const SnapshotPtr snapshot = loadText("in.yaml", text);
        IngressBoundaries left(*snapshot, 3);
        IngressBoundaries right(*snapshot, 3);
        for (int i = 0; i < 200; ++i)
            QVERIFY(left.next() == right.next());
    }

    void setsAreAcceptable()
    {
        for (const IngressMix &mix : {IngressMix(), IngressMix::generic()}) {
            RandomIngresses generator(11, mix);
            for (int i = 0; i < 300; ++i) {
                const SnapshotPtr snapshot = loadText("in.yaml", generator.classText() + generator.next(""));
                for (const Diagnostic &finding : snapshot->findings())
                    QVERIFY2(finding.severity != Severity::Error, finding.toText().c_str());
            }
        }
    }

    void genericSetsHaveNoAnnotations()
    {
        RandomIngresses generator(5, IngressMix::generic());
        for (int i = 0; i < 100; ++i)
            QVERIFY(generator.next("").find("nginx.ingress") == std::string::npos);
    }

    void everyFamilyOccurs()
    {
        RandomIngresses generator(1, IngressMix());
        std::string all;
        for (int i = 0; i < 400; ++i)
            all += generator.next("");
        for (const char *word : {"/use-regex: \"true\"",
                                 "/rewrite-target: \"/$2\"",
                                 "/canary-weight: \"30\"",
                                 "/canary-by-cookie",
                                 "/canary-by-header-pattern",
                                 "/server-alias",
                                 "/app-root",
                                 "/permanent-redirect",
                                 "/temporal-redirect",
                                 "/from-to-www-redirect",
                                 "/ssl-redirect",
                                 "/force-ssl-redirect",
                                 "/preserve-trailing-slash",
                                 "/cors-allow-origin",
                                 "/whitelist-source-range",
                                 "/denylist-source-range",
                                 "/upstream-vhost",
                                 "/x-forwarded-prefix",
                                 "/custom-http-errors",
                                 "/default-backend",
                                 "/proxy-body-size",
                                 "name: gone",
                                 "name: empty",
                                 "defaultBackend",
                                 "secretName: missing",
                                 "ingressClassName: foreign",
                                 "kubernetes.io/ingress.class",
                                 "host: \"*.w",
                                 "pathType: ImplementationSpecific, backend",
                                 "/api(/|$)(.*)",
                                 "/cost$",
                                 "ready: false",
                                 "port: {name: alt}"})
            QVERIFY2(all.find(word) != std::string::npos, word);
    }
};

QTEST_GUILESS_MAIN(TestRandomIngresses)
#include "tst_randomingresses.moc"
