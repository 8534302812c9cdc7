-- Sends the calls of one file, one after another, and prints what wrk measured as JSON.
-- Arguments: the file (per line: method, path, headers, body, parted by tabs; headers by \x1f; names from
-- values by \x1e), and the first of the numbers that stand in for {n}.

local calls, sent, number = {}, 0, 0

local function split(text, separator)
  local parts = {}
  for part in (text .. separator):gmatch("(.-)" .. separator) do parts[#parts + 1] = part end
  return parts
end

function init(args)
  number = tonumber(args[2])
  for line in io.lines(args[1]) do
    local method, path, heads, body = unpack(split(line, "\t"))
    local headers = {}
    for _, head in ipairs(split(heads, "\31")) do
      local name, value = unpack(split(head, "\30"))
      if name ~= "" then headers[name] = value end
    end
    if body == "" then body = nil end
    local call = { method = method, path = path, headers = headers, body = body }
    if not (path .. (body or "")):find("{n}", 1, true) then
      call.ready = wrk.format(method, path, headers, body)
    end
    calls[#calls + 1] = call
  end
end

function request()
  local call = calls[sent % #calls + 1]
  sent = sent + 1
  if call.ready then return call.ready end
  number = number + 1
  local path = call.path:gsub("{n}", number)
  local body = call.body and call.body:gsub("{n}", number)
  return wrk.format(call.method, path, call.headers, body)
end

function done(summary, latency, requests)
  local errors, seen = summary.errors, {}
  for index = 1, #latency do
    local microseconds, count = latency(index)
    seen[#seen + 1] = string.format("[%d,%d]", microseconds, count)
  end
  io.write(string.format(
    '\nMEASURED {"requests":%d,"microseconds":%d,"refused":%d,"broken":%d,"latencies":[%s]}\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, table.concat(seen, ",")))
end
