// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Requests as curl command lines and back; the real curl is asked whether the command says what the probe does.
#include "model/probe/curltext.h"
#include "model/probe/shellwords.h"
#include "rawserver.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTest>

using namespace wayproof;

namespace
{

std::string pick(QRandomGenerator &random, const std::vector<std::string> &choices)
{
    return choices[random.bounded(static_cast<quint32>(choices.size()))];
}

std::string someBytes(QRandomGenerator &random, const std::string &alphabet, int most)
{
    std::string text;
    for (int i = random.bounded(most + 1); i > 0; --i)
        text += alphabet[random.bounded(static_cast<quint32>(alphabet.size()))];
    return text;
}

/// Everything that a curl command line can say.
Request someRequest(QRandomGenerator &random, int port)
{
    const std::string odd = "abcXYZ019 '\"\\$`!#&|;<>()[]{}*?~%=@,:/._-\xc3\xa4\t";
    Request request;
    request.method = pick(random, {"GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "purge"});
    request.host =
        pick(random, {"shop.example", "a.b.example", "shop.example:8080", "localhost", "127.0.0.1", "x_y.example"});
    request.path = pick(random, {"/", "*", "/a/../b", "//", "/.", "/?", "/a?b=c&d", "?q", "/%2f%zz"});
    if (random.bounded(2) == 1)
        request.path = "/" + someBytes(random, "ab/.?&=%[]{}#'\"\\$\xc3\xa4", 20);
    if (random.bounded(2) == 1)
        request.port = port;
    for (int i = random.bounded(4); i > 0; --i) {
        std::string value = someBytes(random, odd, 12);
        value = value.substr(std::min(value.find_first_not_of(" \t"), value.size()));
        value.resize(value.find_last_not_of(" \t") == std::string::npos ? 0 : value.find_last_not_of(" \t") + 1);
        request.headers.emplace_back(
            pick(random, {"X-A", "x-a", "X-B", "Accept", "User-Agent", "Content-Type", "Cookie"}), value);
    }
    if (request.method != "HEAD" && random.bounded(2) == 1)
        request.body = someBytes(random, odd + "\n\r", 30);
    return request;
}

CurlImport imported(const std::string &command)
{
    const Result<CurlImport> result = importCurl(command);
    if (!result)
        qFatal("%s: %s", command.c_str(), result.diagnostics().front().message.c_str());
    return *result;
}

/// Through standard input, so that bytes that are no UTF-8 arrive as they are.
void runInShell(QProcess &shell, const std::string &script)
{
    shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-s")});
    QVERIFY(shell.waitForStarted());
    shell.write(script.data(), static_cast<qint64>(script.size()));
    shell.closeWriteChannel();
    QVERIFY(shell.waitForFinished());
}

QByteArray shown(const Request &request)
{
    QByteArray text = QByteArray::fromStdString(request.method + ' ' + request.scheme + " host=" + request.host +
                                                " path=" + request.path);
    if (request.port)
        text += " port=" + QByteArray::number(*request.port);
    if (request.sni)
        text += " sni=" + QByteArray::fromStdString(*request.sni);
    for (const auto &[name, value] : request.headers)
        text += " [" + QByteArray::fromStdString(name + ": " + value) + ']';
    if (!request.body.empty())
        text += " body=" + QByteArray::fromStdString(request.body);
    return text;
}

} // namespace

class tst_CurlText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quotingIsReadBackByTheReaderAndByTheShell()
    {
        QRandomGenerator random(7);
        std::vector<std::string> words;
        std::string line = "printf '%s\\0'";
        for (int i = 0; i < 300; ++i) {
            words.push_back(someBytes(random, "ab '\"\\$`!#&|;<>()[]{}*?~%=\n\t\xc3\xa4-", 12));
            line += ' ' + shellQuoted(words.back());
        }
        const auto read = shellWords(line);
        QVERIFY(read);
        QCOMPARE(read->size(), words.size() + 2);
        QVERIFY(std::equal(words.begin(), words.end(), read->begin() + 2));
        QProcess shell;
        runInShell(shell, line);
        QByteArray expected;
        for (const std::string &word : words)
            expected += QByteArray::fromStdString(word) + '\0';
        QCOMPARE(shell.readAllStandardOutput(), expected);
    }

    void exportedRequestsAreImportedUnchanged()
    {
        QRandomGenerator random(1);
        for (int i = 0; i < 3000; ++i) {
            const Request request = someRequest(random, 8000 + i % 3);
            ProbeTarget target;
            target.address = pick(random, {"127.0.0.1:8080", "127.0.0.1", "[::1]:81", "lb.example:1"});
            const CurlText text = curlCommand(request, target);
            const CurlImport back = imported(text.command);
            QVERIFY2(back.request == request,
                     text.command.c_str() + ("\n" + shown(request) + "\n" + shown(back.request)));
            QCOMPARE(back.target.address, target.address);
            QVERIFY2(back.diagnostics.empty(), text.command.c_str());
        }
    }

    void tlsNamesAndOptionsAreImportedUnchanged()
    {
        Request request;
        request.scheme = "https";
        request.host = "shop.example";
        request.sni = "api.example";
        ProbeTarget target;
        target.address = "10.0.0.1:8443";
        target.isInsecure = true;
        target.caFile = "/tmp/my ca.pem";
        ProbeOptions options;
        options.http = ProbeOptions::Http::Two;
        options.followsRedirects = true;
        options.maxRedirects = 3;
        const CurlImport back = imported(curlCommand(request, target, options).command);
        QCOMPARE(shown(back.request), shown(request));
        QCOMPARE(back.target.address, target.address);
        QVERIFY(back.target.isInsecure);
        QCOMPARE(back.target.caFile, target.caFile);
        QVERIFY(back.options.http == ProbeOptions::Http::Two);
        QVERIFY(back.options.followsRedirects);
        QCOMPARE(back.options.maxRedirects, 3);
    }

    void realCurlSendsTheSameBytesAsTheProbe()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("curl")).isEmpty())
            QSKIP("curl is not installed: the exported command is not run");
        RawServer server([](const Received &) { return std::string("HTTP/1.1 200 X\r\n\r\n"); });
        ProbeTarget target;
        target.address = server.address();
        QRandomGenerator random(2);
        for (int i = 0; i < 120; ++i) {
            const Request request = someRequest(random, 9000);
            const Observation observation = probe(target, request);
            QVERIFY2(!observation.error, shown(request));
            const Received byProbe = server.last();
            const std::string command = curlCommand(request, target).command + " -s -o /dev/null -m 10";
            QProcess shell;
            runInShell(shell, command);
            QVERIFY2(shell.exitCode() == 0, command.c_str());
            QCOMPARE(server.received().size(), static_cast<std::size_t>(2 * i + 2));
            QCOMPARE(QByteArray::fromStdString(server.last().head), QByteArray::fromStdString(byProbe.head));
            QCOMPARE(QByteArray::fromStdString(server.last().body), QByteArray::fromStdString(byProbe.body));
        }
    }

    void realCurlSendsTheSameSni()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("curl")).isEmpty())
            QSKIP("curl is not installed: the exported command is not run");
        const Certificate authority = makeAuthority();
        RawServer server([](const Received &) { return httpAnswer(200, "ok"); }, RawServer::After::Close,
                         makeCertificate(authority, {"shop.example"}));
        ProbeTarget target;
        target.address = server.address();
        target.isInsecure = true;
        for (const char *sni : {"api.example", "shop.example", ""}) {
            Request request;
            request.scheme = "https";
            request.host = "shop.example";
            request.sni = sni;
            const CurlText text = curlCommand(request, target);
            QCOMPARE(text.notes.empty(), *sni != '\0');
            QProcess shell;
            runInShell(shell, text.command + " -s -o /dev/null");
            QCOMPARE(server.last().sni, std::string(*sni == '\0' ? "-" : sni));
            QVERIFY(server.last().head.find("\r\nHost: shop.example\r\n") != std::string::npos);
        }
    }

    void readableCommands()
    {
        Request request;
        request.host = "shop.example";
        request.path = "/cart?x=1";
        request.headers = {{"X-Env", "canary"}};
        ProbeTarget target;
        target.address = "127.0.0.1:8080";
        QCOMPARE(
            curlCommand(request, target).command,
            std::string("curl -i --http1.1 --connect-to ::127.0.0.1:8080 -H Accept: -H User-Agent: -H 'X-Env: canary' "
                        "'http://shop.example/cart?x=1'"));
    }

    void commandsFromElsewhere_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("address");
        const auto row = [](const char *command, const char *request, const char *address = "") {
            QTest::newRow(QByteArray(command).simplified().constData())
                << QByteArray(command) << QByteArray(request) << QByteArray(address);
        };
        row("curl localhost/x", "GET http host=localhost path=/x");
        row("  /usr/bin/curl -sS 'http://shop.example:8080/?a=b&c'  \n",
            "GET http host=shop.example:8080 path=/?a=b&c port=8080");
        row("curl -X DELETE --url http://h/a#frag", "DELETE http host=h path=/a");
        row("curl -XPUT -d a=b -d 'c' http://h/",
            "PUT http host=h path=/ [Content-Type: application/x-www-form-urlencoded] body=a=b&c");
        row("curl http://h/ --data-raw '@x' -H 'content-type: text/plain'",
            "POST http host=h path=/ [content-type: text/plain] body=@x");
        row("curl http://h/ --data-raw x -H Content-Type:", "POST http host=h path=/ body=x");
        row("curl -G -d q=1 'http://h/s?a'", "GET http host=h path=/s?a&q=1");
        row("curl --json '{}' http://h",
            "POST http host=h path=/ [Content-Type: application/json] [Accept: application/json] body={}");
        row("curl -I http://h/", "HEAD http host=h path=/");
        row("curl -H 'X-Empty;' -H 'X-Gone:' -A me -e there -b 'a=b' http://h/",
            "GET http host=h path=/ [X-Empty: ] [User-Agent: me] [Referer: there] [Cookie: a=b]");
        row("curl http://h/a/./b/../c/..?x=/../y", "GET http host=h path=/a/?x=/../y");
        row("curl --path-as-is http://h/a/../b", "GET http host=h path=/a/../b");
        row("curl --request-target '//x' http://h/y", "GET http host=h path=//x");
        row("curl -H 'Host: shop.example' http://10.0.0.1:8080/x", "GET http host=shop.example path=/x port=8080",
            "10.0.0.1:8080");
        row("curl -H 'Host: shop.example' https://10.0.0.1/x", "GET https host=shop.example path=/x sni=", "10.0.0.1");
        row("curl -H 'Host: a.example' https://b.example/x", "GET https host=a.example path=/x sni=b.example",
            "b.example");
        row("curl --resolve shop.example:443:10.0.0.1 https://shop.example/", "GET https host=shop.example path=/",
            "10.0.0.1");
        row("curl --resolve '+shop.example:443:[::1],10.0.0.1' https://shop.example/",
            "GET https host=shop.example path=/", "[::1]");
        row("curl --resolve other.example:443:10.0.0.1 https://shop.example/", "GET https host=shop.example path=/");
        row("curl --connect-to shop.example:80:lb.example:8080 http://shop.example/",
            "GET http host=shop.example path=/", "lb.example:8080");
        row("curl --connect-to shop.example:81:no: --connect-to ::[::1]: http://shop.example/",
            "GET http host=shop.example path=/", "[::1]");
        row("curl http://h:80/", "GET http host=h path=/ port=80");
        row("curl \\\n  -H $'X-A: it\\'s\\x21' \\\n  \"http://h/\\$x\"", "GET http host=h path=/$x [X-A: it's!]");
        row("curl -g 'http://h/[a]'", "GET http host=h path=/[a]");
    }
    void commandsFromElsewhere()
    {
        QFETCH(QByteArray, command);
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, address);
        const CurlImport made = imported(command.toStdString());
        QCOMPARE(shown(made.request), request);
        QCOMPARE(QByteArray::fromStdString(made.target.address), address);
        QVERIFY(made.diagnostics.empty());
    }

    void whatIsNotImportedIsNamed_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("named");
        const auto row = [](const char *command, const char *code, const char *named) {
            QTest::newRow(QByteArray(command).simplified().constData())
                << QByteArray(command) << QByteArray(code) << QByteArray(named);
        };
        row("curl --frobnicate http://h/", "curl-option-unknown", "--frobnicate");
        row("curl --frobnicate some http://h/", "curl-option-unknown", "\"some\"");
        row("curl -sZ http://h/", "curl-option-unknown", "-Z");
        row("curl --compressed http://h/", "curl-option-ignored", "--compressed");
        row("curl -x http://proxy:1 http://h/", "curl-option-ignored", "-x");
        row("curl --http2 http://h/", "curl-option-ignored", "--http2");
    }
    void whatIsNotImportedIsNamed()
    {
        QFETCH(QByteArray, command);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, named);
        const CurlImport made = imported(command.toStdString());
        QCOMPARE(made.request.host, std::string("h"));
        QCOMPARE(made.diagnostics.size(), 1U);
        QCOMPARE(QByteArray::fromStdString(made.diagnostics.front().code), code);
        QVERIFY(made.diagnostics.front().message.find(named.toStdString()) != std::string::npos);
    }

    void refusedCommands_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char *command, const char *code) {
            QTest::newRow(QByteArray(command).simplified().constData()) << QByteArray(command) << QByteArray(code);
        };
        row("", "curl-command-invalid");
        row("wget http://h/", "curl-command-invalid");
        row("curl", "curl-command-invalid");
        row("curl 'http://h/", "curl-command-invalid");
        row("curl \"http://h/", "curl-command-invalid");
        row("curl http://h/?a=1&b=2", "curl-command-invalid");
        row("curl http://$HOST/", "curl-command-invalid");
        row("curl \"http://h/`id`\"", "curl-command-invalid");
        row("curl http://a/ http://b/", "curl-command-invalid");
        row("curl http://a/\ncurl http://b/", "curl-command-invalid");
        row("curl 'http://h/{a,b}'", "curl-command-invalid");
        row("curl http://h/ -X", "curl-command-invalid");
        row("curl http://h/ -m soon", "curl-command-invalid");
        row("curl --connect-to nonsense http://h/", "curl-command-invalid");
        row("curl -u me:secret http://h/", "curl-secret-refused");
        row("curl -sume:secret http://h/", "curl-secret-refused");
        row("curl http://me:secret@h/", "curl-secret-refused");
        row("curl --oauth2-bearer token http://h/", "curl-secret-refused");
        row("curl -d @file http://h/", "curl-file-not-read");
        row("curl -H @file http://h/", "curl-file-not-read");
        row("curl -b jar http://h/", "curl-file-not-read");
        row("curl ftp://h/", "request-url-invalid");
    }
    void refusedCommands()
    {
        QFETCH(QByteArray, command);
        QFETCH(QByteArray, code);
        const Result<CurlImport> result = importCurl(command.toStdString());
        QVERIFY(!result);
        QCOMPARE(QByteArray::fromStdString(result.diagnostics().front().code), code);
        QVERIFY2(result.diagnostics().front().message.find("secret@") == std::string::npos,
                 "a secret must not be repeated");
        QVERIFY2(result.diagnostics().front().message.find("me:secret") == std::string::npos,
                 "a secret must not be repeated");
    }
};

QTEST_GUILESS_MAIN(tst_CurlText)
#include "tst_curltext.moc"
