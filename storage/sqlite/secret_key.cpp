#include "storage/sqlite/secret_key.hpp"

#include "signing/base64.hpp"
#include "signing/random.hpp"
#include "storage/options.hpp"
#include "storage/sqlite/data_file.hpp"
#include "storage/tables/sealed.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace sojourn::storage {

namespace {

constexpr const char* check_name = "check";
constexpr std::string_view check_value = "sojourn";

tl::unexpected<error> no_key(const std::string& why) {
  return fail(error_code::data_unusable, why + "; nothing was changed");
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

} // namespace

result<std::shared_ptr<const vault>> unlock(connection& db, const store_options& options) {
  const auto check = sealed_table{db}.find_sealed(check_name);
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

void remember_key(connection& db) {
  sealed_table sealed{db};
  if (!sealed.find_sealed(check_name))
    sealed.put(check_name, std::string{check_value}, {});
}

} // namespace sojourn::storage
