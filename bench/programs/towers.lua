-- luajit: yes
-- The towers of Hanoi, with linked disks.
local moves, piles = 0, {}
local function push(pile, disk)
  local top = piles[pile]
  if top and top.size <= disk.size then error("a larger disk on a smaller one") end
  disk.below = top
  piles[pile] = disk
end
local function pop(pile)
  local disk = piles[pile]
  piles[pile] = disk.below
  disk.below = nil
  return disk
end
local function move(count, from, to)
  if count == 1 then
    push(to, pop(from))
    moves = moves + 1
    return
  end
  local other = 6 - from - to
  move(count - 1, from, other)
  move(1, from, to)
  move(count - 1, other, to)
end
for size = 22, 1, -1 do push(1, {size = size}) end
move(22, 1, 3)
print(string.format("%d %d", moves, piles[3].size))
