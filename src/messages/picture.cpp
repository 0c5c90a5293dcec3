#include "messages/picture.hpp"

#include "signing/base64.hpp"
#include "signing/digest.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sojourn::messages {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view scheme = "cid:";

/// How files of a type begin.
constexpr std::array beginnings{
    std::pair{"image/png"sv, "\x89PNG\r\n\x1a\n"sv}, std::pair{"image/jpeg"sv, "\xff\xd8\xff"sv},
    std::pair{"image/gif"sv, "GIF8"sv}, std::pair{"image/webp"sv, "RIFF"sv}};

tl::unexpected<error> refuse(std::string why) {
  return fail(error_code::invalid_request, std::move(why));
}

bool ends_name(char c) { return "\"'()<> \t\r\n,;&"sv.find(c) != std::string_view::npos; }

bool may_precede(char c) { return "\"'(= \t\r\n"sv.find(c) != std::string_view::npos; }

} // namespace

result<picture_ptr> make_picture(std::string name, std::string content_type,
                                 std::string_view base64) {
  auto bytes = signing::base64_decode(base64);
  if (!bytes)
    return refuse("this is not base 64 (RFC 4648, with its padding and without line breaks)");
  if (bytes->size() > most_picture_bytes)
    return refuse("the picture has " + std::to_string(bytes->size()) + " bytes; it may have " +
                  std::to_string(most_picture_bytes));
  const auto known = std::find_if(beginnings.begin(), beginnings.end(),
                                  [&](const auto& one) { return one.first == content_type; });
  if (known == beginnings.end() || !bytes->starts_with(known->second))
    return refuse("the bytes are no " + content_type);
  auto digest = signing::sha256_hex(*bytes);
  return std::make_shared<const picture>(
      picture{std::move(name), std::move(content_type), std::move(*bytes), std::move(digest)});
}

std::vector<picture_place> picture_places(std::string_view html) {
  std::vector<picture_place> found;
  for (auto at = html.find(scheme); at != std::string_view::npos; at = html.find(scheme, at + 1)) {
    if (at == 0 || !may_precede(html[at - 1]))
      continue;
    const auto begin = at + scheme.size();
    auto end = begin;
    while (end < html.size() && !ends_name(html[end]))
      ++end;
    if (end > begin)
      found.push_back({begin, html.substr(begin, end - begin)});
  }
  return found;
}

std::string in_place(const picture& what) {
  return "data:" + what.content_type + ";base64," + signing::base64_encode(what.bytes);
}

std::string with_pictures_inside(std::string_view html, const std::vector<picture_ptr>& pictures) {
  std::string made;
  std::size_t taken = 0;
  for (const auto& place : picture_places(html)) {
    const auto shown = std::find_if(pictures.begin(), pictures.end(),
                                    [&](const auto& one) { return one->name == place.name; });
    if (shown == pictures.end())
      continue;
    made.append(html.substr(taken, place.at - scheme.size() - taken));
    made.append(in_place(**shown));
    taken = place.at + place.name.size();
  }
  return made.append(html.substr(taken));
}

} // namespace sojourn::messages
