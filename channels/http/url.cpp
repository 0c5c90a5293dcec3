#include "channels/http/url.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <curl/curl.h>
#include <memory>
#include <string_view>

namespace sojourn::channels {

namespace {

using url_parts = std::unique_ptr<CURLU, void (*)(CURLU*)>;

/// Empty when the URL has no such part.
std::string part_of(const url_parts& parts, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(parts.get(), which, &text, flags) != CURLUE_OK)
    return "";
  const std::unique_ptr<char, void (*)(void*)> owned{text, curl_free};
  return owned.get();
}

/// The parts of an http or https URL.
result<url_parts> parts_of(const std::string& url) {
  const auto refuse = [&](const std::string& why) {
    return fail(error_code::invalid_request, "\"" + url.substr(0, 200) + "\" " + why);
  };
  const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
  if (std::any_of(url.begin(), url.end(), is_blank))
    return refuse("is not a URL: it holds a space or a control character");
  url_parts parts{curl_url(), curl_url_cleanup};
  if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return refuse("is not a URL; write \"https://HOST/PATH\"");
  const auto scheme = part_of(parts, CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https")
    return refuse("is not an http or https URL");
  return parts;
}

} // namespace

result<void> check_http_url(const std::string& url) {
  if (auto parts = parts_of(url); !parts)
    return fail(std::move(parts.error()));
  return {};
}

result<std::string> origin_of(const std::string& url) {
  const auto parts = parts_of(url);
  if (!parts)
    return fail(parts.error());
  const auto host = lower_ascii(part_of(*parts, CURLUPART_HOST));
  const auto port = part_of(*parts, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
  return part_of(*parts, CURLUPART_SCHEME) + "://" + host + (port.empty() ? "" : ":" + port);
}

} // namespace sojourn::channels
