// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The program wayproof-labd: started by Lab and by nobody else.
#include "model/lab/supervisor.h"

int main()
{
    return wayproof::Supervisor().run();
}
