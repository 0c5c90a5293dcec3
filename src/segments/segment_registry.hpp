// Every segment there is, by name; what a condition needs to be asked is resolved here.
#pragma once

#include "segments/predicate.hpp"
#include "segments/segment.hpp"

namespace sojourn::segments {

/// How deep segments may name one another.
inline constexpr int max_segment_depth = 16;
/// Operators and values of a condition with all that it names.
inline constexpr std::size_t max_predicate_size = 20'000;

/// Immutable, so safe to share.
class segment_registry {
public:
  /// The saved segments, and the lists that users' record types add to the shipped ones.
  segment_registry(std::vector<segment> saved, std::set<std::string, std::less<>> further_lists);

  /// A saved segment or a shipped group; nullptr for a name that nobody knows.
  [[nodiscard]] const segment* find(std::string_view id) const;

  /// The lists of a customer's records that conditions may name.
  [[nodiscard]] const std::set<std::string, std::less<>>& lists() const { return lists_; }

  /// A condition ready to be asked. Errors: invalid_request, with every mistake by a pointer
  /// below `pointer`: no JsonLogic, data that a customer does not have, unknown segments and
  /// parameters, segments that name themselves, too much of it all.
  [[nodiscard]] result<predicate_ptr> resolve(const json& condition, const std::string& zone,
                                              std::string_view pointer) const;
  /// The same for a segment, which need not be saved, but is not to name itself.
  [[nodiscard]] result<predicate_ptr> resolve(const segment& whole) const;
  /// The same for a segment by its name, with parameters where it is a group's.
  [[nodiscard]] result<predicate_ptr> resolve_call(const std::string& name, const json& parameters,
                                                   std::string_view pointer) const;

private:
  struct path_so_far;
  [[nodiscard]] result<predicate_ptr> resolve(const json& condition, const std::string& zone,
                                              std::string_view pointer, path_so_far& so_far) const;
  [[nodiscard]] result<predicate_ptr> call(const std::string& name, const json& parameters,
                                           std::string_view pointer, path_so_far& so_far) const;
  [[nodiscard]] std::string problem_of_path(std::string_view path) const;

  std::map<std::string, segment, std::less<>> segments_;
  std::set<std::string, std::less<>> lists_;
};

} // namespace sojourn::segments
