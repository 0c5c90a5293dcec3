// How members of journal entries are written and read; for the codec of entries alone.
#pragma once

#include "base/json_writer.hpp"
#include "engine/entry.hpp"

#include <stdexcept>

namespace sojourn::engine {

[[nodiscard]] std::string write_task(const task_made& e);
/// Throws what a payload that cannot be read throws.
void read_task(const json& from, task_made& e);

namespace members {

/// A member that is always written.
[[nodiscard]] inline std::string text(const json& from, const char* name) {
  return from.at(name).get<std::string>();
}
/// A member that is left out when it is empty.
[[nodiscard]] inline std::string text_if(const json& from, const char* name) {
  return from.value(name, std::string{});
}
[[nodiscard]] inline std::uint32_t count_of(const json& from, const char* name) {
  const auto& value = from.at(name);
  if (!value.is_number_unsigned())
    throw std::out_of_range(std::string{name} + " is no count");
  return value.get<std::uint32_t>();
}
/// What a trigger or an event carried is any JSON; the empty object, its default, is left out.
inline void member_if_any(json_object_writer& out, const char* name, const json& carried) {
  if (carried != json::object())
    out.member(name, carried);
}
[[nodiscard]] inline instant at(const json& from, const char* name) {
  return from_unix_ms(from.at(name).get<std::int64_t>());
}

} // namespace members

} // namespace sojourn::engine
