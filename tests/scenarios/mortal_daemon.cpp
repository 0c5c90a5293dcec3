#include "tests/scenarios/mortal_daemon.hpp"

#include "tests/places.hpp"

#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace sojourn::scenarios {

namespace {

namespace fs = std::filesystem;

constexpr int most_deaths = 12; ///< of one scenario: each costs a whole play of it
constexpr int most_tries = 3;   ///< of one request: it dies once at most

std::atomic<int>* shared_counter() {
  void* memory = ::mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    throw std::runtime_error{"no shared memory"};
  return new (memory) std::atomic<int>{0};
}

} // namespace

mortal_daemon::mortal_daemon(fs::path directory, std::string_view begin, int death)
    : directory_{std::move(directory)}, reached_{shared_counter()}, death_{death} {
  fs::remove_all(directory_);
  settings_.data.directory = directory_;
  // What the kernel was handed outlives a SIGKILL; power cuts are not tried here.
  settings_.data.synchronous = config::synchronous_mode::normal;
  settings_.http.port = 0;
  settings_.channels.webhook.allow_private_addresses = true; // loopback alone is there
  settings_.tracking.base_url = "https://go.shop.example";   // where links of messages lead
  settings_.clock.mode = config::clock_mode::virtual_time;
  settings_.clock.start = parse_instant(begin).value();
  live();
}

mortal_daemon::~mortal_daemon() {
  process_.reset();
  ::munmap(reached_, sizeof(std::atomic<int>));
  fs::remove_all(directory_);
}

void mortal_daemon::live() {
  process_ = std::make_unique<crash::process>([this](const crash::reporter& report) {
    const auto reach = [this](std::string_view) {
      if (reached_->fetch_add(1) + 1 == death_)
        ::kill(::getpid(), SIGKILL);
    };
    auto made = daemon::composition::make(
        settings_, {}, [](const std::string&) { ::_exit(3); }, reach);
    if (!made)
      throw std::runtime_error{made.error().message};
    report("port " + std::to_string((*made)->port()));
    while (true)
      ::pause();
  });
  const auto line = process_->next_line();
  if (!line)
    return live_again(); // it died before it could say where it is
  if (!line->starts_with("port "))
    throw std::runtime_error{*line};
  where_ = client::parse_url("http://127.0.0.1:" + line->substr(5)).value();
}

void mortal_daemon::kill() {
  process_->kill();
  live_again();
}

void mortal_daemon::live_again() {
  process_->wait(); // the lock on the directory goes last
  ++deaths_;
  live();
}

std::optional<client::response> mortal_daemon::ask(const std::string& method,
                                                   const std::string& target, const json& body) {
  client::request what;
  what.method = method;
  what.target = target;
  what.body = body.is_null() ? "" : body.dump();
  if (!body.is_null())
    what.content_type =
        body.contains("specversion") ? "application/cloudevents+json" : "application/json";
  return ask(std::move(what));
}

std::optional<client::response> mortal_daemon::ask(client::request what) {
  auto response = client::send(where_, what);
  if (response)
    return std::move(*response);
  if (process_->next_line())
    throw std::runtime_error{what.method + " " + what.target + ": " + response.error().why};
  live_again();
  return std::nullopt;
}

json mortal_daemon::create(const std::string& target, const std::string& key, const json& body) {
  return send(target, "application/json", body.dump(), {{"Idempotency-Key", key}});
}

json mortal_daemon::send(const std::string& target, const std::string& content_type,
                         const std::string& body, const headers& with) {
  client::request what;
  what.method = "POST";
  what.target = target;
  what.body = body;
  what.content_type = content_type;
  what.headers = with;
  for (int attempt = 0; attempt < most_tries; ++attempt) {
    if (const auto response = ask(what)) {
      EXPECT_LT(response->status, 300) << target << ": " << response->body;
      return json::parse(response->body, nullptr, false);
    }
  }
  throw std::runtime_error{target + " is never answered"};
}

