# The flags that every target of ours is compiled with: link gilua_flags to get them.
#
# Measured reasons: -fno-tree-slp-vectorize because a 16-byte load from a register that was just
# written as two halves misses the store buffer (up to 22 %); -mavx because aligned 16-byte moves
# are atomic on processors that have it; the dispatch flags are at the end of this file.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")  # assertions stay on: for the stress build
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g")

find_program(GILUA_CCACHE ccache)
mark_as_advanced(GILUA_CCACHE)
if(GILUA_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${GILUA_CCACHE}")
endif()

find_package(Threads REQUIRED)

add_library(gilua_flags INTERFACE)
target_link_libraries(gilua_flags INTERFACE Threads::Threads)
target_include_directories(gilua_flags INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(gilua_flags INTERFACE
  -Wall -Wextra -Wshadow -Werror -fno-tree-slp-vectorize)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(gilua_flags INTERFACE -mavx -mcx16)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(gilua_flags INTERFACE -Wthread-safety)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 sees overlap in every `"text" + std::string` (its bug 105651).
  target_compile_options(gilua_flags INTERFACE -Wno-restrict)
endif()
if(GILUA_STRESS)
  target_compile_definitions(gilua_flags INTERFACE GILUA_STRESS=1)
endif()

if(GILUA_SANITIZE)
  set(sanitize "-fsanitize=${GILUA_SANITIZE}" -fno-omit-frame-pointer)
  target_compile_options(gilua_flags INTERFACE ${sanitize} -g1)  # lines, for the stack traces
  target_link_options(gilua_flags INTERFACE ${sanitize})
  if(GILUA_SANITIZE MATCHES "undefined")
    target_compile_options(gilua_flags INTERFACE -fno-sanitize-recover=undefined)
  endif()
  if(GILUA_FUZZ)
    target_compile_options(gilua_flags INTERFACE -fsanitize=fuzzer-no-link)  # coverage
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # The sanitizers' instrumentation makes g++ 12 see uninitialised values where there are none.
    target_compile_options(gilua_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
  if(GILUA_SANITIZE MATCHES "thread")
    target_link_libraries(gilua_flags INTERFACE atomic)  # the sanitizer's 128-bit atomics
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # std::atomic_thread_fence is refused under the thread sanitizer, and we use none; libfmt and
      # Catch2 mention it in headers.
      target_compile_options(gilua_flags INTERFACE -Wno-tsan)
    endif()
  endif()
else()
  # Start-up: each shared library costs a third of a millisecond or so before main.
  target_link_options(gilua_flags INTERFACE
    -static-libstdc++ -static-libgcc LINKER:--as-needed LINKER:--gc-sections)
endif()

# Computed goto wants one indirect jump per opcode, which these optimisations would merge: applies
# them to the interpreter loops given as sources of the current folder.
# Not with sanitizers: their checks in each opcode are no code to duplicate.
function(gilua_dispatch_flags)
  if(GILUA_SANITIZE)
    return()
  endif()
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    set(flags -mllvm -tail-dup-pred-size=5000 -mllvm -tail-dup-succ-size=5000)
  else()
    set(flags -fno-gcse -fno-crossjumping)
  endif()
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS ${flags})
  # Headers precompiled with other flags do not suit them.
  set_property(SOURCE ${ARGN} PROPERTY SKIP_PRECOMPILE_HEADERS ON)
endfunction()
