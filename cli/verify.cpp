#include "cli/verify.hpp"

#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "storage/store.hpp"

#include <algorithm>
#include <filesystem>

namespace sojourn::cli {

namespace {

constexpr std::array violation_columns{column{"WHAT", "what"}, column{"WHERE", "where"},
                                       column{"DETAIL", "detail"}};

/// As POST /v1/verify answers.
json as_answer(const storage::verification& found) {
  auto violations = json::array();
  for (const auto& one : found.violations)
    violations.push_back({{"what", one.what}, {"where", one.where}, {"detail", one.detail}});
  return {{"sound", found.violations.empty()}, {"instances", found.instances},
          {"entries", found.entries},          {"timers", found.timers},
          {"effects", found.effects},          {"violations", std::move(violations)}};
}

tl::expected<json, failure> look(session& context, const std::string& data_directory) {
  // Opening makes a directory that is missing; checking must not.
  if (std::error_code failed; !std::filesystem::is_directory(data_directory, failed))
    return tl::unexpected{
        failure_of({error_code::data_unusable, "there is no directory " + data_directory})};
  progress line{context.around.err, context.around.err_is_terminal};
  storage::store_options options;
  options.directory = data_directory;
  const auto found = storage::verify_offline(options, [&](std::int64_t instances) {
    line.show("verifying: " + std::to_string(instances) + " instances");
  });
  if (!found)
    return tl::unexpected{failure_of(found.error())};
  return as_answer(*found);
}

std::string summary(const json& answer) {
  const auto count = [&](const char* name) { return to_cell(answer.value(name, json(0))); };
  return count("instances") + " instances, " + count("entries") + " journal entries, " +
         count("timers") + " timers and " + count("effects") + " effects checked: ";
}

} // namespace

exit_result verify(session& context, const std::string& data_directory) {
  const auto answer = data_directory.empty()
                          ? ask(context, {.method = "POST", .target = "/v1/verify"}, "verifying")
                          : look(context, data_directory);
  if (!answer)
    return tl::unexpected{answer.error()};
  const auto violations = answer->value("violations", json::array());
  auto& out = context.around.out;
  if (context.as_json)
    out << dump(*answer) << '\n';
  else if (violations.empty())
    out << summary(*answer) << "everything holds\n";
  else
    out << summary(*answer) << violations.size() << " violations\n"
        << to_table(violations, violation_columns);
  return violations.empty() ? exit_code::ok : exit_code::refused;
}

} // namespace sojourn::cli
