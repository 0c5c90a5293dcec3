#include "channels/reach/reach.hpp"

#include <chrono>
#include <curl/curl.h>
#include <memory>
#include <string_view>

namespace sojourn::channels {

namespace {

using protocol = reach_target::protocol;

struct end_easy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

const char* scheme_of(protocol how) {
  switch (how) {
  case protocol::http:
    return "http";
  case protocol::https:
    return "https";
  case protocol::smtp:
  case protocol::smtp_starttls:
    return "smtp";
  case protocol::smtps:
    return "smtps";
  }
  return "https";
}

const char* stage_of(CURLcode ended, CURL* handle) {
  switch (ended) {
  case CURLE_OK:
    return "";
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_URL_MALFORMAT:
    return "name";
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_USE_SSL_FAILED:
    return "tls";
  case CURLE_COULDNT_CONNECT:
    return "connect";
  default:
    break;
  }
  // Time ran out, or the other side said something else: before or after there was a connection?
  curl_off_t connected_us = 0;
  curl_easy_getinfo(handle, CURLINFO_CONNECT_TIME_T, &connected_us);
  return connected_us > 0 ? "greeting" : "connect";
}

/// The "Expire date" of the first certificate of the chain, which is the host's own.
std::optional<instant> end_of_certificate(CURL* handle) {
  curl_certinfo* chain = nullptr;
  if (curl_easy_getinfo(handle, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == nullptr ||
      chain->num_of_certs < 1)
    return std::nullopt;
  for (const auto* one = chain->certinfo[0]; one != nullptr; one = one->next) {
    const std::string_view line{one->data};
    constexpr std::string_view name = "Expire date:";
    if (!line.starts_with(name))
      continue;
    const auto seconds = curl_getdate(std::string{line.substr(name.size())}.c_str(), nullptr);
    return seconds < 0 ? std::nullopt
                       : std::optional{from_unix_ms(static_cast<std::int64_t>(seconds) * 1000)};
  }
  return std::nullopt;
}

std::string url_of(const reach_target& target) {
  const bool is_v6 = target.host.find(':') != std::string::npos && target.host.front() != '[';
  return std::string{scheme_of(target.how)} + "://" + (is_v6 ? "[" : "") + target.host +
         (is_v6 ? "]" : "") + ":" + std::to_string(target.port);
}

} // namespace

reached reach(const reach_target& target, milliseconds timeout) {
  const std::unique_ptr<CURL, end_easy> handle{curl_easy_init()};
  if (!handle)
    return {.stage = "connect", .detail = "libcurl cannot be used"};
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(handle.get(), option, value);
  };
  const auto url = url_of(target);
  std::string why(CURL_ERROR_SIZE, '\0');
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_CERTINFO, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  set(CURLOPT_ERRORBUFFER, why.data());
  if (target.how == protocol::smtp_starttls)
    set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  if (!target.ca_file.empty())
    set(CURLOPT_CAINFO, target.ca_file.c_str());

  const auto began = std::chrono::steady_clock::now();
  const auto ended = curl_easy_perform(handle.get());
  const auto took = std::chrono::steady_clock::now() - began;
  reached told{.stage = stage_of(ended, handle.get()),
               .took_ms = static_cast<int>(
                   std::chrono::duration_cast<std::chrono::milliseconds>(took).count()),
               .certificate_ends = end_of_certificate(handle.get())};
  if (ended != CURLE_OK)
    told.detail = why.front() != '\0' ? std::string{why.c_str()} : curl_easy_strerror(ended);
  return told;
}

} // namespace sojourn::channels
