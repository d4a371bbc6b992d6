-- SPDX-FileCopyrightText: 2026 The Wayproof authors
-- SPDX-License-Identifier: Apache-2.0
-- Loaded by the controller's Lua and needed by nothing that is tested: whoever calls it is told so.
return setmetatable({}, {
  __index = function(_, name)
    return function() error("resty.http." .. name .. " is not there") end
  end,
})
