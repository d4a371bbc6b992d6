// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/requestpanel.h"

#include "views/bodyeditor.h"
#include "views/card.h"
#include "views/headerseditor.h"
#include "views/spacing.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

void setKeepingCursor(QLineEdit *field, const QString &text)
{
    if (field->text() == text)
        return;
    const int cursor = field->cursorPosition();
    field->setText(text);
    field->setCursorPosition(qMin(cursor, static_cast<int>(text.size())));
}

} // namespace

RequestPanel::RequestPanel(QWidget *parent)
    : QWidget(parent)
    , m_method(new QComboBox(this))
    , m_url(new QLineEdit(this))
    , m_host(new QLineEdit(this))
    , m_sni(new QLineEdit(this))
    , m_headersButton(new QToolButton(this))
    , m_bodyButton(new QToolButton(this))
    , m_asideButton(new QToolButton(this))
    , m_probe(new QPushButton(this))
    , m_state(new QLabel(this))
    , m_headers(new HeadersEditor(this))
    , m_body(new BodyEditor(this))
{
    m_method->setEditable(true);
    m_method->addItems({u"GET"_s, u"HEAD"_s, u"POST"_s, u"PUT"_s, u"PATCH"_s, u"DELETE"_s, u"OPTIONS"_s});
    m_method->setAccessibleName(tr("Method"));
    m_method->setToolTip(tr("Method"));
    m_method->setFixedWidth(12 * unit);
    m_url->setObjectName(u"url"_s);
    m_url->setAccessibleName(tr("URL"));
    m_url->setPlaceholderText(tr("http://host/path"));
    m_url->setFont(codeFont(font()));
    m_url->setMinimumWidth(24 * unit);
    m_host->setObjectName(u"host"_s);
    m_host->setAccessibleName(tr("Host header"));
    m_host->setToolTip(tr("Host header, where it is not the URL's"));
    m_host->setPlaceholderText(tr("Host"));
    m_host->setFixedWidth(16 * unit);
    m_sni->setObjectName(u"sni"_s);
    m_sni->setAccessibleName(tr("SNI"));
    m_sni->setToolTip(tr("Server name in the TLS handshake, where it is not the host; “-” sends none"));
    m_sni->setPlaceholderText(tr("SNI"));
    m_sni->setFixedWidth(14 * unit);
    m_headersButton->setAccessibleName(tr("Edit headers"));
    m_bodyButton->setAccessibleName(tr("Edit body"));
    m_headersButton->setObjectName(u"headersButton"_s);
    m_bodyButton->setObjectName(u"bodyButton"_s);
    m_headersButton->setFocusPolicy(Qt::StrongFocus);
    m_bodyButton->setFocusPolicy(Qt::StrongFocus);
    m_asideButton->setObjectName(u"asideButton"_s);
    m_asideButton->setFocusPolicy(Qt::StrongFocus);
    m_probe->setObjectName(u"probe"_s);
    m_probe->setAutoDefault(false);
    m_state->setObjectName(u"requestState"_s);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(unit);
    layout->addWidget(m_method);
    layout->addWidget(m_url, 1);
    layout->addWidget(m_host);
    layout->addWidget(m_sni);
    layout->addWidget(m_headersButton);
    layout->addWidget(m_bodyButton);
    layout->addWidget(m_asideButton);
    layout->addWidget(m_state);
    layout->addWidget(m_probe);
    setFocusProxy(m_url);

    connect(m_method, &QComboBox::currentTextChanged, this, [this] { edit(Field::Method); });
    connect(m_url, &QLineEdit::textChanged, this, [this] { edit(Field::Url); });
    connect(m_url, &QLineEdit::returnPressed, this, &RequestPanel::probeRequested);
    connect(m_host, &QLineEdit::textChanged, this, [this] { edit(Field::Host); });
    connect(m_sni, &QLineEdit::textChanged, this, [this] { edit(Field::Sni); });
    connect(m_headers, &HeadersEditor::headersEdited, this, [this] { edit(Field::Headers); });
    connect(m_body, &BodyEditor::bodyEdited, this, [this] { edit(Field::Body); });
    connect(m_asideButton, &QToolButton::clicked, this, &RequestPanel::forgetAside);
    connect(m_headersButton, &QToolButton::clicked, this, [this] { showPopup(m_headers, m_headersButton); });
    connect(m_bodyButton, &QToolButton::clicked, this, [this] { showPopup(m_body, m_bodyButton); });
    connect(m_probe, &QPushButton::clicked, this,
            [this] { m_isProbing ? Q_EMIT cancelRequested() : Q_EMIT probeRequested(); });
    updateCounts();
    setProblem({});
    setProbing(false, false);
}

