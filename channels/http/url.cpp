#include "channels/http/url.hpp"

#include <algorithm>
#include <curl/curl.h>
#include <memory>
#include <string_view>

namespace sojourn::channels {

result<void> check_http_url(const std::string& url) {
  const auto refuse = [&](const std::string& why) {
    return fail(error_code::invalid_request, "\"" + url.substr(0, 200) + "\" " + why);
  };
  const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
  if (std::any_of(url.begin(), url.end(), is_blank))
    return refuse("is not a URL: it holds a space or a control character");
  const std::unique_ptr<CURLU, void (*)(CURLU*)> parts{curl_url(), curl_url_cleanup};
  if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return refuse("is not a URL; write \"https://HOST/PATH\"");
  char* scheme_text = nullptr;
  curl_url_get(parts.get(), CURLUPART_SCHEME, &scheme_text, 0);
  const std::unique_ptr<char, void (*)(void*)> scheme{scheme_text, curl_free};
  if (scheme == nullptr ||
      (std::string_view{scheme.get()} != "http" && std::string_view{scheme.get()} != "https"))
    return refuse("is not an http or https URL");
  return {};
}

} // namespace sojourn::channels
