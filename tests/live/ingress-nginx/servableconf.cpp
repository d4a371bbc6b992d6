// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/live/ingress-nginx/servableconf.h"

#include "model/lab/echoprotocol.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace wayproof::test
{

namespace
{

/// Directives that only say where and how much, and have no say in any answer.
const QStringList leftOut{
    u"pid "_s,
    u"worker_processes "_s,
    u"worker_rlimit_nofile "_s,
    u"worker_cpu_affinity "_s,
    u"worker_connections "_s,
    u"multi_accept "_s,
    u"access_log "_s,
    u"error_log "_s,
    u"lua_package_path "_s,
    u"client_body_temp_path "_s,
    u"fastcgi_temp_path "_s,
    u"proxy_temp_path "_s,
    u"http2 on"_s, // of nginx 1.25; said with the listeners here
    // What one question left behind must not answer the next: connections to a backend that is spoken to in several
    // protocols, and answers of checks.
    u"keepalive 3"_s,
    u"proxy_cache auth_cache"_s,
    u"load_module /etc/nginx/modules/ngx_http_auth_digest_module.so"_s, // see edited()
    // Modules that Debian does not have. The first two trace and compress; what the third judges is never predicted.
    u"load_module /etc/nginx/modules/otel_ngx_module.so"_s,
    u"opentelemetry"_s,
    u"load_module /etc/nginx/modules/ngx_http_brotli_"_s,
    u"brotli"_s,
    u"load_module /etc/nginx/modules/ngx_http_modsecurity_module.so"_s,
    u"modsecurity on;"_s,
    u"modsecurity off;"_s,
    u"modsecurity_rules_file "_s,
    u"modsecurity_transaction_id "_s,
};

class Edits
{
public:
    explicit Edits(const ConfPlaces &places)
        : m_places(places)
    {
    }

    ServableConf made(QString conf)
    {
        m_speaksHttp2 = conf.contains(QRegularExpression(u"^\\s*http2 on;"_s, QRegularExpression::MultilineOption));
        m_hasRealIp = conf.contains(QRegularExpression(u"^\\s*real_ip_header "_s, QRegularExpression::MultilineOption));
        // Lua for streams is no part of Debian: TCP and UDP services are not served.
        if (const qsizetype stream = conf.indexOf(u"\nstream {"_s); stream >= 0)
            conf.truncate(stream);
        ServableConf result;
        result.text = head();
        for (const QString &line : conf.split(u'\n'))
            result.text += edited(line);
        result.outside = m_outside;
        return result;
    }

private:
    QString head() const
    {
        // One process: workers outlive a killed master.
        return u"load_module /usr/lib/nginx/modules/ndk_http_module.so;\n"
               "load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;\n"
               "load_module /usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so;\n"
               "pid %1/nginx.pid;\nmaster_process off;\nerror_log %1/error.log info;\n"_s.arg(m_places.directory);
    }

    QString httpHead() const
    {
        QString text = u"lua_package_path \"%2/?.lua;%3/?.lua;;\";\naccess_log %1/access.log;\n"_s.arg(
            m_places.directory, m_places.luaDirectory, m_places.standInDirectory);
        for (const char *kind : {"client_body", "fastcgi", "proxy", "uwsgi", "scgi"})
            text += u"%2_temp_path %1/%2;\n"_s.arg(m_places.directory, QString::fromLatin1(kind));
        // Where the controller does not say so itself, a header of ours says who the client is.
        if (!m_hasRealIp)
            text += u"real_ip_header X-Wayproof-Client;\nset_real_ip_from 127.0.0.1;\n"_s;
        return text;
    }

    /// The port that a client thinks it speaks to.
    QString portMap() const
    {
        QString text = u"map $server_port $wayproof_server_port {\ndefault $server_port;\n"_s;
        for (const auto &[declared, port] : m_places.ports)
            text += u"%1 %2;\n"_s.arg(port).arg(declared);
        return text + u"}\n"_s;
    }

    QString listener(const QRegularExpressionMatch &match) const
    {
        if (match.captured(1).startsWith(u'['))
            return {};
        const int declared = match.captured(2).toInt();
        const auto port = m_places.ports.find(declared);
        QString text = u"listen 127.0.0.1:%1"_s.arg(port == m_places.ports.end() ? declared : port->second);
        const QStringList words = match.captured(3).split(u' ', Qt::SkipEmptyParts);
        if (words.contains(u"default_server"_s))
            text += u" default_server"_s;
        if (words.contains(u"ssl"_s))
            text += m_speaksHttp2 ? u" ssl http2"_s : u" ssl"_s;
        return text + u";\n"_s;
    }

    /// `set $target https://auth.example/x;` and a mirror's `proxy_pass "https://…";`: the stand-in is asked for the
    /// same path.
    QString outside(const QString &directive, const QString &url)
    {
        static const QRegularExpression form(u"^\"?https?://([^/\"$]+)([^\"]*)\"?$"_s);
        const QRegularExpressionMatch match = form.match(url);
        if (!match.hasMatch())
            return directive + u' ' + url + u";\n"_s;
        m_outside.append(url);
        return u"%1 \"http://%2%3\";\n"_s.arg(directive, m_places.outsideAddress, match.captured(2));
    }

    QString edited(const QString &line)
    {
        const QString words = line.trimmed();
        // Rules for ModSecurity, up to the closing quotation mark.
        m_isInRules = m_isInRules || words.startsWith(u"modsecurity_rules '"_s);
        if (m_isInRules) {
            m_isInRules = !words.endsWith(u"';"_s);
            return {};
        }
        for (const QString &name : leftOut)
            if (words.startsWith(name))
                return {};
        if (words == u"events {"_s)
            return line + u"\nworker_connections 512;\n"_s;
        if (words == u"http {"_s)
            return line + u'\n' + httpHead();
        if (words.startsWith(u"server_name_in_redirect "_s)) // behind the sizes of maps
            return line + u'\n' + portMap();
        if (words == u"location /is-dynamic-lb-initialized {"_s) {
            return u"location = /wayproof-is-synchronised {\ncontent_by_lua_block {\n"
                   "local known = require(\"balancer\").get_balancer_by_upstream_name(\"upstream-default-backend\")\n"
                   "ngx.exit(known and 200 or 204)\n}\n}\n"_s +
                   line + u'\n';
        }
        static const QRegularExpression listen(u"^listen\\s+(?:(\\[?[^\\s]*\\]?):)?(\\d+)\\s*([^;]*);$"_s);
        if (const QRegularExpressionMatch match = listen.match(words); match.hasMatch())
            return listener(match);
        static const QRegularExpression away(u"^(set \\$target|proxy_pass(?=\\s+\"http))\\s+(.*);$"_s);
        if (const QRegularExpressionMatch match = away.match(words); match.hasMatch())
            return outside(match.captured(1), match.captured(2));
        // Every check of an authorisation says that it is one.
        if (words.startsWith(u"proxy_set_header"_s) && words.contains(u"\"nginx-ingress-controller\""_s))
            return line + u"\nproxy_set_header %1 1;\n"_s.arg(QString::fromLatin1(echo::authCheckHeader));
        // Of a module that Debian does not have.
        if (words.startsWith(u"set_escape_uri $escaped_request_uri $request_uri;"_s))
            return u"set_by_lua_block $escaped_request_uri { return ngx.escape_uri(ngx.var.request_uri) }\n"_s;
        QString text = line;
        // Digest authentication, which Debian does not have either, answers 401 as basic authentication does.
        if (words.startsWith(u"auth_digest"_s))
            text.replace(u"auth_digest"_s, u"auth_basic"_s);
        text.replace(u"/tmp/nginx/"_s, m_places.directory + u'/');
        text.replace(u"$server_port"_s, u"$wayproof_server_port"_s);
        return text + u'\n';
    }

    const ConfPlaces &m_places;
    bool m_speaksHttp2 = false;
    bool m_hasRealIp = false;
    bool m_isInRules = false;
    QStringList m_outside;
};

} // namespace

ServableConf servableConf(const QString &conf, const ConfPlaces &places)
{
    return Edits(places).made(conf);
}

} // namespace wayproof::test
