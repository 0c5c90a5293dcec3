// A sweep over what has ended: finds what is due, a portion at a time, and forgets it.
#include "engine/state.hpp"
#include "storage/campaigns.hpp"
#include "storage/hosted_forms.hpp"
#include "storage/retention.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/forget_figures.hpp"
#include "storage/write/forget_instance.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

using retention::area;

/// The statuses in which an instance ends, as they are stored.
constexpr int first_ended = static_cast<int>(engine::instance_status::completed);
constexpr int last_ended = static_cast<int>(engine::instance_status::failed);

/// What a sweep looks through, in this order.
enum class sweep_part : std::size_t {
  instances,
  contents,
  mail_texts,
  events,
  hook_messages,
  idempotency_keys,
  hook_calls,
  runs,
  jobs,
  imports,
  audit,
  figures,
  form_answers,
  form_drafts,
  consent_requests,
  desk,
  done
};

class sweep {
public:
  sweep(transaction& tx, const sweep_place& from, instant now, std::size_t rows)
      : tx_{tx}, policy_{tx.tables.retention.in_force()}, place_{from}, now_{now}, left_{rows} {}

  sweep_step run() {
    while (left_ > 0 && here() != sweep_part::done) {
      if (forget_here())
        place_ = {.part = place_.part + 1};
    }
    for (std::size_t i = 0; i < removed_.size(); ++i)
      tx_.tables.forgotten.add(static_cast<forgotten_row>(i), removed_[i]);
    const bool is_done = here() == sweep_part::done;
    return {.next = is_done ? sweep_place{} : place_, .is_done = is_done, .removed = removed_};
  }

private:
  [[nodiscard]] sweep_part here() const { return static_cast<sweep_part>(place_.part); }

  void count(forgotten_row what, std::int64_t how_many) {
    removed_[static_cast<std::size_t>(what)] += how_many;
  }
  /// Rows that went, and at least one for having looked.
  void spend(std::int64_t how_many) {
    left_ -= std::min(left_, static_cast<std::size_t>(std::max<std::int64_t>(how_many, 1)));
  }

  /// True when nothing of this part is due any more.
  bool forget_here() {
    auto& finished = tx_.tables.finished;
    switch (here()) {
    case sweep_part::instances:
      return forget_instances();
    case sweep_part::contents:
      return forget_old(area::send_contents, forgotten_row::contents,
                        [&](instant before) { return finished.clear_contents(before, left_); });
    case sweep_part::mail_texts:
      return forget_old(area::send_contents, forgotten_row::contents,
                        [&](instant before) { return finished.clear_mail(before, left_); });
    case sweep_part::events:
      return forget_before(retention::due_before(policy_.of(area::events), now_),
                           forgotten_row::events,
                           [&](instant before) { return tx_.tables.events.expire(before, left_); });
    case sweep_part::hook_messages:
      return forget_before(
          now_ - tx_.limits.events, forgotten_row::hook_messages,
          [&](instant before) { return tx_.tables.hook_messages.expire(before, left_); });
    case sweep_part::idempotency_keys:
      return forget_before(
          now_ - tx_.limits.idempotency, forgotten_row::idempotency_keys,
          [&](instant before) { return tx_.tables.idempotency.expire(before, left_); });
    case sweep_part::hook_calls:
      return forget_old(area::hook_calls, forgotten_row::hook_calls,
                        [&](instant before) { return finished.remove_hook_calls(before, left_); });
    case sweep_part::runs:
      return forget_old(area::runs, forgotten_row::runs,
                        [&](instant before) { return finished.remove_runs(before, left_); });
    case sweep_part::jobs:
      return forget_jobs();
    case sweep_part::imports:
      return forget_old(area::imports, forgotten_row::imports,
                        [&](instant before) { return finished.remove_imports(before, left_); });
    case sweep_part::audit:
      return forget_old(area::audit, forgotten_row::audit_lines,
                        [&](instant before) { return tx_.tables.audit.drop(before, left_); });
    case sweep_part::figures:
      return forget_figures();
    case sweep_part::form_answers:
      return forget_old(area::form_answers, forgotten_row::form_answers, [&](instant before) {
        return tx_.tables.form_answers.expire(before, left_);
      });
    case sweep_part::form_drafts:
      return forget_before(now_ - drafts_last, forgotten_row::form_drafts, [&](instant before) {
        return tx_.tables.form_drafts.expire(before, left_);
      });
    case sweep_part::consent_requests:
      return forget_before(
          now_ - requests_last, forgotten_row::consent_requests, [&](instant before) {
            return tx_.tables.consent_requests.expire(before, now_ - between_requests, left_);
          });
    case sweep_part::desk:
      return forget_old(area::desk, forgotten_row::desk_rows, [&](instant before) {
        const auto tasks = tx_.tables.desk_tasks.expire(before, left_);
        return tasks +
               tx_.tables.desk_marks.expire(before, left_ - static_cast<std::size_t>(tasks));
      });
    case sweep_part::done:
      break;
    }
    return true;
  }

  template <class Remove>
  bool forget_old(area which, forgotten_row what, const Remove& remove) {
    return forget_before(retention::due_before(policy_.of(which), now_), what, remove);
  }

