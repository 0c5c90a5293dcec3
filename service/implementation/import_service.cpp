// What can be asked about imports: files of records on their way into the store.
#include "service/implementation/import_service.hpp"

#include "service/implementation/cursor.hpp"
#include "service/implementation/record_type_errors.hpp"
#include "storage/imports.hpp"
#include "storage/records.hpp"

#include <fcntl.h>
#include <filesystem>
#include <limits>
#include <unistd.h>

namespace sojourn::service {

namespace {

namespace fs = std::filesystem;

/// Rows a second, to the row.
std::int64_t rate_of(const storage::stored_import& one) {
  const auto worked = one.worked.count();
  return worked == 0 ? 0 : one.counts.rows() * 1000 / worked;
}

/// Places are counted in the UTF-8 of a file, which may be longer or shorter than the file.
std::int64_t bytes_read(const storage::stored_import& one) {
  return one.state == storage::import_state::finished ? one.plan.bytes
                                                      : std::min(one.at.offset, one.plan.bytes);
}

json show(const storage::stored_import& one) {
  json shown{
      {"id", to_text(one.id)},
      {"type", one.plan.type},
      {"format", records::to_text(one.plan.format)},
      {"mode", one.plan.mode == storage::record_write_kind::put ? "put" : "patch"},
      {"triggers", one.plan.fires ? "fire" : "silent"},
      {"key", one.plan.key},
      {"state", storage::to_text(one.state)},
      {"bytes", one.plan.bytes},
      {"bytes_read", bytes_read(one)},
      {"rows", one.counts.rows()},
      {"created", one.counts.created},
      {"changed", one.counts.changed},
      {"unchanged", one.counts.unchanged},
      {"failed", one.counts.failed},
      {"rows_per_second", rate_of(one)},
      {"started_at", to_text(one.started_at)},
      {"started_by", one.started_by},
  };
  if (one.ended_at)
    shown["ended_at"] = to_text(*one.ended_at);
  if (!one.reason.empty())
    shown["reason"] = one.reason;
  return shown;
}

/// The size of a file that a power loss does not take any more; nullopt when it cannot be kept.
std::optional<std::int64_t> make_durable(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const int folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool is_synced = file >= 0 && folder >= 0 && ::fsync(file) == 0 && ::fsync(folder) == 0;
  for (const int one : {file, folder})
    if (one >= 0)
      ::close(one);
  std::error_code failure;
  const auto bytes = fs::file_size(path, failure);
  return is_synced && !failure ? std::optional{static_cast<std::int64_t>(bytes)} : std::nullopt;
}

void remove(const std::string& path) {
  std::error_code gone;
  fs::remove(path, gone);
}

} // namespace

void import_service::begin(import_request request, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  const auto refuse = [answer, path = request.path](error why) {
    remove(path);
    (*answer)(fail(std::move(why)));
  };
  const bool taken = queues_.uploads.submit([=, this](const std::stop_token&) {
    if (!reader().records().type(request.type))
      return refuse(no_record_type(request.type).value());
    const auto bytes = make_durable(request.path);
    if (!bytes)
      return refuse({error_code::storage_failed, "the file could not be brought to the disk"});
    const storage::import_plan plan{.type = request.type,
                                    .format = request.format == "csv"
                                                  ? records::file_format::csv
                                                  : records::file_format::ndjson,
                                    .mode = request.replaces ? storage::record_write_kind::put
                                                             : storage::record_write_kind::patch,
                                    .fires = request.fires,
                                    .key = request.key,
                                    .file = fs::path{request.path}.filename(),
                                    .bytes = *bytes};
    services_.store.writer().submit<storage::stored_import>(
        [plan, who = request.by.who, at = now()](storage::transaction& tx)
            -> result<storage::stored_import> { return storage::begin_import(tx, plan, who, at); },
        [this, answer, refuse](result<storage::stored_import> begun) {
          if (!begun)
            return refuse(std::move(begun.error()));
          importer_.work_on(begun->id);
          (*answer)(written{show(*begun), true, false, 0});
        });
  });
  if (!taken)
    refuse({error_code::overloaded, "too many files wait to be imported"});
}

void import_service::list(page_request at, completion<page> done) {
  answer_query(std::move(done), [=, this]() -> result<page> {
    const auto cursor = number_of<std::int64_t>(at.cursor);
    if (!cursor)
      return fail(cursor.error());
    const storage::import_id before{*cursor == 0 ? std::numeric_limits<std::int64_t>::max()
                                                 : *cursor};
    page found;
    const auto rows = reader().imports().list(before, at.limit + std::size_t{1});
    for (const auto& one : rows) {
      if (found.items.size() == at.limit) {
        found.next_cursor = std::to_string(rows[at.limit - 1].id.value);
        break;
      }
      found.items.push_back(show(one));
    }
    return found;
  });
}

void import_service::get(std::string id, completion<json> done) {
  answer_query(std::move(done), [=, this]() -> result<json> {
    const auto parsed = storage::parse_import_id(id);
    if (!parsed)
      return fail(parsed.error());
    const auto found = reader().imports().find(*parsed);
    if (!found)
      return fail(error_code::not_found, "there is no import " + id);
    auto shown = show(*found);
    shown["errors"] = json::array();
    for (const auto& one : reader().imports().errors(*parsed))
      shown["errors"].push_back(
          {{"line", one.line}, {"record", one.record}, {"message", one.message}});
    return shown;
  });
}

void import_service::cancel(std::string id, caller by, completion<json> done) {
  const auto parsed = storage::parse_import_id(id);
  if (!parsed)
    return done(fail(parsed.error()));
  commit<storage::stored_import>(
      std::move(done),
      [parsed = *parsed, by, at = now()](storage::transaction& tx) {
        return storage::cancel_import(tx, parsed, by.who, by.why, at);
      },
      [this](const storage::stored_import& cancelled) -> result<json> {
        remove(services_.store.import_directory() + "/" + cancelled.plan.file);
        return show(cancelled);
      });
}

} // namespace sojourn::service
