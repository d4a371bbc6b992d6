// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The popup in which a request's headers are edited. Takes and emits values; knows no session.
#pragma once

#include "model/items/headersmodel.h"

#include <QFrame>

class QTableView;

namespace wayproof
{

class HeadersEditor : public QFrame
{
    Q_OBJECT
public:
    explicit HeadersEditor(QWidget *parent = nullptr);

    void setHeaders(const HeaderList &headers);
    HeaderList headers() const { return m_model.headers(); }

Q_SIGNALS:
    void headersEdited(const wayproof::HeaderList &headers);

private:
    void removeSelected();

    HeadersModel m_model;
    QTableView *m_table = nullptr;
};

} // namespace wayproof