client::response mortal_daemon::visit(const std::string& method, const std::string& target,
                                      const std::string& form, const std::string& cookie) {
  client::request what;
  what.method = method;
  what.target = target;
  what.body = form;
  if (method == "POST")
    what.content_type = "application/x-www-form-urlencoded";
  what.headers = {{"User-Agent", "Mozilla/5.0 (Linux; Android 4.4)"}};
  if (!cookie.empty())
    what.headers.emplace_back("Cookie", cookie);
  for (int attempt = 0; attempt < most_tries; ++attempt) {
    if (auto response = ask(what))
      return std::move(*response);
  }
  throw std::runtime_error{target + " is never answered"};
}

json mortal_daemon::answer(const std::string& method, const std::string& target, const json& body) {
  for (int attempt = 0; attempt < most_tries; ++attempt) {
    if (const auto response = ask(method, target, body)) {
      EXPECT_LT(response->status, 300) << method << " " << target << ": " << response->body;
      return json::parse(response->body, nullptr, false);
    }
  }
  throw std::runtime_error{method + " " + target + " is never answered"};
}

void mortal_daemon::install(const json& definition) {
  const auto path = "/v1/campaigns/" + definition.at("id").get<std::string>();
  answer("PUT", path, definition);
  while (answer("GET", path).at("state") == "draft")
    (void)ask("POST", path + "/activate", json::object());
}

void mortal_daemon::create_pool(const std::string& name) {
  while (items("/v1/vouchers").empty()) // the first pool of its scenario
    (void)ask("POST", "/v1/vouchers", {{"id", name}});
}

void mortal_daemon::event(const std::string& id, const std::string& type,
                          const std::string& subject, const json& data) {
  answer("POST", "/v1/events",
         {{"specversion", "1.0"},
          {"id", id},
          {"source", "shop"},
          {"type", type},
          {"subject", subject},
          {"data", data}});
}

int mortal_daemon::journaled(const std::string& type) {
  const auto id = items("/v1/instances").at(0).at("id").get<std::string>();
  int count = 0;
  for (const auto& entry : items("/v1/instances/" + id + "/journal?limit=1000"))
    count += entry.at("type") == type;
  return count;
}

json mortal_daemon::mailbox() {
  auto mails = items("/v1/mailbox?limit=1000");
  std::reverse(mails.begin(), mails.end());
  return mails;
}

void expect_same_through_deaths(std::string_view begin,
                                const std::function<json(mortal_daemon&)>& scenario) {
  const temporary_directory folder;
  const auto directory = fs::path{folder.path()} / "data";
  struct played {
    json told;
    int boundaries = 0; ///< that it came to
    bool died = false;
  };
  const auto play = [&](int death) {
    mortal_daemon daemon{directory, begin, death};
    auto told = scenario(daemon);
    EXPECT_EQ(daemon.answer("POST", "/v1/verify", json::object()).at("violations"), json::array());
    EXPECT_LE(daemon.deaths(), death == 0 ? 0 : 1);
    return played{std::move(told), daemon.boundaries(), daemon.deaths() > 0};
  };
  const auto undisturbed = play(0);
  // How many turns share a commit depends on the machine's load: one play comes to fewer
  // boundaries than another. One that came to its end alive says what the next may count on;
  // the latest death is tried first, so that it says so early.
  int boundaries = undisturbed.boundaries;
  int plays = 0;
  int deaths = 0;
  for (int part = most_deaths, last = 0; part > 0; --part) {
    const int death = std::max(1, boundaries * part / (most_deaths + 1));
    if (death == std::exchange(last, death))
      continue;
    const auto disturbed = play(death);
    ASSERT_EQ(disturbed.told.dump(1), undisturbed.told.dump(1))
        << "killed at commit boundary " << death;
    ++plays;
    deaths += disturbed.died;
    if (!disturbed.died)
      boundaries = std::min(boundaries, disturbed.boundaries);
  }
  EXPECT_GE(deaths, plays / 2);
}

} // namespace sojourn::scenarios
