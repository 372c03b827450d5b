-- luajit: yes
-- Method calls on objects, with one level of inheritance.
local Account = {}
Account.__index = Account
function Account.new(balance) return setmetatable({balance = balance}, Account) end
function Account:deposit(n) self.balance = self.balance + n end
function Account:withdraw(n) self.balance = self.balance - n end
function Account:get() return self.balance end
local Saver = setmetatable({}, {__index = Account})
Saver.__index = Saver
function Saver.new(balance)
  local saver = Account.new(balance)
  return setmetatable(saver, Saver)
end
function Saver:deposit(n) self.balance = self.balance + n + 1 end
local a, b, sum = Account.new(10), Saver.new(20), 0
for i = 1, 2000000 do
  a:deposit(i % 7) b:deposit(i % 5) a:withdraw(2) b:withdraw(1)
  sum = sum + a:get() % 3 + b:get() % 3
end
print(string.format("%d %d %d", a:get(), b:get(), sum))
