/*
 * A cart is one hash: `version`, `currency`, a field `l:SKU` for each line with `quantity|seen price|place in the cart`, and
 * while it is merged `claim` (the user who merges it), afterwards `merged`. Each script touches one key, so it runs in one
 * cluster slot and nothing happens between its reads and its writes. Each answers with a word, and where there is a cart
 * with the hash and the milliseconds that it has left; PUT and REMOVE also with each line that they changed, as it was before:
 * its SKU and how many pieces it had.
 */

/** KEYS: the cart. The hash as a list, what is left of its life, and what changed lines were before. */
const ANSWER = `
local function answer(word, before)
  return {word, redis.call('HGETALL', KEYS[1]), redis.call('PTTL', KEYS[1]), before or {}}
end
local function lines()
  local all, count = redis.call('HKEYS', KEYS[1]), 0
  for _, field in ipairs(all) do if string.sub(field, 1, 2) == 'l:' then count = count + 1 end end
  return count
end
local function touch(first, ttl)
  if redis.call('HEXISTS', KEYS[1], 'version') == 0 then redis.call('HSET', KEYS[1], 'version', first) end
  redis.call('HINCRBY', KEYS[1], 'version', 1)
  redis.call('PEXPIRE', KEYS[1], ttl)
end
local function isClosed() return redis.call('HEXISTS', KEYS[1], 'claim') == 1 or redis.call('HEXISTS', KEYS[1], 'merged') == 1 end
`;

/** ARGV: life, life below which it is made longer. */
export const READ = `${ANSWER}
if redis.call('EXISTS', KEYS[1]) == 0 or isClosed() then return {'not_found'} end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return answer('cart')`;

/**
 * Adds to a line or sets it. ARGV: life, first version, '1' where the cart must exist, SKU, 'add' or 'set', quantity, price, currency,
 * available, most of a line, most lines.
 */
export const PUT = `${ANSWER}
local ttl, first, must, sku, mode = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local quantity, price, currency, available = tonumber(ARGV[6]), ARGV[7], ARGV[8], tonumber(ARGV[9])
if isClosed() or (must == '1' and redis.call('EXISTS', KEYS[1]) == 0) then return {'not_found'} end
local count = lines()
local held = redis.call('HGET', KEYS[1], 'currency')
if count > 0 and held and held ~= currency then return {'currency_mismatch', held} end
local line = redis.call('HGET', KEYS[1], 'l:' .. sku)
local have, place = 0, nil
if line then
  local q, p = string.match(line, '^(%d+)|%-?%d+|(%d+)$')
  have, place = tonumber(q), p
end
local wanted = mode == 'add' and have + quantity or quantity
if wanted > tonumber(ARGV[10]) then return {'quantity_out_of_range'} end
if wanted > have and wanted > available then return {'insufficient_stock', wanted} end
if not line and count >= tonumber(ARGV[11]) then return {'too_many_lines'} end
local value = wanted .. '|' .. price .. '|'
if line and line == value .. place then
  redis.call('PEXPIRE', KEYS[1], ttl)
  return answer('cart')
end
touch(first, ttl)
redis.call('HSET', KEYS[1], 'currency', currency, 'l:' .. sku, value .. (place or redis.call('HGET', KEYS[1], 'version')))
return answer('cart', {sku, have})`;

/**
 * Takes lines out. ARGV: life, '1' where the cart must exist, SKU or '' for all. The version stays and grows: what an older version
 * held can never be bought under a newer one's number.
 */
export const REMOVE = `${ANSWER}
if isClosed() or (ARGV[2] == '1' and redis.call('EXISTS', KEYS[1]) == 0) then return {'not_found'} end
local before = {}
local function remove(field)
  local line = redis.call('HGET', KEYS[1], field)
  if not line then return end
  before[#before + 1] = string.sub(field, 3)
  before[#before + 1] = tonumber(string.match(line, '^%d+'))
  redis.call('HDEL', KEYS[1], field)
end
if ARGV[3] ~= '' then remove('l:' .. ARGV[3])
else
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    if string.sub(field, 1, 2) == 'l:' then remove(field) end
  end
end
if #before > 0 then touch(0, ARGV[1]) end
return answer('cart', before)`;

