#include "api/content_coding.hpp"

#include "api/gzip.hpp"
#include "base/ascii.hpp"

namespace sojourn::api {

namespace {

/// The codings of the body in lower case, as the header lists them; empty: it is as it is.
std::string coding_of(const request& ask) {
  auto listed = joined_header(ask.headers, "Content-Encoding");
  if (!listed)
    return {};
  auto coding = lower_ascii(trimmed(*listed, " \t"));
  return coding == "identity" ? std::string{} : coding;
}

refusal unsupported(const std::string& coding, const std::string& accepted,
                    const std::string& advice) {
  return {.what = {error_code::unsupported_media_type,
                   "the Content-Encoding is \"" + coding + "\"; " + advice},
          .headers = {{"Accept-Encoding", accepted}}};
}

} // namespace

std::optional<refusal> decode_content(request& ask, std::size_t most_bytes) {
  if (ask.file != nullptr)
    return refuse_coded_file(ask);
  const auto coding = coding_of(ask);
  if (coding.empty())
    return std::nullopt;
  if (coding != "gzip" && coding != "x-gzip")
    return unsupported(coding, "gzip", "send the body as it is, or once with gzip");
  auto plain = gunzip(ask.body, most_bytes);
  if (!plain) {
    const bool is_malformed = plain.error().code == error_code::invalid_request;
    return refusal{.what = std::move(plain.error()), .status = is_malformed ? 400 : 0};
  }
  ask.body = std::move(*plain);
  return std::nullopt;
}

std::optional<refusal> refuse_coded_file(const request& ask) {
  const auto coding = coding_of(ask);
  if (coding.empty())
    return std::nullopt;
  return unsupported(coding, "identity", "send the file unpacked: it is stored as it arrives");
}

} // namespace sojourn::api
