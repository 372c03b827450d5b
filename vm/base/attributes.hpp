// Compiler attributes under our own names: branch hints, inlining, and clang's thread-safety
// annotations (empty under gcc). The capability names are in vm/base/mutex.hpp and
// vm/world/permit.hpp; see docs/glossary.md for "permit".
#pragma once

#define GILUA_LIKELY(x) __builtin_expect(!!(x), 1)
#define GILUA_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define GILUA_ALWAYS_INLINE inline __attribute__((always_inline))
#define GILUA_NOINLINE __attribute__((noinline))
#define GILUA_COLD __attribute__((noinline, cold))

#if defined(__clang__)
#define GILUA_TSA(x) __attribute__((x))
#else
#define GILUA_TSA(x)
#endif
#define GILUA_CAPABILITY(x) GILUA_TSA(capability(x))
#define GILUA_SCOPED_CAPABILITY GILUA_TSA(scoped_lockable)
#define GUARDED_BY(x) GILUA_TSA(guarded_by(x))
#define REQUIRES(...) GILUA_TSA(requires_capability(__VA_ARGS__))
#define ACQUIRE(...) GILUA_TSA(acquire_capability(__VA_ARGS__))
#define TRY_ACQUIRE(...) GILUA_TSA(try_acquire_capability(__VA_ARGS__))
#define RELEASE(...) GILUA_TSA(release_capability(__VA_ARGS__))
#define EXCLUDES(...) GILUA_TSA(locks_excluded(__VA_ARGS__))
#define NO_THREAD_SAFETY_ANALYSIS GILUA_TSA(no_thread_safety_analysis)

#if defined(__SANITIZE_THREAD__)
#define GILUA_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define GILUA_TSAN 1
#endif
#endif
#ifndef GILUA_TSAN
#define GILUA_TSAN 0
#endif

/// Stress builds collect at every allocation and switch at every safepoint.
#ifndef GILUA_STRESS
#define GILUA_STRESS 0
#endif
