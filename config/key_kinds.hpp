// The kinds of value a key can have: how each is checked, kept and shown.
#pragma once

#include "calendar/calendar.hpp"
#include "config/keys.hpp"
#include "config/value_checks.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace sojourn::config {

/// The words for the values of an enumeration.
template <class Enum, std::size_t Size>
using words = std::array<std::pair<std::string_view, Enum>, Size>;

inline std::string not_a(node_kind found, std::string_view expected) {
  return "must be " + std::string{expected} + ", not " + std::string{to_text(found)};
}

inline std::string outside(std::string_view allowed) { return "must be " + std::string{allowed}; }

/// `"a", "b" or "c"`.
template <class Enum, std::size_t Size>
std::string listed(const words<Enum, Size>& names) {
  std::string text;
  for (std::size_t i = 0; i < Size; ++i)
    text.append(i == 0          ? ""
                : i + 1 == Size ? " or "
                                : ", ")
        .append("\"")
        .append(names[i].first)
        .append("\"");
  return text;
}

template <class Enum, std::size_t Size>
std::optional<Enum> value_of(const words<Enum, Size>& names, std::string_view word) {
  const auto found = std::ranges::find(names, word, [](const auto& row) { return row.first; });
  return found == names.end() ? std::nullopt : std::optional{found->second};
}

template <class Enum, std::size_t Size>
std::string_view word_of(const words<Enum, Size>& names, Enum value) {
  return std::ranges::find(names, value, [](const auto& row) { return row.second; })->first;
}

inline const std::string& text_of(const node& value) {
  return value.scalar.get_ref<const std::string&>();
}

inline bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// One function a kind of value; together they are the whole language of the settings.

using text_check = complaint (*)(std::string_view);

template <class Owner>
key<Owner> text(std::string name, std::string Owner::*member, std::string manual,
                text_check check = nullptr) {
  return {.name = std::move(name),
          .manual = std::move(manual),
          .kind = node_kind::text,
          .set = [=](Owner& owner, const node& value) -> complaint {
            if (value.kind != node_kind::text)
              return not_a(value.kind, to_text(node_kind::text));
            const auto& words = text_of(value);
            if (has_control_character(words))
              return "must not hold control characters, such as a line break";
            if (auto problem = check ? check(words) : std::nullopt)
              return problem;
            owner.*member = words;
            return std::nullopt;
          },
          .get = [=](const Owner& owner) -> json { return owner.*member; }};
}

template <class Owner>
key<Owner> secret(std::string name, std::string Owner::*member, std::string manual,
                  text_check check = nullptr) {
  auto hidden = text(std::move(name), member, std::move(manual), check);
  hidden.secret = true;
  return hidden;
}

template <class Owner>
key<Owner> boolean(std::string name, bool Owner::*member, std::string manual) {
  return {.name = std::move(name),
          .manual = std::move(manual),
          .kind = node_kind::boolean,
          .set = [=](Owner& owner, const node& value) -> complaint {
            if (value.kind != node_kind::boolean)
              return not_a(value.kind, to_text(node_kind::boolean));
            owner.*member = value.scalar.template get<bool>();
            return std::nullopt;
          },
          .get = [=](const Owner& owner) -> json { return owner.*member; }};
}

template <class Owner, class Integer>
key<Owner> integer(std::string name, Integer Owner::*member, std::int64_t least, std::int64_t most,
                   std::string manual) {
  auto allowed = std::to_string(least) + " to " + std::to_string(most);
  return {.name = std::move(name),
          .manual = std::move(manual),
          .allowed = allowed,
          .kind = node_kind::integer,
          .set = [=](Owner& owner, const node& value) -> complaint {
            if (value.kind != node_kind::integer)
              return not_a(value.kind, "an integer of " + allowed);
            const auto number = value.scalar.template get<std::int64_t>();
            if (number < least || number > most)
              return outside(allowed);
            owner.*member = static_cast<Integer>(number);
            return std::nullopt;
          },
          .get = [=](const Owner& owner) -> json { return owner.*member; }};
}

template <class Owner>
key<Owner> number(std::string name, double Owner::*member, int least, int most,
                  std::string manual) {
  auto allowed = std::to_string(least) + " to " + std::to_string(most);
  return {.name = std::move(name),
          .manual = std::move(manual),
          .allowed = allowed,
          .kind = node_kind::number,
          .set = [=](Owner& owner, const node& value) -> complaint {
            if (value.kind != node_kind::number && value.kind != node_kind::integer)
              return not_a(value.kind, "a number of " + allowed);
            const auto real = value.scalar.template get<double>();
            if (!(real >= least && real <= most)) // so that NaN is outside
              return outside(allowed);
            owner.*member = real;
            return std::nullopt;
          },
          .get = [=](const Owner& owner) -> json { return owner.*member; }};
}

