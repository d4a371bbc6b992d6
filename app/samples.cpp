// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/samples.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace wayproof
{

QStringList sampleNames()
{
    return QDir(u":/samples"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
}

std::vector<NamedText> sampleTexts(const QString &name)
{
    std::vector<NamedText> texts;
    const QDir folder(u":/samples/"_s + name);
    for (const QString &file : folder.entryList({u"*.yaml"_s}, QDir::Files, QDir::Name)) {
        QFile source(folder.filePath(file));
        if (source.open(QIODevice::ReadOnly))
            texts.push_back({(name + u'/' + file).toStdString(), source.readAll().toStdString()});
    }
    return texts;
}

} // namespace wayproof
