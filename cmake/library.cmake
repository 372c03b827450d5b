# gilua_library(NAME <name> [RECURSE] [DEPS <name>...] [LINK <target>...] [PRECOMPILE <header>...])
#
# Makes the target gilua_<name> from the *.cpp of the current folder (with RECURSE: and below). A
# folder without a .cpp becomes an INTERFACE library, so headers alone are enough to begin with.
# DEPS are other folders' names; they are also the arrows that "include_arrows" checks: a file may
# include its own folder, the DEPS, and what those depend on. LINK are third-party targets.
# PRECOMPILE: see gilua_precompile.

define_property(GLOBAL PROPERTY GILUA_ARROWS BRIEF_DOCS "folder|name|names it depends on")

function(gilua_library)
  cmake_parse_arguments(arg "RECURSE" "NAME" "DEPS;LINK;PRECOMPILE" ${ARGN})
  set(glob GLOB)
  if(arg_RECURSE)
    set(glob GLOB_RECURSE)
  endif()
  file(${glob} sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  set(target gilua_${arg_NAME})
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  list(TRANSFORM arg_DEPS PREPEND gilua_ OUTPUT_VARIABLE dependencies)
  target_link_libraries(${target} ${scope} gilua_flags ${dependencies} ${arg_LINK})
  gilua_arrow("${arg_NAME}" ${arg_DEPS})
  if(arg_PRECOMPILE)
    gilua_precompile(${target} ${arg_PRECOMPILE})
  endif()
endfunction()

# With GILUA_PRECOMPILE the compiler parses these headers, and what most sources include of the
# standard library, once for the whole target, which halves a build from nothing. Release and lint
# go without: there every source has to include what it uses.
function(gilua_precompile target)
  if(GILUA_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE <fmt/format.h> <algorithm> <atomic> <chrono>
      <functional> <map> <memory> <memory_resource> <optional> <span> <string> <string_view>
      <vector> ${ARGN})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # ccache wants to know what a precompiled header is made of. And g++ 12 forgets there that
      # <string> is a system header, where it believes in accesses out of bounds that are none.
      target_compile_options(${target} PRIVATE -fpch-preprocess -Wno-array-bounds
        -Wno-stringop-overflow -Wno-stringop-overread)
    endif()
  endif()
endfunction()

# Records what the current folder may include.
function(gilua_arrow name)
  file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
  list(JOIN ARGN "," dependencies)
  set_property(GLOBAL APPEND PROPERTY GILUA_ARROWS "${folder}|${name}|${dependencies}")
endfunction()

# Writes the recorded arrows for tests/include_arrows.cmake, a folder a line.
function(gilua_write_arrows file)
  get_property(arrows GLOBAL PROPERTY GILUA_ARROWS)
  list(JOIN arrows "\n" text)
  file(CONFIGURE OUTPUT "${file}" CONTENT "${text}\n" @ONLY)
endfunction()
