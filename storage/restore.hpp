// A restored file: what may have been done already after the copy was made, and what an operator
// says of it. Until all is answered, the daemon stands still.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "storage/identities.hpp"
#include "storage/inbox.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class transaction;
struct store_options;

/// What becomes of what is overdue in a campaign. Values are stored; never renumber them.
enum class restore_answer : std::uint8_t {
  send = 0, ///< it is done now: nobody got it
  sent = 1, ///< it counts as done when it was due, and nothing of it leaves
  drop = 2, ///< it is not done, and its instances are cancelled
};
[[nodiscard]] std::string_view to_text(restore_answer answer);
[[nodiscard]] std::optional<restore_answer> parse_restore_answer(std::string_view text);

/// The code of a message or call that counts as accepted by the answer `sent`.
inline constexpr std::string_view assumed_sent_code = "assumed_sent";
/// Who pauses and resumes campaigns of a restored file.
inline constexpr std::string_view restore_name = "restore";

struct restored_campaign {
  std::string campaign;
  bool is_asked = false;     ///< something of it is overdue
  std::int64_t messages = 0; ///< and calls that were under way when the copy was made
  std::int64_t timers = 0;   ///< instances that fell due since
  std::int64_t starts = 0;   ///< starts and members of runs that had not begun
  bool has_schedule = false; ///< occurrences may have been missed
  std::optional<restore_answer> answer{};
  std::string who;
  std::string why;
  instant answered_at{};
  std::int64_t done = 0;   ///< messages, instances and starts that the answer has dealt with
  bool is_settled = false; ///< nothing more is to be done
};

struct open_restore {
  instant restored_at{}; ///< what was due at or before this is overdue
  instant copied_at{};   ///< when the newest entry of its journal was written
  instant since{};       ///< what was due before this is not asked about
};

/// Begins to ask, in the transaction that finds a restored file: pauses every campaign that could
/// act, marks what was under way, and counts what is overdue. Gives the campaigns that were paused,
/// and how many messages and calls were under way.
struct restore_begun {
  std::vector<std::string> paused;
  int messages = 0;
};
[[nodiscard]] result<restore_begun> begin_restore(transaction& tx, instant now, instant since = {});

/// Whether anything is still to be answered or done.
[[nodiscard]] bool is_restoring(transaction& tx);

/// Answers for one campaign, or for all that are not answered (`campaign` empty); how many were.
/// Errors: not_found (nothing is asked of it); wrong_state (it is answered already).
[[nodiscard]] result<std::int64_t> answer_restore(transaction& tx, const std::string& campaign,
                                                  restore_answer answer, const std::string& who,
                                                  const std::string& why, instant now);

/// Carries out an answer for about `portion` things of a campaign, of its instances those behind
/// `after`. After the answer `sent` the caller settles the instances turn by turn, and only the
/// rest is done here. One that cannot be cancelled is passed over.
struct restore_portion {
  bool is_over = false; ///< nothing was left
  std::int64_t done = 0;
  instance_id last{};
  std::vector<std::string> failures; ///< in words
  std::vector<inbox_entry> inbox_entries;
  std::vector<revoked_effect> revoked;
};
[[nodiscard]] result<restore_portion> carry_out(transaction& tx, const restored_campaign& what,
                                                instance_id after, instant now,
                                                std::size_t portion);
/// In the unit of a turn of an instance that the caller settles: what it asks for now is overdue,
/// too, and must not leave if the daemon is killed before it is settled.
void mark_overdue(transaction& tx, instance_id id);
/// Notes that the caller settled an instance.
void add_settled(transaction& tx, const std::string& campaign, std::int64_t count);
/// Nothing of the campaign is left to do.
void finish_campaign(transaction& tx, const std::string& campaign);
/// If every campaign is finished: lets those go on that were active before, and gives them.
/// nullopt: something is open.
[[nodiscard]] result<std::optional<std::vector<std::string>>> end_restore(transaction& tx,
                                                                          instant now);

/// Something overdue: an effect that was under way, or a timer.
struct overdue_instance {
  instance_id instance;
  std::string subject;
  std::string step;
  bool is_effect = false;
  instant at{}; ///< when it was asked for, or due
};

class restore_reader {
public:
  virtual ~restore_reader() = default;

  /// nullopt: nothing is restored, or everything is answered and done.
  [[nodiscard]] virtual std::optional<open_restore> open() = 0;
  [[nodiscard]] virtual std::vector<restored_campaign> campaigns() = 0;
  /// In the order of their ids, after `after`.
  [[nodiscard]] virtual std::vector<overdue_instance>
  overdue(const std::string& campaign, instance_id after, std::size_t limit) = 0;
};

/// Puts a copy into the place of the data of a directory that no daemon has open. What lay there is
/// moved to DIRECTORY/replaced-UTC. The restore begins at once, and the answers are noted; the next
/// start carries them out. Errors: data_locked; data_unusable (no directory, no data file of ours,
/// of another version, or damaged); not_found for an answer.
struct restore_order {
  std::string file;
  instant since{};
  std::vector<std::pair<std::string, restore_answer>> answers{}; ///< by campaign; "" is all others
  std::string who{};
  std::string why{};
};
struct restored_offline {
  std::string replaced; ///< where the earlier data are; empty: there were none
  open_restore when;
  std::vector<restored_campaign> campaigns;
};
[[nodiscard]] result<restored_offline> restore_offline(const store_options& options,
                                                       const restore_order& order, instant now);

} // namespace sojourn::storage
