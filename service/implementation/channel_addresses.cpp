#include "service/implementation/channel_addresses.hpp"

#include <array>

namespace sojourn::service {

namespace {

using addresses::address_form;
using addresses::address_kind;

/// Channels that a campaign may name without their being configured.
constexpr std::array<std::pair<std::string_view, address_kind>, 7> known_channels{{
    {"email", address_kind::email},
    {"mailbox", address_kind::none},
    {"onsite", address_kind::none},
    {"sms", address_kind::phone},
    {"web_push", address_kind::none},
    {"zalo_oa", address_kind::identifier},
    {"zns", address_kind::phone},
}};

std::string names_of(const channels::channel_map& configured) {
  std::string names;
  const auto add = [&](std::string_view name, const address_form& form) {
    if (form.kind != address_kind::none)
      names += (names.empty() ? "\"" : ", \"") + std::string{name} + "\"";
  };
  for (const auto& [name, channel] : configured)
    add(name, channel->declares().addresses);
  for (const auto& [name, kind] : known_channels) {
    if (!configured.contains(name))
      add(name, {.kind = kind});
  }
  return names;
}

std::string_view what_is_right(address_kind kind) {
  switch (kind) {
  case address_kind::email:
    return "is no e-mail address; write it like \"an@shop.example\"";
  case address_kind::phone:
    return "is no phone number; write it in international form, such as \"+84901234567\"";
  case address_kind::identifier:
  case address_kind::none:
    break;
  }
  return "is empty, longer than 256 bytes, or holds a control character";
}

} // namespace

std::optional<address_form> address_form_of(const channels::channel_map& configured,
                                            const std::string& channel) {
  if (const auto found = configured.find(channel); found != configured.end())
    return found->second->declares().addresses;
  for (const auto& [name, kind] : known_channels) {
    if (name == channel)
      return address_form{.kind = kind};
  }
  return std::nullopt;
}

result<std::string> canonical_address_on(const channels::channel_map& configured,
                                         const std::string& channel, const std::string& written) {
  const auto refuse = [](const char* pointer, std::string why) {
    return fail(error_code::invalid_request, "the address cannot be taken",
                {{.pointer = pointer, .message = std::move(why)}});
  };
  const auto form = address_form_of(configured, channel);
  if (!form)
    return refuse("/channel", "there is no channel \"" + channel + "\"; those with addresses are " +
                                  names_of(configured));
  if (form->kind == address_kind::none)
    return refuse("/channel", "the channel \"" + channel +
                                  "\" has no addresses; withdraw the person's consent to it");
  auto canonical = addresses::canonical_address(*form, written);
  if (!canonical)
    return refuse("/address", std::string{what_is_right(form->kind)});
  return std::move(*canonical);
}

} // namespace sojourn::service
