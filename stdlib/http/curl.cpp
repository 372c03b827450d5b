// See curl.hpp.
#include "stdlib/http/curl.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <memory>

namespace gilua {
namespace {

constexpr const char* kFile = "libcurl.so.4";
constexpr unsigned kOldest = 0x075500;      // 7.85: CURLOPT_PROTOCOLS_STR
constexpr uint64_t kNoAtExit = 0x00080000;  // OPENSSL_INIT_NO_ATEXIT

struct Loaded {
  CurlApi api;
  std::string error;
};

bool find_functions(void* library, Loaded& loaded) {
#define GILUA_CURL_FIND(field, name)                                                       \
  loaded.api.field = reinterpret_cast<decltype(loaded.api.field)>(dlsym(library, #name));  \
  if (loaded.api.field == nullptr) {                                                       \
    loaded.error = fmt::format("module 'http' cannot use {}: it has no {}", kFile, #name); \
    return false;                                                                          \
  }
  GILUA_CURL_FUNCTIONS(GILUA_CURL_FIND)
#undef GILUA_CURL_FIND
  return true;
}

Loaded load() {
  Loaded loaded;
  void* const library = dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* reason = dlerror();
    loaded.error = fmt::format("module 'http' cannot load libcurl: {}",
                               reason == nullptr ? "unknown error" : reason);
    return loaded;
  }
  if (!find_functions(library, loaded)) return loaded;
  const curl_version_info_data* version = loaded.api.version_info(CURLVERSION_NOW);
  if (version->version_num < kOldest) {
    loaded.error =
        fmt::format("module 'http' needs libcurl 7.85 or newer; this is {}", version->version);
    return loaded;
  }
  // Daemon threads may be in a transfer when the process ends: OpenSSL must not be taken to pieces
  // below them. (A libcurl that is made with another library has no such function.)
  using InitCrypto = int (*)(uint64_t, const void*);
  if (auto init = reinterpret_cast<InitCrypto>(dlsym(library, "OPENSSL_init_crypto")))
    init(kNoAtExit, nullptr);
  const CURLcode code = loaded.api.global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK)
    loaded.error =
        fmt::format("module 'http' cannot start libcurl: {}", loaded.api.easy_strerror(code));
  return loaded;
}

std::string part_of(const CurlApi& curl, CURLU* url, CURLUPart part, unsigned flags) {
  char* text = nullptr;
  if (curl.url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string copy(text);
  curl.free(text);
  return copy;
}

}  // namespace

const CurlApi* curl_api(std::string& error) {
  static const Loaded* const loaded = new Loaded(load());  // never destroyed: see Loaded's threads
  error = loaded->error;
  return error.empty() ? &loaded->api : nullptr;
}

Result<HttpUrl> parse_url(const CurlApi& curl, const char* url) {
  const std::unique_ptr<CURLU, decltype(curl.url_cleanup)> parsed(curl.url_new(), curl.url_cleanup);
  if (parsed == nullptr) throw std::bad_alloc();
  const std::string_view given(url);
  const unsigned flags = CURLU_URLENCODE | CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME;
  const CURLUcode code = curl.url_set(parsed.get(), CURLUPART_URL, url, flags);
  if (code == CURLUE_OUT_OF_MEMORY) throw std::bad_alloc();
  const auto wrong = [&](std::string_view reason) {
    return fail(ErrorKind::kBadArgument, fmt::format("Invalid URL '{}': {}", given, reason));
  };
  if (code == CURLUE_BAD_SCHEME && given.find("://") == std::string_view::npos)
    return wrong(fmt::format("No scheme supplied. Perhaps you meant https://{}?", given));
  if (code == CURLUE_NO_HOST) return wrong("No host supplied");
  if (code != CURLUE_OK) return wrong(curl.url_strerror(code));
  HttpUrl result{part_of(curl, parsed.get(), CURLUPART_URL, 0),
                 part_of(curl, parsed.get(), CURLUPART_SCHEME, 0),
                 part_of(curl, parsed.get(), CURLUPART_HOST, 0),
                 part_of(curl, parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)};
  if (result.scheme != "http" && result.scheme != "https")
    return wrong(fmt::format("the scheme must be http or https, not '{}'", result.scheme));
  if (result.host.empty()) return wrong("No host supplied");
  if (result.host.front() == '[') result.host = result.host.substr(1, result.host.size() - 2);
  return result;
}

}  // namespace gilua
