// Where `require` looks: paths, searchers, our own modules. Private to stdlib/.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "vm/exec/native.hpp"

namespace gilua {

// As Debian's lua5.4, so that a module installed for it is found.
constexpr std::string_view kDefaultPath =
    "/usr/local/share/lua/5.4/?.lua;/usr/local/share/lua/5.4/?/init.lua;"
    "/usr/local/lib/lua/5.4/?.lua;/usr/local/lib/lua/5.4/?/init.lua;"
    "/usr/share/lua/5.4/?.lua;/usr/share/lua/5.4/?/init.lua;./?.lua;./?/init.lua";
constexpr std::string_view kDefaultCPath =
    "/usr/local/lib/lua/5.4/?.so;/usr/lib/x86_64-linux-gnu/lua/5.4/?.so;"
    "/usr/lib/lua/5.4/?.so;/usr/local/lib/lua/5.4/loadall.so;./?.so";

/// The value of [variable]_5_4 or [variable], where ";;" stands for [fallback]; else [fallback].
std::string path_setting(std::string_view variable, std::string_view fallback,
                         bool use_environment);

Outcome package_searchpath(Exec& ex, Args args);

/// The searchers in order; each is made with the package table as its upvalue.
std::span<const NativeRow> searcher_rows();

}  // namespace gilua
