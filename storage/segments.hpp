// Segments in the file: what is saved, and which customers a condition holds for.
#pragma once

#include "base/json.hpp"
#include "base/work_budget.hpp"
#include "segments/predicate.hpp"
#include "storage/saved.hpp"

#include <functional>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

/// `source` is as segments::read_segment takes it.
using stored_segment = stored_document;

/// Segments that may be saved.
inline constexpr std::int64_t max_segments = 1'000;

/// Writes a segment or its next version. The same again writes nothing.
/// Errors: version_mismatch, already_exists when it must be new, wrong_state (too many).
[[nodiscard]] result<document_written> write_segment(transaction& tx, const document_write& what,
                                                     instant now);
/// Forgets a segment and its versions. Errors: not_found, version_mismatch.
[[nodiscard]] result<stored_segment> remove_segment(transaction& tx, const std::string& id,
                                                    const preconditions& only_if,
                                                    const std::string& who, const std::string& why,
                                                    instant now);

/// The newest versions of all, as the transaction sees them.
[[nodiscard]] std::vector<stored_segment> saved_segments(transaction& tx);

/// Which customers are asked for.
struct selection {
  segments::predicate_ptr asked;
  instant now{};
  std::string after{};     ///< only customers whose ids come after it
  bool in_order = true;    ///< by id; counting needs no order
  bool row_by_row = false; ///< without SQL: for tests, and for comparing
  std::stop_token stop{};  ///< ends the search
};

/// How a search went.
struct selected {
  std::int64_t members = 0;
  std::int64_t asked = 0;  ///< customers whose records had to be looked at one by one
  std::int64_t errors = 0; ///< of those, over whose data the condition is an error: they are out
  /// What ended the search before its end; the figures are those up to then. A condition that
  /// cannot be evaluated over somebody's data is none: they are out.
  std::optional<error> failure{};
};

/// Decides on a customer of whom SQL could not say; `view` is as segments::customer_view makes it,
/// `work` what the decision may take. An error ends the search.
using decision = std::function<result<bool>(const json& view, work_budget& work)>;
/// Gets each member; false ends the search.
using member_visitor = std::function<bool(const std::string& id)>;

/// Reads segments and their members; see reader for what holds of all of them.
class segment_reader {
public:
  virtual ~segment_reader() = default;

  /// The newest versions of all saved segments, by id.
  [[nodiscard]] virtual std::vector<stored_segment> list() = 0;
  /// All versions of one, from new to old.
  [[nodiscard]] virtual std::vector<stored_segment> versions(const std::string& id) = 0;

  /// Every customer for whom a condition holds, until `visit` gives false. They are looked at in
  /// portions by id, each as of one moment, so that no state of the file is held for long. SQL
  /// decides where it can, `decide` on the others; without one, the condition itself does, and
  /// those over whose data it cannot be evaluated are out.
  virtual selected select_customers(const selection& what, const decision& decide,
                                    const member_visitor& visit) = 0;
  /// How many customers each of these conditions holds for: each customer is asked about all of
  /// them at one moment.
  [[nodiscard]] virtual std::vector<selected>
  count_customers(const std::vector<segments::predicate_ptr>& asked, instant now,
                  std::stop_token stop) = 0;
  /// What a condition that reads these lists sees of a customer; nullopt: nobody knows them.
  [[nodiscard]] virtual std::optional<json> customer_view(const std::string& id,
                                                          const std::set<std::string>& lists) = 0;
};

} // namespace sojourn::storage
