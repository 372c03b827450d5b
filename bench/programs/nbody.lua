-- luajit: yes
-- Float fields of small tables: five planets.
local function body(x, y, z, vx, vy, vz, mass)
  return {x = x, y = y, z = z, vx = vx, vy = vy, vz = vz, mass = mass}
end
local bodies = {
  body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.47),
  body(4.84, -1.16, -0.10, 0.606, 2.81, -0.02, 0.037),
  body(8.34, 4.12, -0.40, -1.01, 1.82, 0.008, 0.011),
  body(12.89, -15.11, -0.22, 1.08, 0.868, -0.01, 0.0017),
  body(15.37, -25.91, 0.17, 0.979, 0.594, -0.03, 0.002),
}
local function advance(dt)
  local count = #bodies
  for i = 1, count do
    local a = bodies[i]
    for j = i + 1, count do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local square = dx * dx + dy * dy + dz * dz
      local force = dt / (square * math.sqrt(square))
      local fa, fb = b.mass * force, a.mass * force
      a.vx = a.vx - dx * fa
      a.vy = a.vy - dy * fa
      a.vz = a.vz - dz * fa
      b.vx = b.vx + dx * fb
      b.vy = b.vy + dy * fb
      b.vz = b.vz + dz * fb
    end
  end
  for i = 1, count do
    local a = bodies[i]
    a.x = a.x + dt * a.vx
    a.y = a.y + dt * a.vy
    a.z = a.z + dt * a.vz
  end
end
for _ = 1, 220000 do advance(0.001) end
local sum = 0.0
for i = 1, #bodies do sum = sum + bodies[i].x + bodies[i].vy end
print(string.format("%.6f", sum))