void RequestPanel::setDraft(const RequestDraft &draft)
{
    const QScopedValueRollback guard(m_isSetting, true);
    m_draft = draft;
    m_method->setCurrentText(QString::fromStdString(draft.method));
    setKeepingCursor(m_url, QString::fromStdString(draft.url));
    setKeepingCursor(m_host, QString::fromStdString(draft.host));
    const QString sni = !draft.sni ? QString() : (draft.sni->empty() ? u"-"_s : QString::fromStdString(*draft.sni));
    setKeepingCursor(m_sni, sni);
    m_headers->setHeaders(draft.headers);
    m_body->setBody(QString::fromStdString(draft.body));
    updateCounts();
}

void RequestPanel::edit(Field field)
{
    if (m_isSetting)
        return;
    m_draft.method = m_method->currentText().trimmed().toStdString();
    m_draft.url = m_url->text().trimmed().toStdString();
    m_draft.host = m_host->text().trimmed().toStdString();
    const std::string sni = m_sni->text().trimmed().toStdString();
    if (sni.empty())
        m_draft.sni.reset();
    else
        m_draft.sni = sni == "-" ? std::string() : sni;
    m_draft.headers = m_headers->headers();
    m_draft.body = m_body->body().toStdString();
    updateCounts();
    Q_EMIT draftEdited(m_draft, field);
}

void RequestPanel::updateCounts()
{
    m_headersButton->setText(tr("Headers (%1)").arg(m_draft.headers.size()));
    m_bodyButton->setText(m_draft.body.empty() ? tr("Body") : tr("Body (%1 B)").arg(m_draft.body.size()));
    QStringList aside;
    if (!m_draft.gateway.empty())
        aside << tr("Gateway %1").arg(QString::fromStdString(m_draft.gateway));
    if (!m_draft.sourceAddress.empty())
        aside << tr("from %1").arg(QString::fromStdString(m_draft.sourceAddress));
    const QString said = aside.join(u", "_s);
    m_asideButton->setVisible(!aside.isEmpty());
    m_asideButton->setText(said + u" ×"_s);
    m_asideButton->setAccessibleName(tr("Leave out: %1").arg(said));
    m_asideButton->setToolTip(tr("Only for this; click to leave it out"));
}

void RequestPanel::forgetAside()
{
    m_draft.gateway.clear();
    m_draft.sourceAddress.clear();
    updateCounts();
    Q_EMIT draftEdited(m_draft, Field::Aside);
}

void RequestPanel::setProblem(const QString &sentence)
{
    const Tone tone = sentence.isEmpty() ? Tone::Unknown : Tone::Error;
    m_state->setText(sentence.isEmpty() ? tr("Simulated as typed") : tr("Not a request yet"));
    m_state->setToolTip(sentence);
    QPalette own = palette();
    own.setColor(QPalette::WindowText, coloursOf(tone, own).ink);
    m_state->setPalette(own);
}

void RequestPanel::setProbing(bool isProbing, bool canProbe)
{
    m_isProbing = isProbing;
    m_probe->setText(isProbing ? tr("Cancel") : tr("Probe both"));
    m_probe->setEnabled(isProbing || canProbe);
    m_probe->setToolTip(isProbing  ? tr("Stop the probe")
                        : canProbe ? tr("Send this request to both sides (F5)")
                                   : tr("Start the lab, or enter the addresses of both sides"));
}

void RequestPanel::showPopup(QWidget *popup, QToolButton *below)
{
    // Opens upwards where there is no room below: the bar stands low in the window.
    const QPoint corner = below->mapToGlobal(QPoint(0, 0));
    popup->move(corner.x() - popup->width() + below->width(), corner.y() - popup->height() - unit / 2);
    popup->show();
    popup->setFocus();
}

} // namespace wayproof
