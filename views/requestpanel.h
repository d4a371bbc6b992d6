// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The request bar: method, URL, Host, SNI, headers and body. Emits the draft on every key; judges nothing.
#pragma once

#include "model/items/requestdraft.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace wayproof
{

class HeadersEditor;
class BodyEditor;

class RequestPanel : public QWidget
{
    Q_OBJECT
public:
    explicit RequestPanel(QWidget *parent = nullptr);

    /// Shows the draft without emitting; the text cursor stays where it is.
    void setDraft(const RequestDraft &draft);
    const RequestDraft &draft() const { return m_draft; }
    /// Why the draft is no request yet; empty when it is one.
    void setProblem(const QString &sentence);
    void setProbing(bool isProbing, bool canProbe);
    QLineEdit *urlField() const { return m_url; }
    QPushButton *probeButton() const { return m_probe; }

    /// Which field an edit touched: consecutive edits of one field are one step of undo.
    enum class Field { Method, Url, Host, Sni, Headers, Body, Aside, Address };

Q_SIGNALS:
    void draftEdited(const wayproof::RequestDraft &draft, wayproof::RequestPanel::Field field);
    void probeRequested();
    void cancelRequested();

private:
    void edit(Field field);
    void showPopup(QWidget *popup, QToolButton *below);
    void updateCounts();
    void forgetAside();

    RequestDraft m_draft;
    bool m_isSetting = false;
    bool m_isProbing = false;
    QComboBox *m_method = nullptr;
    QLineEdit *m_url = nullptr;
    QLineEdit *m_host = nullptr;
    QLineEdit *m_sni = nullptr;
    QToolButton *m_headersButton = nullptr;
    QToolButton *m_bodyButton = nullptr;
    QToolButton *m_asideButton = nullptr; ///< what no field shows: the Gateway asked, the source address
    QPushButton *m_probe = nullptr;
    QLabel *m_state = nullptr;
    HeadersEditor *m_headers = nullptr;
    BodyEditor *m_body = nullptr;
};

} // namespace wayproof
