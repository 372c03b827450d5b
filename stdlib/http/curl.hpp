// libcurl as a table of functions, loaded when it is first used: linked in, it and the forty
// libraries below it would cost every start of the program 6 ms.
//
// The types are those of libcurl's own header; only its functions are found by name at run time.
// Once loaded it stays. Private to stdlib/http.
#pragma once

#define CURL_DISABLE_TYPECHECK  // its macros would name the functions that are not linked
#include <curl/curl.h>

#include <string>

#include "vm/base/result.hpp"

namespace gilua {

// FUNCTION(field, libcurl's name)
#define GILUA_CURL_FUNCTIONS(FUNCTION)                    \
  FUNCTION(global_init, curl_global_init)                 \
  FUNCTION(version_info, curl_version_info)               \
  FUNCTION(easy_init, curl_easy_init)                     \
  FUNCTION(easy_cleanup, curl_easy_cleanup)               \
  FUNCTION(easy_reset, curl_easy_reset)                   \
  FUNCTION(easy_setopt, curl_easy_setopt)                 \
  FUNCTION(easy_getinfo, curl_easy_getinfo)               \
  FUNCTION(easy_pause, curl_easy_pause)                   \
  FUNCTION(easy_strerror, curl_easy_strerror)             \
  FUNCTION(slist_append, curl_slist_append)               \
  FUNCTION(slist_free_all, curl_slist_free_all)           \
  FUNCTION(multi_init, curl_multi_init)                   \
  FUNCTION(multi_cleanup, curl_multi_cleanup)             \
  FUNCTION(multi_add, curl_multi_add_handle)              \
  FUNCTION(multi_remove, curl_multi_remove_handle)        \
  FUNCTION(multi_perform, curl_multi_perform)             \
  FUNCTION(multi_poll, curl_multi_poll)                   \
  FUNCTION(multi_info_read, curl_multi_info_read)         \
  FUNCTION(multi_socket_action, curl_multi_socket_action) \
  FUNCTION(multi_assign, curl_multi_assign)               \
  FUNCTION(multi_setopt, curl_multi_setopt)               \
  FUNCTION(multi_strerror, curl_multi_strerror)           \
  FUNCTION(url_new, curl_url)                             \
  FUNCTION(url_set, curl_url_set)                         \
  FUNCTION(url_get, curl_url_get)                         \
  FUNCTION(url_cleanup, curl_url_cleanup)                 \
  FUNCTION(url_strerror, curl_url_strerror)               \
  FUNCTION(free, curl_free)

struct CurlApi {
#define GILUA_CURL_FIELD(field, name) decltype(&::name) field = nullptr;
  GILUA_CURL_FUNCTIONS(GILUA_CURL_FIELD)
#undef GILUA_CURL_FIELD
};

/// The library, loaded at the first call; nullptr with [error] if that failed, each time then.
///
/// @thread  any; without the permit, since loading it may take milliseconds
/// @blocks  bounded
const CurlApi* curl_api(std::string& error);

/// A URL, taken apart and written in libcurl's way.
struct HttpUrl {
  std::string text;    // complete, what is not allowed in a URL percent-encoded
  std::string scheme;  // "http" or "https"
  std::string host;    // as a name server or inet_pton knows it: no brackets
  std::string port;    // the scheme's own where none was given
};
/// Fails with ErrorKind::kBadArgument and the reason.
Result<HttpUrl> parse_url(const CurlApi& curl, const char* url);

}  // namespace gilua
