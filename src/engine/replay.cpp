#include "engine/advance.hpp"
#include "engine/view.hpp"

namespace sojourn::engine {

namespace {

tl::unexpected<error> differs(std::size_t position, const std::string& how) {
  return fail(error_code::data_corrupt, "replay differs from the journal at entry " +
                                            std::to_string(position + 1) + ": " + how);
}

std::string show(const entry& what) {
  return std::string{entry_type_name(what.index())} + " " + encode_entry(what);
}

/// The entry as an input; its index is below input_types.
input as_input(const entry& what) {
  return std::visit(
      []<class T>(const T& e) -> input {
        if constexpr (std::is_constructible_v<input, T>)
          return e;
        else
          return timer_due{};
      },
      what);
}

/// The version that the instance has from this entry on, if the entry says so.
std::optional<std::uint32_t> version_of(const entry& what) {
  if (const auto* start = std::get_if<started>(&what))
    return start->version;
  const auto* command = std::get_if<commanded>(&what);
  return command != nullptr && command->move ? std::optional{command->move->to} : std::nullopt;
}

} // namespace

result<instance_state> replay(const campaign::definition& campaign,
                              std::span<const stored_entry> journal) {
  return replay([&](std::uint32_t) { return &campaign; }, journal);
}

result<instance_state> replay(const version_finder& find, std::span<const stored_entry> journal,
                              const turn_visitor& visit) {
  instance_state state;
  std::optional<std::uint32_t> version;
  const campaign::definition* campaign = nullptr;
  for (std::size_t first = 0; first < journal.size();) {
    if (journal[first].what.index() >= input_types)
      return differs(first, "a turn begins with " + show(journal[first].what));
    auto last = first + 1;
    facts known;
    for (; last < journal.size() && journal[last].what.index() >= input_types; ++last) {
      if (const auto* read = std::get_if<facts_read>(&journal[last].what))
        known = restore_facts(read->values);
    }
    const auto version_before = version;
    if (const auto next = version_of(journal[first].what); next && next != version) {
      version = next;
      campaign = find(*next);
    }
    if (campaign == nullptr)
      return differs(first, "its version is not there");
    auto again = advance(*campaign, state, as_input(journal[first].what), journal[first].at, known);
    if (!again)
      return differs(first, again.error().message);
    for (std::size_t i = 0; i < std::max(last - first, again->entries.size()); ++i) {
      if (i >= again->entries.size())
        return differs(first + i, "the journal holds " + show(journal[first + i].what) +
                                      ", the turn has ended");
      if (first + i >= last || !(again->entries[i] == journal[first + i].what))
        return differs(first + i, "advance gives " + show(again->entries[i]));
    }
    if (visit)
      visit(version_before.value_or(*version), *version, *again);
    state = std::move(again->after);
    first = last;
  }
  return state;
}

} // namespace sojourn::engine
