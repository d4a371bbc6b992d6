-- SPDX-FileCopyrightText: 2026 The Wayproof authors
-- SPDX-License-Identifier: Apache-2.0
-- Nodes in turn. Weights are always 1 here.
local turns = {}
turns.__index = turns

function turns.new(_, nodes)
  local self = setmetatable({}, turns)
  self:reinit(nodes)
  return self
end

function turns:reinit(nodes)
  self.nodes = nodes
  self.names = {}
  for name in pairs(nodes) do
    table.insert(self.names, name)
  end
  table.sort(self.names)
  self.last = 0
end

function turns:find()
  if #self.names == 0 then
    return nil
  end
  self.last = self.last % #self.names + 1
  return self.names[self.last]
end

return turns
