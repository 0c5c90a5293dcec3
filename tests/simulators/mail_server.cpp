#include "simulators/mail_server.hpp"

#include "outcomes.hpp"
#include "tests/places.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace sojourn::tests {

namespace {

constexpr std::string_view text_of(mail_server::tls security) {
  switch (security) {
  case mail_server::tls::none:
    return "none";
  case mail_server::tls::starttls:
    return "starttls";
  case mail_server::tls::implicit:
    return "implicit";
  }
  return "none";
}

std::vector<std::string> command_line(const mail_server::settings& with) {
  // Debian's own Python, for which Debian's aiosmtpd is.
  std::vector<std::string> words{"/usr/bin/python3",
                                 tests::source_folder() + "/tests/simulators/mail_server.py",
                                 "--tls", std::string{text_of(with.security)}};
  if (with.certificate != nullptr)
    words.insert(words.end(), {"--certificate", with.certificate->file(), "--key",
                               with.certificate->key_file()});
  if (!with.user.empty())
    words.insert(words.end(), {"--user", with.user, "--password", with.password});
  if (!with.takes_utf8_addresses)
    words.emplace_back("--no-smtputf8");
  return words;
}

} // namespace

mail_server::mail_server(const settings& with) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe to the mail server");
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
  auto words = command_line(with);
  std::vector<char*> arguments;
  for (auto& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const auto failed =
      ::posix_spawn(&id_, arguments.front(), &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  ::close(in[0]);
  ::close(out[1]);
  to_server_ = in[1];
  if (failed != 0) {
    ::close(in[1]);
    ::close(out[0]);
    throw std::runtime_error("/usr/bin/python3 cannot be started");
  }
  listener_ = std::thread{[this, pipe = out[0]] { listen_to(pipe); }};
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, channels::test_patience, [&] { return ended_ || port_ != 0; });
  if (port_ != 0)
    return;
  lock.unlock();
  ::kill(id_, SIGTERM);
  ::waitpid(id_, nullptr, 0);
  ::close(to_server_);
  listener_.join();
  throw std::runtime_error("the mail server does not listen; is python3-aiosmtpd installed?");
}

mail_server::~mail_server() {
  ::close(to_server_);
  ::kill(id_, SIGTERM);
  ::waitpid(id_, nullptr, 0);
  listener_.join();
}

void mail_server::listen_to(int pipe) {
  std::FILE* const lines = ::fdopen(pipe, "r");
  char* line = nullptr;
  std::size_t room = 0;
  while (::getline(&line, &room, lines) > 0) {
    auto said = json::parse(line, nullptr, false);
    const std::lock_guard lock{mutex_};
    if (said.is_object() && said.value("event", "") == "listening")
      port_ = said.at("port").get<int>();
    else
      told_.push_back(std::move(said));
    changed_.notify_all();
  }
  std::free(line);
  std::fclose(lines);
  const std::lock_guard lock{mutex_};
  ended_ = true;
  changed_.notify_all();
}

std::vector<json> mail_server::told(const std::string& event) {
  const std::lock_guard lock{mutex_};
  std::vector<json> found;
  std::copy_if(told_.begin(), told_.end(), std::back_inserter(found),
               [&](const json& one) { return one.is_object() && one.value("event", "") == event; });
  return found;
}

std::vector<json> mail_server::mails(std::size_t count) {
  const auto is_mail = [](const json& one) {
    return one.is_object() && one.value("event", "") == "mail";
  };
  {
    std::unique_lock lock{mutex_};
    const auto enough = [&] {
      return static_cast<std::size_t>(std::count_if(told_.begin(), told_.end(), is_mail)) >= count;
    };
    if (!changed_.wait_for(lock, channels::test_patience, enough))
      throw std::runtime_error("a mail is missing");
  }
  return told("mail");
}

} // namespace sojourn::tests
