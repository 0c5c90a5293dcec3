#include "storage/sqlite/portable_file.hpp"

#include "storage/audit.hpp"
#include "storage/sqlite/data_file.hpp"
#include "storage/sqlite/private_files.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/tables/portable_tables.hpp"
#include "storage/write/update_traits.hpp"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace sojourn::storage {

namespace {

constexpr std::string_view export_format = "sojourn-export";
constexpr int export_version = 1;
constexpr std::size_t longest_line = 64 * 1024 * 1024; // beyond any row
constexpr int rows_per_step = 2'000;

struct close_stream {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// Lines into a file that only its owner can read.
class line_file {
public:
  explicit line_file(const std::string& path) {
    create_private_file(path);
    file_.reset(std::fopen(path.c_str(), "we"));
  }
  [[nodiscard]] bool is_open() const { return file_ != nullptr; }
  void write(std::string_view line) {
    failed_ |= std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size() ||
               std::fputc('\n', file_.get()) == EOF;
    ++lines_;
  }
  /// Whether all of it is on the disk.
  [[nodiscard]] bool finish() {
    failed_ |= std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0;
    file_.reset();
    return !failed_;
  }
  [[nodiscard]] bool has_failed() const { return failed_; }
  [[nodiscard]] std::int64_t lines() const { return lines_; }

private:
  std::unique_ptr<std::FILE, close_stream> file_;
  bool failed_ = false;
  std::int64_t lines_ = 0;
};

tl::unexpected<error> cannot_export(const std::string& path, int why) {
  return fail(why == ENOSPC ? error_code::storage_full : error_code::storage_failed,
              "the export " + path + " cannot be written: " + std::strerror(why));
}

/// The tables between a header and an end, from one state of the file.
void write_lines(connection& source, instant now, line_file& to, carried& made) {
  to.write(dump({{"format", export_format},
                 {"version", export_version},
                 {"schema", source.integer("PRAGMA user_version")},
                 {"made_at", to_text(now)}}));
  auto began = std::chrono::steady_clock::now();
  int in_step = 0;
  for (const auto table : portable_tables()) {
    std::int64_t count = 0;
    const auto before = R"({"table":")" + std::string{table} + R"(","row":)";
    for_each_row(source, table, [&](std::string_view row) {
      std::string line;
      line.reserve(before.size() + row.size() + 1);
      line.append(before).append(row).append("}");
      to.write(line);
      ++count;
      if (++in_step % rows_per_step == 0) { // leaves the disk to others for as long as it was used
        std::this_thread::sleep_for(std::chrono::steady_clock::now() - began);
        began = std::chrono::steady_clock::now();
      }
    });
    made.rows[std::string{table}] = count;
  }
  to.write(dump({{"end", true}, {"rows", made.rows}}));
}

std::string export_path(const std::string& directory, instant now) {
  auto stamp = to_text(std::chrono::floor<std::chrono::seconds>(now));
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  const auto name = directory + "/export-" + stamp;
  auto path = name + ".ndjson";
  for (int i = 2; std::filesystem::exists(path); ++i)
    path = name + "-" + std::to_string(i) + ".ndjson";
  return path;
}

// ---- the way back ----------------------------------------------------------------------

tl::unexpected<error> wrong_line(std::int64_t line, const std::string& why) {
  return fail(error_code::invalid_request,
              "line " + std::to_string(line) + ": " + why + "; nothing was imported");
}

/// Reads an export line by line, and knows when it is whole.
class export_reader {
public:
  explicit export_reader(std::istream& lines) : lines_{lines} {}

  /// The header. Errors: invalid_request.
  result<void> begin(carried& into) {
    const auto header = next();
    if (!header)
      return fail(header.error());
    const auto& told = *header;
    if (told.value("format", json{}) != export_format ||
        told.value("version", json{}) != export_version)
      return wrong_line(line_, "this is no export of everything, or of a later version");
    if (const auto schema = migrations().back().number; told.value("schema", json{}) != schema)
      return wrong_line(line_, "the export is of schema version " +
                                   told.value("schema", json{}).dump() + ", and this program has " +
                                   std::to_string(schema) +
                                   "; import it with the version that made it, then upgrade");
    const auto made_at = told.value("made_at", json{});
    const auto at = made_at.is_string() ? parse_instant(made_at.get<std::string>())
                                        : fail(error_code::invalid_instant, "no instant");
    if (!at)
      return wrong_line(line_, "the header does not say when it was made");
    into.made_at = *at;
    return {};
  }

  /// The next line as an object. Errors: invalid_request, also at the end of the text.
  result<json> next() {
    ++line_;
    std::string text;
    if (!std::getline(lines_, text))
      return wrong_line(line_, "the export is cut short: its end is missing");
    if (text.size() > longest_line)
      return wrong_line(line_, "it is too long");
    auto read = parse_json(text);
    if (!read)
      return wrong_line(line_, read.error().message);
    if (!read->is_object())
      return wrong_line(line_, "it is no JSON object");
    return std::move(*read);
  }

