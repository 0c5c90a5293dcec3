#include "cli/everything.hpp"

#include "cli/progress.hpp"
#include "storage/options.hpp"
#include "storage/portable.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace sojourn::cli {

namespace {

json as_json(const storage::carried& made) {
  return {{"path", made.path},
          {"at", sojourn::to_text(made.made_at)},
          {"lines", made.lines},
          {"rows", made.rows}};
}

std::string who_imports() {
  const auto* name = std::getenv("USER");
  return name != nullptr && *name != '\0' ? name : "sojourn import";
}

} // namespace

exit_result export_everything(session& context, const export_options& options) {
  if (options.data.empty()) {
    const auto answer =
        ask(context, {.method = "POST", .target = "/v1/export"}, "writing the export");
    if (!answer)
      return tl::unexpected{answer.error()};
    show(context, *answer);
    return exit_code::ok;
  }
  storage::store_options where;
  where.directory = options.data;
  const auto made = storage::export_offline(
      where, options.to.empty() ? options.data + "/backups" : options.to, context.around.now());
  if (!made)
    return tl::unexpected{failure_of(made.error())};
  show(context, as_json(*made));
  return exit_code::ok;
}

exit_result import_everything(session& context, const std::string& file,
                              const std::string& data_directory) {
  std::ifstream lines{file, std::ios::binary};
  if (!lines)
    return tl::unexpected{failure_of(
        {error_code::invalid_request, "cannot read " + file + ": " + std::strerror(errno)})};
  progress line{context.around.err, context.around.err_is_terminal};
  storage::store_options where;
  where.directory = data_directory;
  const auto made = storage::import_offline(
      where, lines, who_imports(), context.around.now(),
      [&](std::int64_t count) { line.show("importing: " + std::to_string(count) + " lines"); });
  if (!made)
    return tl::unexpected{failure_of(made.error())};
  show(context, as_json(*made));
  return exit_code::ok;
}

} // namespace sojourn::cli
