// Catch2's main: slow to compile, so it stands alone.
//
// Catch2's assertions are not safe to use from several threads: join first, then assert.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