  template <class Remove>
  bool forget_before(const std::optional<instant>& before, forgotten_row what,
                     const Remove& remove) {
    if (!before)
      return true;
    const auto limit = left_;
    const auto gone = remove(*before);
    count(what, gone);
    spend(gone);
    return static_cast<std::size_t>(gone) < limit;
  }

  // ---- instances --------------------------------------------------------------------------

  /// Goes on where the sweep is: a campaign, a status, and the last end that was looked at.
  bool forget_instances() {
    if (place_.status == 0 && !next_group())
      return true;
    while (left_ > 0) {
      if (!forget_group())
        return false;
      if (!next_group())
        return true;
    }
    return false;
  }

  /// The next status, or the first one of the next campaign. False: there is none.
  bool next_group() {
    const bool is_same = place_.status >= first_ended && place_.status < last_ended;
    if (is_same) {
      place_ = {.campaign = place_.campaign, .status = place_.status + 1};
      return true;
    }
    const auto next = tx_.tables.campaigns.next_key(place_.campaign);
    if (!next)
      return false;
    place_ = {.campaign = *next, .status = first_ended};
    return true;
  }

  /// True when the group has nothing more that is due.
  bool forget_group() {
    const auto status = static_cast<engine::instance_status>(place_.status);
    const auto before = retention::due_before(
        retention::keep_of(policy_, tx_.tables.campaigns.id_of(place_.campaign),
                           engine::to_text(status)),
        now_);
    if (!before)
      return true;
    constexpr std::size_t at_once = 32;
    while (left_ > 0) {
      const auto due = tx_.tables.finished.instances(
          place_.campaign, place_.status, *before,
          {.instance = place_.instance, .at = place_.ended_at}, at_once);
      for (const auto& one : due) {
        if (left_ == 0)
          return false;
        forget_one(one.instance);
        place_.ended_at = one.at;
        place_.instance = one.instance;
      }
      if (due.size() < at_once) {
        spend(0); // looking costs something, too
        return true;
      }
    }
    return false;
  }

  void forget_one(instance_id id) {
    const auto rows_before = rows_of_instances();
    (void)forget_instance(tx_, definitions_, id, now_, removed_);
    spend(rows_of_instances() - rows_before);
  }

  [[nodiscard]] std::int64_t rows_of_instances() const {
    std::int64_t rows = 0;
    for (const auto what : {forgotten_row::instances, forgotten_row::journal_entries,
                            forgotten_row::sends, forgotten_row::receipts, forgotten_row::mail})
      rows += removed_[static_cast<std::size_t>(what)];
    return rows;
  }

  // ---- jobs -------------------------------------------------------------------------------

  /// The moves of a job are many: they go first, a portion at a time.
  bool forget_jobs() {
    const auto before = retention::due_before(policy_.of(area::jobs), now_);
    while (before && left_ > 0) {
      const auto job = tx_.tables.finished.due_job(*before);
      if (!job)
        return true;
      const auto limit = left_;
      const auto moves = tx_.tables.finished.remove_moves(*job, limit);
      spend(moves);
      if (static_cast<std::size_t>(moves) == limit)
        return false;
      count(forgotten_row::jobs, tx_.tables.finished.remove_job(*job));
    }
    return !before;
  }

  // ---- figures ----------------------------------------------------------------------------

  /// A place goes chunk by chunk; one that a message still holds is looked at in the next sweep.
  bool forget_figures() {
    const auto before = retention::due_before(policy_.of(area::figures), now_);
    while (before && left_ > 0) {
      const auto place = tx_.tables.message_places.next_before(period_of(*before), place_.number);
      if (!place)
        return true;
      const auto made = forget_place(tx_, place->key, left_);
      count(forgotten_row::figures, made.rows);
      spend(made.rows);
      if (!made.is_done && !made.is_held)
        return false;
      place_.number = place->key;
    }
    return !before;
  }

  transaction& tx_;
  const retention::policy& policy_;
  sweep_place place_;
  instant now_;
  std::size_t left_;
  own_turns definitions_{tx_, now_};
  forgotten_counts removed_{};
};

} // namespace

result<sweep_step> forget_finished(transaction& tx, const sweep_place& from, instant now,
                                   std::size_t rows) {
  return sweep{tx, from, now, rows}.run();
}

std::int64_t give_back_pages(transaction& tx, std::int64_t most) {
  return tx.give_back_pages(most);
}

stored_retention present_retention(transaction& tx) { return tx.tables.retention.newest(); }

result<stored_retention> put_retention(transaction& tx, const json& document,
                                       const preconditions& only_if, const std::string& who,
                                       instant now) {
  const auto newest = tx.tables.retention.newest();
  // Nobody has put any at version 0.
  if (auto holds = require(only_if, "the retention",
                           newest.version != 0 ? std::optional{newest.version} : std::nullopt);
      !holds)
    return fail(std::move(holds.error()));
  if (newest.version != 0 && newest.document == document)
    return newest;
  tx.tables.retention.insert(dump(document), now, who);
  return tx.tables.retention.newest();
}

} // namespace sojourn::storage
