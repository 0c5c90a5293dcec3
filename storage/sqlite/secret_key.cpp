#include "storage/sqlite/secret_key.hpp"

#include "signing/base64.hpp"
#include "signing/random.hpp"
#include "storage/sqlite/data_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>
#include <utility>
#include <vector>

namespace sojourn::storage {

namespace {

constexpr const char* check_name = "check";
constexpr std::string_view check_value = "sojourn";

tl::unexpected<error> no_key(const std::string& why) {
  return fail(error_code::data_unusable, why + "; nothing was changed");
}

std::optional<std::string> stored_check(connection& db) {
  if (db.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'sealed'") == 0)
    return std::nullopt;
  statement find{db, "SELECT value FROM sealed WHERE name = ?"};
  auto rows = find.query(std::string_view{check_name});
  return rows.next() ? std::optional{rows.text(0)} : std::nullopt;
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file)
    return std::nullopt;
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

/// Writes a new file that only its owner may read, and makes sure that it stays.
result<void> write_key(const std::string& path, const std::string& directory,
                       const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const auto failed = [&] {
    return no_key("the key for secrets cannot be written to " + path + ": " + std::strerror(errno));
  };
  if (file < 0)
    return failed();
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  if (!written) {
    auto why = failed();
    ::close(file);
    ::unlink(path.c_str()); // half a key would be refused at the next start
    return why;
  }
  ::close(file);
  if (!sync_directory(directory))
    return failed();
  return {};
}

result<signing::seal_key> find_key(const store_options& options, bool is_sealed) {
  if (!options.secret_key.empty())
    return signing::seal_key::parse(options.secret_key);
  const bool is_configured = !options.secret_key_file.empty();
  const auto path = is_configured ? options.secret_key_file : options.directory + "/secret.key";
  if (const auto text = read_file(path)) {
    auto key = signing::seal_key::parse(*text);
    if (!key)
      key.error().message = path + ": " + key.error().message;
    return key;
  }
  if (errno != ENOENT)
    return no_key("the key for secrets in " + path + " cannot be read: " + std::strerror(errno));
  if (is_configured)
    return no_key("there is no " + path +
                  ", in which secrets.key_file expects the key for "
                  "secrets; make one with: openssl rand -base64 32");
  if (is_sealed)
    return no_key("the key for secrets, " + path +
                  ", is missing, and this data directory holds secrets that were sealed with it; "
                  "put it back, or give it in SOJOURN_SECRET_KEY");
  const auto text = signing::base64_encode(signing::random_bytes(signing::seal_key::size)) + "\n";
  if (auto written = write_key(path, options.directory, text); !written)
    return fail(std::move(written.error()));
  return signing::seal_key::parse(text);
}

using row = std::pair<std::int64_t, std::string>;

/// Replaces a text of each row by what `sealed` makes of it.
template <class Seal>
void seal_rows(connection& db, const char* select, const char* update, const Seal& sealed) {
  std::vector<std::pair<row, std::string>> found;
  {
    statement read{db, select};
    auto rows = read.query();
    while (rows.next())
      found.push_back({{rows.integer(0), rows.text(1)}, rows.text(2)});
  }
  statement write{db, update};
  for (const auto& [where, text] : found)
    write.run(sealed(where.second, text), where.first);
}

} // namespace

result<std::shared_ptr<const vault>> unlock(connection& db, const store_options& options) {
  const auto check = stored_check(db);
  auto key = find_key(options, check.has_value());
  if (!key)
    return fail(std::move(key.error()));
  auto made = std::make_shared<const vault>(std::move(*key));
  if (check && !made->opens(check_name, *check))
    return no_key("the key for secrets is not the one with which the secrets of this data "
                  "directory were sealed; give the old one in secrets.key_file or "
                  "SOJOURN_SECRET_KEY");
  return made;
}

bool needs_sealing(connection& db) {
  return db.integer("SELECT count(*) FROM rebuild WHERE what = 'seals'") > 0;
}

void seal_if_asked(connection& db) {
  if (!needs_sealing(db))
    return;
  const auto& with = db.secrets();
  // What is overwritten is overwritten on the disk, too, and not only left out of the tables.
  const auto wiped_before = db.integer("PRAGMA secure_delete");
  db.execute("PRAGMA secure_delete = ON");
  // What throws on the way ends the connection, and the transaction with it.
  db.execute("BEGIN IMMEDIATE");
  {
    statement remember{db, "INSERT OR IGNORE INTO sealed (name, value, changed_at) "
                           "VALUES (?, ?, 0)"};
    remember.run(std::string_view{check_name}, with.seal(check_name, check_value));
    seal_rows(db, "SELECT number, hook, secret FROM hook_secret",
              "UPDATE hook_secret SET secret = ? WHERE number = ?",
              [&](const std::string& hook, const std::string& secret) {
                return with.seal("hook:" + hook, secret);
              });
    seal_rows(db,
              "SELECT v.key, c.id, v.definition FROM campaign_version v "
              "JOIN campaign c ON c.key = v.campaign WHERE v.definition LIKE '%\"secrets\"%'",
              "UPDATE campaign_version SET definition = ? WHERE key = ?",
              [&](const std::string& campaign, const std::string& definition) {
                auto read = parse_json(definition);
                if (!read)
                  throw corrupt_row{"a campaign definition is not JSON"};
                return dump(with_sealed_secrets(std::move(*read), with, campaign));
              });
    seal_rows(db,
              "SELECT number, key, answer FROM idempotency "
              "WHERE answer LIKE '%\"secret\":%'",
              "UPDATE idempotency SET answer = ? WHERE number = ?",
              [&](const std::string& key, const std::string& answer) {
                return with.seal("answer:" + key, answer);
              });
  }
  db.execute("DELETE FROM rebuild WHERE what = 'seals'");
  db.execute("COMMIT");
  db.execute("PRAGMA secure_delete = " + std::to_string(wiped_before));
  db.execute("PRAGMA wal_checkpoint(TRUNCATE)"); // the log held it in clear
}

} // namespace sojourn::storage
