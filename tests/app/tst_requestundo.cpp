// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Keys in one field are one step of undo; another field begins another.
#include "app/requestundo.h"

#include <QTest>
#include <QUndoStack>

using namespace wayproof;

class tst_RequestUndo : public QObject
{
    Q_OBJECT

    RequestDraft m_current;

    void type(QUndoStack &stack, const char *url, const char *method, int field)
    {
        RequestDraft wanted = m_current;
        wanted.url = url;
        wanted.method = method;
        stack.push(new RequestEdit(m_current, wanted, field, [this](const RequestDraft &draft) { m_current = draft; }));
    }

private Q_SLOTS:
    void keysInOneFieldAreOneStep()
    {
        m_current = {};
        QUndoStack stack;
        type(stack, "h", "GET", 1);
        type(stack, "ht", "GET", 1);
        type(stack, "htt", "GET", 1);
        QCOMPARE(stack.count(), 1);
        stack.undo();
        QCOMPARE(m_current.url, std::string());
        stack.redo();
        QCOMPARE(m_current.url, std::string("htt"));
    }
    void anotherFieldIsAnotherStep()
    {
        m_current = {};
        QUndoStack stack;
        type(stack, "a", "GET", 1);
        type(stack, "a", "PUT", 0);
        QCOMPARE(stack.count(), 2);
        stack.undo();
        QCOMPARE(m_current.method, std::string("GET"));
        QCOMPARE(m_current.url, std::string("a"));
    }
    void importsStandAlone()
    {
        m_current = {};
        QUndoStack stack;
        type(stack, "a", "GET", -1);
        type(stack, "b", "GET", -1);
        QCOMPARE(stack.count(), 2);
    }
};

QTEST_APPLESS_MAIN(tst_RequestUndo)
#include "tst_requestundo.moc"
