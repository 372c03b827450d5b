# The third-party libraries, one target each; docs/dependencies.md says what each is for.
find_package(PkgConfig REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(CLI11 REQUIRED)

# Lua's own compiler, linked statically where Debian's archive is there: the shared library would
# cost start-up time.
pkg_check_modules(LUA54 REQUIRED lua5.4)
find_library(GILUA_LIBLUA_STATIC NAMES liblua5.4.a)
mark_as_advanced(GILUA_LIBLUA_STATIC)
add_library(gilua_liblua INTERFACE)
target_include_directories(gilua_liblua SYSTEM INTERFACE ${LUA54_INCLUDE_DIRS})
if(GILUA_LIBLUA_STATIC)
  target_link_libraries(gilua_liblua INTERFACE "${GILUA_LIBLUA_STATIC}" m ${CMAKE_DL_LIBS})
else()
  target_link_libraries(gilua_liblua INTERFACE ${LUA54_LINK_LIBRARIES})
endif()

# Header-only in releases, for the same reason: Debian has libfmt as a shared library only. In the
# other builds the compiler's time counts: with sanitizers the header takes two thirds of it.
add_library(gilua_fmt INTERFACE)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_link_libraries(gilua_fmt INTERFACE fmt::fmt-header-only tl::expected)
else()
  target_link_libraries(gilua_fmt INTERFACE fmt::fmt tl::expected)
endif()

# Headers only.
find_package(RapidJSON REQUIRED)
add_library(gilua_rapidjson INTERFACE)
target_include_directories(gilua_rapidjson SYSTEM INTERFACE ${RAPIDJSON_INCLUDE_DIRS})

# Line editing at the prompt. Statically where the archives are there, again for start-up time.
pkg_check_modules(EDIT REQUIRED libedit)
add_library(gilua_edit INTERFACE)
foreach(name edit tinfo bsd md)
  find_library(GILUA_${name}_STATIC NAMES lib${name}.a)
  mark_as_advanced(GILUA_${name}_STATIC)
  list(APPEND edit_archives "${GILUA_${name}_STATIC}")
endforeach()
if(edit_archives MATCHES "NOTFOUND")
  target_link_libraries(gilua_edit INTERFACE ${EDIT_LINK_LIBRARIES})
else()
  target_link_libraries(gilua_edit INTERFACE ${edit_archives})
endif()

# asyncio's loop. Statically where the archive is there.
pkg_check_modules(UV REQUIRED libuv)
add_library(gilua_uv INTERFACE)
find_library(GILUA_LIBUV_STATIC NAMES libuv_a.a)
mark_as_advanced(GILUA_LIBUV_STATIC)
if(GILUA_LIBUV_STATIC)
  target_link_libraries(gilua_uv INTERFACE "${GILUA_LIBUV_STATIC}" Threads::Threads ${CMAKE_DL_LIBS} rt)
else()
  target_link_libraries(gilua_uv INTERFACE ${UV_LINK_LIBRARIES})
endif()

# What http.serve parses requests with. Only libcurl's header is needed: it is loaded at run time.
pkg_check_modules(CURL REQUIRED libcurl>=7.85)
find_path(GILUA_HTTP_PARSER_INCLUDE http_parser.h REQUIRED)
find_library(GILUA_HTTP_PARSER NAMES libhttp_parser.a http_parser REQUIRED)
mark_as_advanced(GILUA_HTTP_PARSER_INCLUDE GILUA_HTTP_PARSER)
add_library(gilua_http INTERFACE)
target_include_directories(gilua_http SYSTEM INTERFACE
  ${CURL_INCLUDE_DIRS} "${GILUA_HTTP_PARSER_INCLUDE}")
target_link_libraries(gilua_http INTERFACE "${GILUA_HTTP_PARSER}" ${CMAKE_DL_LIBS})
