// The data that conditions and templates see, and which names in it exist.
#pragma once

#include "campaign/definition.hpp"
#include "campaign/node.hpp"

#include <set>

namespace sojourn::text {
struct token;
}

namespace sojourn::campaign {

/// Where a condition or template stands; not all data is in reach everywhere.
enum class seen_from {
  hook,     ///< the subject of a webhook trigger: only the payload
  key,      ///< the key of re-entry: no instance yet
  audience, ///< an instance, but no step has run
  step,     ///< a condition of a step
  text,     ///< a text that is rendered when it leaves
  match,    ///< the match of an event
  tier,     ///< the condition of a tier: the customer as the ledger and the records have them
  shown,    ///< a text of a broadcast: nobody goes through its steps
  call,     ///< the URL, the headers and the body of an http step
};

/// Whether a condition reads a list of the customer's records below this first part of a path: one
/// of the shipped types, or of a type of the shop's own, which is named like the type. False for
/// whatever else a campaign knows by that name.
[[nodiscard]] bool names_list(std::string_view root);
/// Whether it is a list of one of the shipped types: orders, carts, …
[[nodiscard]] bool is_shipped_list(std::string_view root);

/// The lists of the customer's records that the rule reads; none where it computes their names.
[[nodiscard]] std::set<std::string> lists_read(const rules::rule& rule);

/// The names of one definition that its conditions and templates may use.
class data_scope {
public:
  /// Collects the variables that the steps of `definition` write and the fields that its
  /// trigger watches. `own_lists` are those of surroundings.
  explicit data_scope(const json& definition,
                      own_list_names own_lists = own_list_names{std::in_place});

  /// Of a text that belongs to no campaign yet: whatever some campaign could give is there.
  [[nodiscard]] static data_scope of_library();

  /// Reads a condition that stands at `place` and complains about everything that is wrong
  /// with it; the rule that is always true where the place is empty or wrong.
  [[nodiscard]] rules::rule read_rule(const node& place, seen_from where) const;

  /// Reads a template in the same way; one of messages and placements, unless `where` says
  /// otherwise.
  [[nodiscard]] text::message_template
  read_template(const node& place, std::optional<seen_from> where = std::nullopt) const;

private:
  data_scope() = default;

  /// What is wrong with a dotted path of data; empty when nothing is.
  [[nodiscard]] std::string problem_of(std::string_view path, seen_from where,
                                       const mistake_list& so_far) const;
  [[nodiscard]] std::string problem_of_variable(std::string_view members,
                                                const mistake_list& so_far) const;
  [[nodiscard]] std::string problem_of_change(std::string_view members,
                                              const mistake_list& so_far) const;
  [[nodiscard]] std::string problem_of_read(std::string_view members,
                                            const mistake_list& so_far) const;
  /// Of a name that is none of the roots.
  [[nodiscard]] std::string problem_of_own_list(std::string_view name, std::string_view members,
                                                seen_from where, const mistake_list& so_far) const;
  void check_operators(const json& source, seen_from where, const node& place,
                       const std::string& pointer) const;
  static void check_segment(const json& argument, seen_from where, const node& place,
                            const std::string& pointer);
  void check_outcome(const json& argument, const node& place, const std::string& pointer) const;
  void check_names(const text::token& parsed, const node& place, seen_from where,
                   bool inside_section) const;
  void add_variable(const std::string& name, std::set<std::string> members);

  bool gives_change_ = false;
  bool knows_variables_ = true;             ///< false: any name may be one
  seen_from texts_stand_ = seen_from::text; ///< in a broadcast: seen_from::shown
  std::set<std::string> watched_;
  std::set<std::string> reads_; ///< names of records
  own_list_names own_lists_{std::in_place};
  /// Variables, and their members where these are known; empty: any.
  std::map<std::string, std::set<std::string>, std::less<>> variables_;
  std::map<std::string, std::string, std::less<>> step_types_;
};

} // namespace sojourn::campaign
