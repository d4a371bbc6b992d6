-- SPDX-FileCopyrightText: 2026 The Wayproof authors
-- SPDX-License-Identifier: Apache-2.0
-- Reads one cookie and sets one.
local cookie = {}
cookie.__index = cookie

function cookie.new() return setmetatable({}, cookie) end

function cookie.get(_, name)
  local header = ngx.var.http_cookie or ""
  for key, value in string.gmatch(header, "([^=;%s]+)=([^;]*)") do
    if key == name then
      return value
    end
  end
  return nil, "no such cookie"
end

function cookie.set(_, wanted)
  local text = wanted.key .. "=" .. wanted.value
  local attributes = {
    { "Expires", wanted.expires }, { "Max-Age", wanted.max_age }, { "Domain", wanted.domain }, { "Path", wanted.path },
  }
  for _, attribute in ipairs(attributes) do
    if attribute[2] then
      text = text .. "; " .. attribute[1] .. "=" .. attribute[2]
    end
  end
  text = text .. (wanted.secure and "; Secure" or "") .. (wanted.httponly and "; HttpOnly" or "")
  if wanted.samesite then
    text = text .. "; SameSite=" .. wanted.samesite
  end
  local set = ngx.header["Set-Cookie"] or {}
  if type(set) == "string" then
    set = { set }
  end
  table.insert(set, text)
  ngx.header["Set-Cookie"] = set
  return true
end

return cookie