template <class Owner, class Enum, std::size_t Size>
key<Owner> choice(std::string name, Enum Owner::*member, const words<Enum, Size>& names,
                  std::string manual) {
  auto allowed = listed(names);
  return {.name = std::move(name),
          .manual = std::move(manual),
          .allowed = allowed,
          .kind = node_kind::text,
          .set = [=, &names](Owner& owner, const node& value) -> complaint {
            if (value.kind != node_kind::text)
              return not_a(value.kind, allowed);
            const auto chosen = value_of(names, text_of(value));
            if (!chosen)
              return outside(allowed);
            owner.*member = *chosen;
            return std::nullopt;
          },
          .get = [=, &names](const Owner& owner) -> json { return word_of(names, owner.*member); }};
}

inline std::string iso_text(milliseconds length) { return calendar::to_text({.exact = length}); }

/// An exact length of time: months and days depend on a zone, which settings do not have.
template <class Owner>
key<Owner> duration(std::string name, milliseconds Owner::*member, milliseconds least,
                    milliseconds most, std::string manual) {
  auto allowed = iso_text(least) + " to " + iso_text(most);
  return {.name = std::move(name),
          .manual = std::move(manual),
          .allowed = allowed,
          .kind = node_kind::text,
          .set = [=](Owner& owner, const node& value) -> complaint {
            if (value.kind != node_kind::text)
              return not_a(value.kind, "an ISO 8601 duration of " + allowed);
            const auto length = calendar::parse_duration(text_of(value));
            if (!length)
              return length.error().message;
            if (length->years != 0 || length->months != 0 || length->days != 0)
              return "must be in hours, minutes and seconds: " + allowed;
            if (length->exact < least || length->exact > most)
              return outside(allowed);
            owner.*member = length->exact;
            return std::nullopt;
          },
          .get = [=](const Owner& owner) -> json { return iso_text(owner.*member); }};
}

/// An instant that may be missing: the empty text.
template <class Owner>
key<Owner> moment(std::string name, std::optional<instant> Owner::*member, std::string manual) {
  return {.name = std::move(name),
          .manual = std::move(manual),
          .kind = node_kind::text,
          .set = [=](Owner& owner, const node& value) -> complaint {
            if (value.kind != node_kind::text && value.kind != node_kind::date_time)
              return not_a(value.kind, "an RFC 3339 instant");
            const auto& words = text_of(value);
            const auto at = parse_instant(words);
            if (!at && !words.empty())
              return at.error().message;
            owner.*member = at ? std::optional{*at} : std::nullopt;
            return std::nullopt;
          },
          .get = [=](const Owner& owner) -> json {
            return owner.*member ? sojourn::to_text(*(owner.*member)) : "";
          }};
}

/// A list of texts, each of which is checked.
template <class Owner>
key<Owner> texts(std::string name, std::vector<std::string> Owner::*member, std::string manual,
                 text_check check) {
  return {.name = std::move(name),
          .manual = std::move(manual),
          .kind = node_kind::list,
          .set = [=](Owner& owner, const node& value) -> complaint {
            if (value.kind != node_kind::list)
              return not_a(value.kind, "a list of texts");
            std::vector<std::string> read;
            for (const auto& item : value.items) {
              if (item.kind != node_kind::text)
                return "must be a list of texts";
              if (auto problem = check(text_of(item)))
                return problem;
              read.push_back(text_of(item));
            }
            owner.*member = std::move(read);
            return std::nullopt;
          },
          .get = [=](const Owner& owner) -> json { return owner.*member; }};
}

/// A list of words, at least one; their order does not count.
template <class Owner, class Enum, std::size_t Size>
key<Owner> choices(std::string name, std::set<Enum> Owner::*member, const words<Enum, Size>& names,
                   std::string manual) {
  auto allowed = "a list of at least one of " + listed(names);
  return {.name = std::move(name),
          .manual = std::move(manual),
          .kind = node_kind::list,
          .set = [=, &names](Owner& owner, const node& value) -> complaint {
            if (value.kind != node_kind::list)
              return not_a(value.kind, allowed);
            std::set<Enum> chosen;
            for (const auto& item : value.items) {
              const auto named =
                  item.kind == node_kind::text ? value_of(names, text_of(item)) : std::nullopt;
              if (!named)
                return outside(allowed);
              chosen.insert(*named);
            }
            if (chosen.empty())
              return outside(allowed);
            owner.*member = std::move(chosen);
            return std::nullopt;
          },
          .get = [=, &names](const Owner& owner) -> json {
            auto list = json::array();
            for (const auto one : owner.*member)
              list.push_back(word_of(names, one));
            return list;
          }};
}

} // namespace sojourn::config
