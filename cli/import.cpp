#include "cli/import.hpp"

#include "base/percent.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace sojourn::cli {

namespace {

constexpr int bar_width = 30;
constexpr milliseconds between_looks{250};

constexpr std::array error_columns{column{"LINE", "line"}, column{"RECORD", "record"},
                                   column{"WHY", "message"}};

std::string media_type_of_file(const std::string& name) {
  if (name.ends_with(".csv"))
    return "text/csv";
  return name.ends_with(".ndjson") || name.ends_with(".jsonl") ? "application/x-ndjson" : "";
}

double share_of(double part, double whole) { return whole <= 0 ? 1 : std::min(part / whole, 1.0); }

std::int64_t number(const json& of, const char* name) { return of.value(name, std::int64_t{0}); }

/// Looks at the import until it has ended; gives what it shows then.
tl::expected<json, failure> watch(session& context, json shown) {
  progress line{context.around.err, context.around.err_is_terminal};
  const auto target = "/v1/imports/" + shown.value("id", "");
  while (true) {
    auto looked = ask(context, {.target = target}, "importing");
    if (!looked)
      return looked;
    shown = std::move(*looked);
    const auto state = shown.value("state", "");
    if (state != "waiting" && state != "running")
      return shown;
    const auto share = share_of(static_cast<double>(number(shown, "bytes_read")),
                                static_cast<double>(number(shown, "bytes")));
    line.show("importing " + progress_bar(share) + " · " + std::to_string(number(shown, "rows")) +
              " rows · " + std::to_string(number(shown, "rows_per_second")) + " a second · " +
              std::to_string(number(shown, "failed")) + " left out");
    context.around.rest(between_looks);
  }
}

} // namespace

std::string progress_bar(double share) {
  const auto full = static_cast<int>(share * bar_width);
  char percent[8];
  std::snprintf(percent, sizeof percent, "%3d %%", static_cast<int>(share * 100));
  return "[" + std::string(static_cast<std::size_t>(full), '=') +
         std::string(static_cast<std::size_t>(bar_width - full), ' ') + "] " + percent;
}

exit_result import(session& context, const import_options& what) {
  std::error_code failed;
  const auto bytes = std::filesystem::file_size(what.file, failed);
  if (failed)
    return tl::unexpected{failure_of(
        {error_code::invalid_request, "cannot read " + what.file + ": " + failed.message()})};
  const auto type = media_type_of_file(what.file);
  if (type.empty())
    return tl::unexpected{
        failure_of({error_code::invalid_request,
                    what.file + " is neither .csv nor .ndjson; rename it to what it is"})};

  client::request upload{.method = "POST",
                         .target = "/v1/records/" + percent_encode(what.type) + "/import?mode=" +
                                   percent_encode(what.mode) + "&key=" + percent_encode(what.key) +
                                   "&triggers=" + (what.silent ? "silent" : "fire"),
                         .content_type = type,
                         .file = what.file};
  auto begun = ask(context, std::move(upload), "sending " + what.file, [bytes](std::uint64_t sent) {
    return " " + progress_bar(share_of(static_cast<double>(sent), static_cast<double>(bytes)));
  });
  if (!begun)
    return tl::unexpected{begun.error()};
  if (what.detach) {
    show(context, *begun);
    return exit_code::ok;
  }
  auto ended = watch(context, std::move(*begun));
  if (!ended)
    return tl::unexpected{ended.error()};
  const bool all_in = ended->value("state", "") == "finished" && number(*ended, "failed") == 0;
  if (context.as_json) {
    context.around.out << dump(*ended) << '\n';
    return all_in ? exit_code::ok : exit_code::refused;
  }
  const auto errors = ended->value("errors", json::array());
  ended->erase("errors");
  show(context, *ended);
  if (!errors.empty())
    context.around.out << '\n' << to_table(errors, error_columns);
  return all_in ? exit_code::ok : exit_code::refused;
}

} // namespace sojourn::cli
