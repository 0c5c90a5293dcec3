#include "service/implementation/pool_rules.hpp"

#include "base/mistakes.hpp"
#include "calendar/calendar.hpp"

#include <array>

namespace sojourn::service {

namespace {

constexpr std::int64_t most_per_person = 1'000'000;

std::optional<instant> expiry_in(const json& value, mistake_list& mistakes) {
  const auto at = value.is_string() ? parse_instant(value.get_ref<const std::string&>())
                                    : result<instant>{fail(error_code::invalid_instant, "")};
  if (at)
    return *at;
  mistakes.add("/expires_at",
               "expected an instant, such as \"2026-12-31T23:59:59+07:00\", or null");
  return std::nullopt;
}

std::optional<std::string> length_in(const json& value, mistake_list& mistakes) {
  const auto length = value.is_string()
                          ? calendar::parse_duration(value.get_ref<const std::string&>())
                          : result<calendar::duration>{
                                fail(error_code::invalid_request,
                                     "expected an ISO 8601 duration, such as \"P14D\", or null")};
  if (!length)
    mistakes.add("/valid_for", length.error().message);
  else if (calendar::is_zero(*length))
    mistakes.add("/valid_for", "a code would expire as it is given; write a longer duration");
  else
    return value.get<std::string>();
  return std::nullopt;
}

std::optional<std::int64_t> count_in(const json& value, mistake_list& mistakes) {
  if (value.is_number_integer() && value.get<std::int64_t>() >= 1 &&
      value.get<std::int64_t>() <= most_per_person)
    return value.get<std::int64_t>();
  mistakes.add("/per_person", "expected a whole number from 1 to " +
                                  std::to_string(most_per_person) + ", or null");
  return std::nullopt;
}

std::optional<std::string> value_in(const json& value, mistake_list& mistakes) {
  constexpr std::size_t most_bytes = 200;
  if (value.is_string() && !value.get_ref<const std::string&>().empty() &&
      value.get_ref<const std::string&>().size() <= most_bytes)
    return value.get<std::string>();
  mistakes.add("/value", "expected a text of 1 to 200 bytes, such as \"-50.000 ₫\", or null");
  return std::nullopt;
}

} // namespace

result<storage::pool_rules> patched(storage::pool_rules before, const json& patch) {
  constexpr auto known =
      std::to_array<std::string_view>({"expires_at", "valid_for", "per_person", "value"});
  mistake_list mistakes;
  for (const auto& [name, value] : patch.items()) {
    if (name == "expires_at")
      before.expires_at = value.is_null() ? std::nullopt : expiry_in(value, mistakes);
    else if (name == "valid_for")
      before.valid_for = value.is_null() ? std::nullopt : length_in(value, mistakes);
    else if (name == "per_person")
      before.per_person = value.is_null() ? std::nullopt : count_in(value, mistakes);
    else if (name == "value")
      before.value = value.is_null() ? std::nullopt : value_in(value, mistakes);
    else
      mistakes.add(pointer_to("", name),
                   "a pool has no " + in_quotes(name) + hint(name, known, "it has", mistakes));
  }
  if (!mistakes.empty())
    return fail(error_code::invalid_request, "the rules of the pool have errors",
                mistakes.sorted());
  return before;
}

} // namespace sojourn::service
