# Fails on a source file of more than kWall lines: such a file wants to be two.
cmake_policy(VERSION 3.25)
set(kWall 600)

file(GLOB_RECURSE sources RELATIVE "${ROOT}"
  "${ROOT}/vm/*" "${ROOT}/stdlib/*" "${ROOT}/repl/*" "${ROOT}/tests/*" "${ROOT}/bench/*"
  "${ROOT}/scripts/*" "${ROOT}/cmake/*" "${ROOT}/dev")
list(FILTER sources INCLUDE REGEX "(\\.(cpp|hpp|def|lua|cmake|txt|sh)|^dev)$")
set(violations "")
foreach(source IN LISTS sources)
  file(READ "${ROOT}/${source}" text)
  string(REGEX REPLACE "[^\n]+" "" newlines "${text}")
  string(LENGTH "${newlines}" lines)
  if(lines GREATER kWall)
    list(APPEND violations "${source}: ${lines} lines")
  endif()
endforeach()

list(LENGTH sources count)
if(violations)
  list(JOIN violations "\n  " text)
  message(FATAL_ERROR "longer than ${kWall} lines:\n  ${text}")
endif()
message(STATUS "${count} files, none longer than ${kWall} lines")
