-- SPDX-FileCopyrightText: 2026 The Wayproof authors
-- SPDX-License-Identifier: Apache-2.0
-- The same key always gets the same node; which one is another matter than in the original.
local hashed = {}
hashed.__index = hashed

function hashed.new(_, nodes)
  local self = setmetatable({}, hashed)
  self:reinit(nodes)
  return self
end

function hashed:reinit(nodes)
  self.nodes = nodes
  self.names = {}
  for name in pairs(nodes) do
    table.insert(self.names, name)
  end
  table.sort(self.names)
end

function hashed:find(key)
  if #self.names == 0 then
    return nil
  end
  return self.names[ngx.crc32_long(tostring(key)) % #self.names + 1]
end

return hashed
