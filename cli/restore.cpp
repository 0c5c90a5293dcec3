#include "cli/restore.hpp"

#include "cli/table.hpp"
#include "storage/options.hpp"
#include "storage/restore.hpp"

#include <array>
#include <cstdlib>

namespace sojourn::cli {

namespace {

constexpr std::array restore_columns{column{"CAMPAIGN", "campaign"}, column{"MESSAGES", "messages"},
                                     column{"TIMERS", "timers"}, column{"STARTS", "starts"},
                                     column{"ANSWER", "answer"}};

json as_json(const storage::restored_offline& made) {
  json campaigns = json::array();
  for (const auto& one : made.campaigns) {
    if (!one.is_asked)
      continue;
    campaigns.push_back({{"campaign", one.campaign},
                         {"messages", one.messages},
                         {"timers", one.timers},
                         {"starts", one.starts},
                         {"has_schedule", one.has_schedule},
                         {"answer", one.answer ? json(storage::to_text(*one.answer)) : json()}});
  }
  return {{"replaced", made.replaced},
          {"restored_at", sojourn::to_text(made.when.restored_at)},
          {"copied_at", sojourn::to_text(made.when.copied_at)},
          {"campaigns", std::move(campaigns)}};
}

/// "CAMPAIGN=ANSWER" or "ANSWER".
result<std::pair<std::string, storage::restore_answer>> read_answer(const std::string& text) {
  const auto equals = text.rfind('=');
  const auto campaign = equals == std::string::npos ? std::string{} : text.substr(0, equals);
  const auto answer =
      storage::parse_restore_answer(equals == std::string::npos ? text : text.substr(equals + 1));
  if (!answer)
    return fail(error_code::invalid_request,
                "\"" + text +
                    "\" is no answer; write CAMPAIGN=send, CAMPAIGN=sent or "
                    "CAMPAIGN=drop, or one of these words alone for all other campaigns");
  return std::pair{campaign, *answer};
}

std::string who_is_there() {
  const auto* name = std::getenv("USER");
  return name != nullptr && *name != '\0' ? name : "sojourn restore";
}

void show(std::ostream& out, const json& told) {
  const auto& campaigns = told.at("campaigns");
  const auto replaced = told.at("replaced").get<std::string>();
  out << "restored; the copy was made at " << told.at("copied_at").get<std::string>() << '\n';
  if (!replaced.empty())
    out << "what lay there is in " << replaced << '\n';
  if (campaigns.empty()) {
    out << "nothing is overdue: start the daemon\n";
    return;
  }
  out << to_table(campaigns, restore_columns)
      << "the daemon stands still until each of them is answered: sojourn restored answer\n";
}

} // namespace

exit_result restore(session& context, const restore_options& options) {
  storage::restore_order order{.file = options.file, .who = who_is_there(), .why = options.why};
  if (!options.since.empty()) {
    const auto since = parse_instant(options.since);
    if (!since)
      return tl::unexpected{failure_of(since.error())};
    order.since = *since;
  }
  for (const auto& text : options.answers) {
    const auto answer = read_answer(text);
    if (!answer)
      return tl::unexpected{failure_of(answer.error())};
    order.answers.push_back(*answer);
  }
  storage::store_options where;
  where.directory = options.data_directory;
  const auto made = storage::restore_offline(where, order, context.around.now());
  if (!made)
    return tl::unexpected{failure_of(made.error())};
  const auto told = as_json(*made);
  if (context.as_json)
    context.around.out << dump(told) << '\n';
  else
    show(context.around.out, told);
  return exit_code::ok;
}

} // namespace sojourn::cli
