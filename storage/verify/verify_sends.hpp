// Holds what the journal says of an instance's messages against their rows.
#pragma once

#include "storage/tables.hpp"

#include <functional>
#include <string>
#include <vector>

namespace sojourn::storage {

class send_verifier {
public:
  using report = std::function<void(const std::string& what, const std::string& where,
                                    const std::string& detail)>;
  send_verifier(table_set& tables, report violated)
      : tables_{tables}, violated_{std::move(violated)} {}

  /// What became of each message: its row says the same, and what went to the mailbox is there.
  void check(instance_id id, const std::vector<engine::stored_entry>& journal);
  /// Mails, whose send must be there; and what sends say was heard, which are their receipts.
  void check_tables(std::size_t limit);

private:
  /// What the journal says of one visit of a send step.
  struct told {
    bool is_message = false;
    bool is_open = false;    ///< asked for anew, or put off: another hand-over may have begun
    bool is_revoked = false; ///< and no outcome was told since
    std::optional<engine::effect_settled> last{};
  };
  using visits = std::map<std::pair<std::string, std::uint32_t>, told>;

  [[nodiscard]] static visits read(const std::vector<engine::stored_entry>& journal);
  void check_visit(const effect_key& key, const told& what);

  table_set& tables_;
  report violated_;
};

} // namespace sojourn::storage
