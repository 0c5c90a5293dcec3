#include "api/representation.hpp"

#include "api/gzip.hpp"
#include "api/route.hpp"
#include "base/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace sojourn::api {

namespace {

constexpr std::string_view compressed_tag = "-gzip";
constexpr std::size_t most_unpacked_bytes = 64UL * 1024 * 1024;

/// The weight of one element, in thousandths; 0 for what is no weight.
int weight_of(std::string_view parameters) {
  constexpr int one = 1000;
  const auto parameter = trimmed(parameters, " \t");
  if (parameter.empty())
    return one;
  if (parameter.size() < 3 || lower_ascii(parameter[0]) != 'q' || parameter[1] != '=')
    return 0;
  double weight = 0;
  const auto text = parameter.substr(2);
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), weight);
  if (status != std::errc{} || end != text.data() + text.size() || !(weight >= 0 && weight <= 1))
    return 0;
  return static_cast<int>(weight * one);
}

template <class Response>
auto* find(Response& answer, std::string_view name) {
  const auto found = std::ranges::find(answer.headers, name, [](auto& one) { return one.first; });
  return found == answer.headers.end() ? nullptr : &found->second;
}

/// What stands between the quotation marks of an ETag of ours.
std::string tag_text(std::string_view etag) { return std::string{etag.substr(1, etag.size() - 2)}; }

bool is_read(const request& ask) { return ask.method == "GET" || ask.method == "HEAD"; }

bool is_compressible(const response& answer) {
  const auto type = answer.content_type.substr(0, answer.content_type.find(';'));
  return !answer.is_packed && answer.body.size() >= least_compressed_bytes && !answer.again &&
         answer.status != 204 && answer.status != 304 &&
         (type.starts_with("text/") || type.ends_with("json") || type.ends_with("javascript"));
}

/// The body as the client takes it.
void encode(response& answer, bool packs) {
  if (packs) {
    if (!answer.is_packed)
      answer.body = gzip(answer.body);
    answer.headers.emplace_back("Content-Encoding", "gzip");
  } else if (answer.is_packed) {
    // What is packed is our own, and has its size in view.
    answer.body = gunzip(answer.body, most_unpacked_bytes).value();
  }
}

} // namespace

bool prefers_gzip(std::string_view accept_encoding) {
  std::optional<int> gzip;
  std::optional<int> identity;
  std::optional<int> any;
  while (!accept_encoding.empty()) {
    const auto end = std::min(accept_encoding.find(','), accept_encoding.size());
    const auto element = accept_encoding.substr(0, end);
    accept_encoding.remove_prefix(std::min(end + 1, accept_encoding.size()));
    const auto semicolon = std::min(element.find(';'), element.size());
    const auto coding = lower_ascii(trimmed(element.substr(0, semicolon), " \t"));
    const auto weight = weight_of(element.substr(std::min(semicolon + 1, element.size())));
    if (coding == "gzip" || coding == "x-gzip")
      gzip = std::max(gzip.value_or(0), weight);
    else if (coding == "identity")
      identity = weight;
    else if (coding == "*")
      any = weight;
  }
  const auto of_gzip = gzip.value_or(any.value_or(0));
  // Unless it is named, the body as it is comes after every coding that is.
  return of_gzip > 0 && of_gzip >= identity.value_or(0);
}

std::optional<error> refuse_by_precondition(const request& ask, const response& answer) {
  if (!is_read(ask) || ask.only_if.empty() || answer.status != 200)
    return std::nullopt;
  const auto* etag = find(answer, "ETag");
  const auto current = etag != nullptr ? std::optional{tag_text(*etag)} : std::nullopt;
  if (evaluate(ask.only_if, current) != unmet::match)
    return std::nullopt;
  return error{error_code::version_mismatch,
               current ? "the ETag is now \"" + *current + "\", which If-Match does not name"
                       : "what is here has no ETag, so If-Match cannot name it"};
}

void represent(const request& ask, response& answer) {
  auto* etag = find(answer, "ETag");
  const bool is_unchanged = is_read(ask) && answer.status == 200 && etag != nullptr &&
                            !ask.only_if.empty() &&
                            evaluate(ask.only_if, tag_text(*etag)) == unmet::none_match;
  if (answer.is_packed || is_compressible(answer)) {
    const auto* accepted = find_header(ask.headers, "Accept-Encoding");
    const bool packs = accepted != nullptr && prefers_gzip(accepted->value);
    if (packs && etag != nullptr)
      etag->insert(etag->size() - 1, compressed_tag);
    answer.headers.emplace_back("Vary", "Accept-Encoding");
    if (!is_unchanged)
      encode(answer, packs);
  }
  if (is_unchanged) {
    answer.status = 304;
    answer.body.clear();
  }
}

} // namespace sojourn::api