/** KEYS: a guest's cart. ARGV: the user. From here on the guest can no longer change it. */
export const CLAIM = `${ANSWER}
if redis.call('EXISTS', KEYS[1]) == 0 then return {'not_found'} end
local merged, claim = redis.call('HGET', KEYS[1], 'merged'), redis.call('HGET', KEYS[1], 'claim')
if merged then return {merged == ARGV[1] and 'merged' or 'not_found'} end
if claim and claim ~= ARGV[1] then return {'not_found'} end
redis.call('HSET', KEYS[1], 'claim', ARGV[1])
return answer('claimed')`;

/**
 * KEYS: the user's cart. ARGV: life, first version, the guest cart's id, its currency, most of a line, most lines, most merges that are
 * remembered, then SKU, quantity and seen price of each of its lines. Once for each guest cart.
 */
export const ABSORB = `${ANSWER}
local mark = 'm:' .. ARGV[3]
if redis.call('HEXISTS', KEYS[1], mark) == 1 then return answer('cart') end
local count, held = lines(), redis.call('HGET', KEYS[1], 'currency')
if #ARGV > 7 then
  if count > 0 and held and held ~= ARGV[4] then return {'currency_mismatch', held} end
  if count > tonumber(ARGV[6]) then return {'too_many_lines'} end
end
touch(ARGV[2], ARGV[1])
local version = redis.call('HGET', KEYS[1], 'version')
local most = tonumber(ARGV[5])
for i = 8, #ARGV, 3 do
  local field = 'l:' .. ARGV[i]
  local line = redis.call('HGET', KEYS[1], field)
  local quantity, place = tonumber(ARGV[i + 1]), version
  if line then
    local q, p = string.match(line, '^(%d+)|%-?%d+|(%d+)$')
    quantity, place = quantity + tonumber(q), p
  end
  redis.call('HSET', KEYS[1], 'currency', ARGV[4], field, math.min(quantity, most) .. '|' .. ARGV[i + 2] .. '|' .. place)
end
local oldest, marks = nil, 0
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if string.sub(all[i], 1, 2) == 'm:' then
    marks = marks + 1
    if not oldest or tonumber(all[i + 1]) < tonumber(oldest[2]) then oldest = {all[i], all[i + 1]} end
  end
end
if marks >= tonumber(ARGV[7]) then redis.call('HDEL', KEYS[1], oldest[1]) end
redis.call('HSET', KEYS[1], mark, version)
return answer('cart')`;

/** KEYS: a guest's cart that the user has taken in. ARGV: life, the user. What stays says only who took it. */
export const FORGET = `
if redis.call('HGET', KEYS[1], 'claim') ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'merged', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1`;

/** KEYS: a guest's cart. ARGV: the user, who could not take it in: the guest has it again. */
export const RELEASE = `
if redis.call('HGET', KEYS[1], 'claim') ~= ARGV[1] then return 0 end
return redis.call('HDEL', KEYS[1], 'claim')`;

/**
 * Takes what an order bought out of the cart, and only that, once for each order. ARGV: life, the order, most orders that are
 * remembered, then SKU and quantity of each line.
 */
export const TAKE = `${ANSWER}
if redis.call('EXISTS', KEYS[1]) == 0 then return {'not_found'} end
local merged = redis.call('HGET', KEYS[1], 'merged')
if merged then return {'merged', merged} end
if redis.call('HEXISTS', KEYS[1], 'claim') == 1 then return {'claimed'} end
local mark = 'o:' .. ARGV[2]
if redis.call('HEXISTS', KEYS[1], mark) == 1 then return {'taken'} end
touch(0, ARGV[1])
for i = 4, #ARGV, 2 do
  local field = 'l:' .. ARGV[i]
  local line = redis.call('HGET', KEYS[1], field)
  if line then
    local quantity, price, place = string.match(line, '^(%d+)|(%-?%d+)|(%d+)$')
    local left = tonumber(quantity) - tonumber(ARGV[i + 1])
    if left > 0 then redis.call('HSET', KEYS[1], field, left .. '|' .. price .. '|' .. place)
    else redis.call('HDEL', KEYS[1], field) end
  end
end
local oldest, marks = nil, 0
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if string.sub(all[i], 1, 2) == 'o:' then
    marks = marks + 1
    if not oldest or tonumber(all[i + 1]) < tonumber(oldest[2]) then oldest = {all[i], all[i + 1]} end
  end
end
if marks >= tonumber(ARGV[3]) then redis.call('HDEL', KEYS[1], oldest[1]) end
redis.call('HSET', KEYS[1], mark, redis.call('HGET', KEYS[1], 'version'))
return {'taken'}`;
