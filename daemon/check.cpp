#include "daemon/check.hpp"

#include "daemon/small_file.hpp"
#include "daemon/translate.hpp"
#include "signing/seal.hpp"

#include <filesystem>
#include <unistd.h>

namespace sojourn::daemon {

namespace {

namespace fs = std::filesystem;

/// Whether a file or directory of this name can be written, or made where it is not there yet.
bool can_be_written(fs::path path) {
  std::error_code failure;
  path = fs::absolute(path, failure);
  const bool is_there = fs::exists(path, failure);
  while (!fs::exists(path, failure) && path.has_relative_path())
    path = path.parent_path();
  return (is_there || fs::is_directory(path, failure)) && ::access(path.c_str(), W_OK) == 0;
}

error refusal(std::string message) { return {error_code::invalid_settings, std::move(message)}; }

void check_directories(const config::settings& settings, std::vector<error>& found) {
  const auto& data = settings.data;
  std::error_code failure;
  for (const auto& [key, path] : {std::pair{"data.directory", data.directory},
                                  std::pair{"data.backup_directory", data.backup_directory}}) {
    if (path.empty())
      continue;
    if (fs::exists(path, failure) && !fs::is_directory(path, failure))
      found.push_back(refusal(std::string{key} + " \"" + path + "\" is no directory"));
    else if (!can_be_written(path))
      found.push_back(refusal(std::string{key} + " \"" + path + "\" cannot be written"));
  }
}

void check_key(const config::settings& settings, std::vector<error>& found) {
  const auto& secrets = settings.secrets;
  auto text = secrets.key;
  if (text.empty() && !secrets.key_file.empty()) {
    auto read = read_small_file(secrets.key_file);
    if (!read) {
      found.push_back(std::move(read.error()));
      return;
    }
    text = std::move(*read);
  }
  if (text.empty())
    return; // the first start makes one
  if (auto key = signing::seal_key::parse(text); !key)
    found.push_back(std::move(key.error()));
}

} // namespace

std::vector<error> check(const config::settings& settings) {
  std::vector<error> found;
  if (!settings.log.file.empty() && !can_be_written(settings.log.file))
    found.push_back(refusal("log.file \"" + settings.log.file + "\" cannot be written"));
  check_directories(settings, found);
  check_key(settings, found);
  if (auto channels = make_channels(settings); !channels)
    found.push_back(std::move(channels.error()));
  if (auto zalo = make_zalo_account(settings); !zalo)
    found.push_back(std::move(zalo.error()));
  if (auto server = api::check_options(server_options_of(settings)); !server)
    found.push_back(std::move(server.error()));
  return found;
}

} // namespace sojourn::daemon
