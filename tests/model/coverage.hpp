// What a run has met, counted by kind and name; a run is over when it has met all of it.
#pragma once

#include "engine/entry.hpp"
#include "tests/model/plan.hpp"

#include <sstream>

namespace sojourn::model {

class coverage {
public:
  coverage() {
    for (const auto* type :
         {"send", "delay", "wait", "branch", "split", "voucher", "update", "http", "end",
          "count_gate", "points", "tier", "start", "pause_campaign", "show", "tag", "task"})
      expect("step", type);
    for (std::size_t type = 0; type < std::variant_size_v<engine::entry>; ++type)
      expect("entry", engine::entry_type_name(type));
    counts_.erase({"entry", "erased"});           // it is written by the store alone
    counts_.erase({"entry", "voucher_returned"}); // the messages of plans say nothing
    for (std::size_t type = 0; type < engine::input_types; ++type)
      expect("input that meant nothing", engine::entry_type_name(type));
    counts_.erase({"input that meant nothing", "started"});
    for (const auto how : {outcome::accepted, outcome::rejected, outcome::transient,
                           outcome::unknown, outcome::unreachable})
      expect("outcome", to_text(how));
    for (int kind = 0; kind < 8; ++kind)
      expect("command", to_text(static_cast<engine::command_kind>(kind)));
    for (const auto kind : {engine::command_kind::continue_from, engine::command_kind::edit}) {
      expect("command", to_text(kind));
      expect("refused command", to_text(kind));
    }
    for (int kind = 0; kind < 6; ++kind) // the campaign's resumption is never refused
      expect("refused command", to_text(static_cast<engine::command_kind>(kind)));
    for (int status = 1; status < 8; ++status)
      expect("status", to_text(static_cast<engine::instance_status>(status)));
    // No well-formed campaign fails: it has no way to a step that is missing.
    counts_.erase({"status", "failed"});
    for (int waiting = 1; waiting < 6; ++waiting)
      expect("waiting for", to_text(static_cast<engine::waiting_for>(waiting)));
    for (const auto* start : {"refused", "broken audience"})
      expect("start", start);
    for (const auto* facts : {"none", "some", "campaign_paused", "best_hour"})
      expect("facts", facts);
    expect("revoked effect", "settled late");
    expect("input while paused", "put off");
    for (const auto* how : {"follow", "re-timed", "to a step of another name", "while paused",
                            "while held", "refused", "not possible", "taken back"})
      expect("migration", how);
  }

  void met(const std::string& kind, std::string_view name) { ++counts_[{kind, std::string{name}}]; }
  /// How often the rarest was met.
  [[nodiscard]] std::size_t least() const {
    auto least = counts_.begin()->second;
    for (const auto& [what, count] : counts_)
      least = std::min(least, count);
    return least;
  }
  [[nodiscard]] std::string text() const {
    std::ostringstream out;
    for (const auto& [what, count] : counts_)
      out << what.first << " " << what.second << ": " << count << "\n";
    return out.str();
  }

private:
  void expect(const std::string& kind, std::string_view name) {
    counts_[{kind, std::string{name}}] = 0;
  }

  std::map<std::pair<std::string, std::string>, std::size_t> counts_;
};

} // namespace sojourn::model
