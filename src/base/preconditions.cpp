#include "base/preconditions.hpp"

#include <algorithm>

namespace sojourn {

namespace {

constexpr std::string_view compressed = "-gzip";
constexpr char digest_mark = '.';

bool is_tag_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x21 || (byte >= 0x23 && byte != 0x7f); // etagc of RFC 9110, section 8.8.3
}

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

/// Takes one tag from the front of `text`; nullopt: there is none.
std::optional<entity_tag> parse_tag(std::string_view& text) {
  entity_tag tag;
  if (text.starts_with("W/")) {
    tag.is_weak = true;
    text.remove_prefix(2);
  }
  if (!text.starts_with('"'))
    return std::nullopt;
  text.remove_prefix(1);
  const auto end = text.find('"');
  if (end == std::string_view::npos)
    return std::nullopt;
  tag.text = text.substr(0, end);
  text.remove_prefix(end + 1);
  if (!std::all_of(tag.text.begin(), tag.text.end(), is_tag_character))
    return std::nullopt;
  return tag;
}

/// Whether the tag that a client has names the representation, or the version, of `current`.
bool names(std::string_view listed, std::string_view current) {
  if (listed.ends_with(compressed))
    listed.remove_suffix(compressed.size());
  if (current.find(digest_mark) == std::string_view::npos)
    listed = listed.substr(0, listed.find(digest_mark));
  return listed == current;
}

bool lists(const entity_tags& tags, const std::optional<std::string>& current, bool strongly) {
  return current &&
         (tags.any || std::any_of(tags.listed.begin(), tags.listed.end(), [&](const auto& tag) {
            return !(strongly && tag.is_weak) && names(tag.text, *current);
          }));
}

} // namespace

result<entity_tags> parse_entity_tags(std::string_view value) {
  const auto refuse = [] {
    return fail(error_code::invalid_request,
                "must be \"*\", or ETags as this server gives them, with their quotation marks and "
                "with commas between them, like \"3\"");
  };
  entity_tags read;
  skip_blanks(value);
  if (value.starts_with('*')) {
    value.remove_prefix(1);
    skip_blanks(value);
    if (!value.empty())
      return refuse();
    read.any = true;
    return read;
  }
  while (!value.empty()) {
    if (!value.starts_with(',')) { // empty elements of a list are allowed (RFC 9110, 5.6.1.2)
      auto tag = parse_tag(value);
      if (!tag)
        return refuse();
      read.listed.push_back(std::move(*tag));
      skip_blanks(value);
      if (!value.empty() && !value.starts_with(','))
        return refuse();
    }
    if (!value.empty())
      value.remove_prefix(1);
    skip_blanks(value);
  }
  if (read.listed.empty())
    return refuse();
  return read;
}

unmet evaluate(const preconditions& asked, const std::optional<std::string>& current) {
  if (asked.match && !lists(*asked.match, current, true))
    return unmet::match;
  if (asked.none_match && lists(*asked.none_match, current, false))
    return unmet::none_match;
  return unmet::nothing;
}

std::string version_tag(std::int64_t version) { return std::to_string(version); }

result<void> require(const preconditions& asked, std::string_view what,
                     std::optional<std::int64_t> version) {
  const auto current = version ? std::optional{version_tag(*version)} : std::nullopt;
  const auto refuse = [what](const std::string& why) {
    return fail(error_code::version_mismatch, std::string{what} + why);
  };
  const auto at = [&] { return " is at version " + *current; };
  switch (evaluate(asked, current)) {
  case unmet::nothing:
    break;
  case unmet::match:
    return refuse(current ? at() + ", which If-Match does not name"
                          : " is not there, and If-Match asks for one that is");
  case unmet::none_match:
    return refuse(at() + (asked.none_match->any ? ", and \"If-None-Match: *\" asks for none"
                                                : ", which If-None-Match excludes"));
  }
  return {};
}

} // namespace sojourn
