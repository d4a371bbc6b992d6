// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/labdirectory.h"

#include <cstdlib>
#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

namespace wayproof
{

std::string labsDirectory()
{
    const char *runtime = std::getenv("XDG_RUNTIME_DIR");
    std::string path;
    if (runtime && *runtime) {
        path = std::string(runtime) + "/wayproof";
    } else {
        std::error_code error;
        const std::filesystem::path temporary = std::filesystem::temp_directory_path(error);
        path = (error ? std::string("/tmp") : temporary.string()) + "/wayproof-" + std::to_string(getuid());
    }
    mkdir(path.c_str(), S_IRWXU);
    // Under a shared temporary path somebody else may have made it first: keys must never be written there.
    struct stat facts {
    };
    if (lstat(path.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode) || facts.st_uid != getuid())
        return {};
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        chmod(path.c_str(), S_IRWXU);
    return path;
}

std::string labStateFile(std::int64_t supervisorPid)
{
    const std::string directory = labsDirectory();
    return directory.empty() ? directory : directory + "/lab-" + std::to_string(supervisorPid) + ".json";
}

} // namespace wayproof