  [[nodiscard]] std::int64_t line() const { return line_; }

private:
  std::istream& lines_;
  std::int64_t line_ = 0;
};

/// All rows up to the end, which must say how many there were.
result<void> take_rows(export_reader& from, row_importer& into, carried& made,
                       const std::function<void(std::int64_t)>& progress) {
  for (const auto name : portable_tables())
    made.rows[std::string{name}] = 0;
  while (true) {
    const auto line = from.next();
    if (!line)
      return fail(line.error());
    if (line->contains("end")) {
      if (line->value("rows", json{}) != made.rows)
        return wrong_line(from.line(), "the rows are not as many as the end says");
      made.lines = from.line();
      return {};
    }
    const auto table = line->find("table");
    const auto row = line->find("row");
    if (table == line->end() || !table->is_string() || row == line->end())
      return wrong_line(from.line(), "it is neither a row nor the end");
    const auto& name = table->get_ref<const std::string&>();
    try {
      if (const auto wrong = into.take(name, *row); !wrong.empty())
        return wrong_line(from.line(), wrong);
    } catch (const sqlite_error& why) {
      if (to_error(why).code != error_code::storage_failed)
        throw;
      return wrong_line(from.line(), "the row of " + name + " does not fit: " + why.what());
    }
    made.rows[name] = made.rows[name].get<std::int64_t>() + 1;
    if (progress && from.line() % rows_per_step == 0)
      progress(from.line());
  }
}

result<void> audit_import(connection& db, const store_options& options, const carried& made,
                          const std::string& who, instant now) {
  transaction tx{db,
                 {.idempotency = std::chrono::hours{options.idempotency_hours},
                  .events = std::chrono::days{options.event_dedupe_days},
                  .send_content = std::chrono::days{options.send_content_days}}};
  tx.begin();
  tx.begin_unit();
  write_audit(tx, now, who, "data.import", "export of " + to_text(made.made_at), "");
  tx.release_unit();
  tx.write_counts();
  tx.commit();
  return {};
}

} // namespace

result<carried> write_export(connection& source, const std::string& directory, instant now) {
  if (auto ready = make_private_directory(directory, {}); !ready)
    return fail(std::move(ready.error()));
  carried made{.path = export_path(directory, now), .made_at = now};
  const auto partial = made.path + ".partial";
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  line_file to{partial};
  if (!to.is_open())
    return cannot_export(made.path, errno);
  try {
    source.execute("BEGIN");
    write_lines(source, now, to, made);
    source.execute("ROLLBACK");
  } catch (const sqlite_error& why) {
    std::filesystem::remove(partial, ignored);
    return fail(to_error(why));
  }
  made.lines = to.lines();
  errno = 0;
  if (!to.finish()) {
    const int why = errno == 0 ? EIO : errno;
    std::filesystem::remove(partial, ignored);
    return cannot_export(made.path, why);
  }
  std::error_code failure;
  std::filesystem::rename(partial, made.path, failure);
  if (failure || !sync_directory(directory))
    return cannot_export(made.path, failure ? failure.value() : errno);
  return made;
}

result<carried> export_offline(const store_options& options, const std::string& directory,
                               instant now) {
  auto data = open_data_offline(options);
  if (!data)
    return fail(std::move(data.error()));
  return write_export((*data)->db, directory, now);
}

result<carried> import_offline(const store_options& options, std::istream& lines,
                               const std::string& who, instant now,
                               const std::function<void(std::int64_t)>& progress) {
  carried made;
  export_reader from{lines};
  if (auto begun = from.begin(made); !begun)
    return fail(std::move(begun.error()));
  auto data = open_data(options);
  if (!data)
    return fail(std::move(data.error()));
  auto& db = (*data)->db;
  try {
    row_importer into{db};
    if (!into.is_empty())
      return fail(error_code::data_unusable,
                  "there are data in " + options.directory +
                      " already; import into a directory that is empty or not there");
    db.execute("BEGIN IMMEDIATE");
    into.clear();
    if (auto taken = take_rows(from, into, made, progress); !taken) {
      db.execute("ROLLBACK");
      return fail(std::move(taken.error()));
    }
    into.finish(to_unix_ms(now), who);
    db.execute("COMMIT");
    rebuild_if_asked(db);
    if (auto noted = audit_import(db, options, made, who, now); !noted)
      return fail(std::move(noted.error()));
    made.path = database_path(options);
    return made;
  } catch (const sqlite_error& why) {
    return fail(to_error(why));
  } catch (const corrupt_row& why) {
    return fail(error_code::data_corrupt, why.what());
  }
}

} // namespace sojourn::storage
