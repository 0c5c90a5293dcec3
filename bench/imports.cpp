// How fast files of records come in, what memory that takes, and what campaigns cost a write.
#include "api/client/client.hpp"
#include "daemon_under_test.hpp"
#include "figures.hpp"
#include "load_client.hpp"
#include "storage/inbox.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace sojourn::bench {

namespace {

using steady = std::chrono::steady_clock;

double seconds_since(steady::time_point begin) {
  return std::chrono::duration<double>(steady::now() - begin).count();
}

double resident_mib() {
  long total = 0;
  long resident = 0;
  std::ifstream{"/proc/self/statm"} >> total >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

/// Customers in the order of their ids, as a shop exports them.
void write_csv(const std::string& path, long rows) {
  static constexpr const char* tiers[] = {"member", "silver", "gold", "diamond"};
  std::ofstream file{path};
  file << "id,name,email,phone,language,tier,city,birthday,registered_at\n";
  char id[32];
  for (long i = 0; i < rows; ++i) {
    std::snprintf(id, sizeof id, "c%08ld", i);
    file << id << ",Customer number " << i << ",customer" << i << "@shop.example,+849"
         << 10000000 + i << ",vi," << tiers[i % 4] << ",Ha Noi,1990-05-" << 10 + i % 18
         << ",2024-03-01T09:30:00+07:00\n";
  }
}

/// Seconds that the sqlite3 shell takes for the same file into one bare table.
double sqlite_import(const plan& how, const std::string& csv) {
  const auto file = how.directory + "/bare.db";
  std::filesystem::remove(file);
  const auto command =
      "sqlite3 '" + file + "' '.mode csv' '.import " + csv + " customer' > /dev/null";
  const auto begin = steady::now();
  if (std::system(command.c_str()) != 0)
    throw std::runtime_error("the sqlite3 shell is needed: apt-get install sqlite3");
  const auto took = seconds_since(begin);
  std::filesystem::remove(file);
  return took;
}

json ask(const client::endpoint& to, const client::request& what) {
  const auto answer = client::send(to, what);
  if (!answer || answer->status > 299)
    throw std::runtime_error(answer ? answer->body : answer.error().why);
  return json::parse(answer->body);
}

json record_campaign(long number) {
  return {{"id", "watch-" + std::to_string(number)},
          {"name", "Watches"},
          {"trigger",
           {{"type", "record_changed"},
            {"record", "customer"},
            {"fields", {number == 0 ? "tier" : "field_" + std::to_string(number)}}}},
          {"reentry", {{"policy", "parallel"}}},
          {"start", "rest"},
          {"steps", {{"rest", {{"type", "delay"}, {"for", "P30D"}, {"next", "end"}}}}}};
}

/// Writes a second until they are answered, and until all that they start has begun.
struct upsert_rates {
  double answered = 0;
  double started = 0;
  double cpu_us = 0; ///< processor time of a write with what it starts
};

/// Each write changes the customer's tier.
upsert_rates upserts(daemon::composition& daemon, const plan& how, long round) {
  load what;
  what.port = daemon.port();
  what.requests = how.scaled(40'000);
  what.request = [round](long number) {
    const auto body =
        R"({"tier":"t)" + std::to_string(round) + "-" + std::to_string(number) + "\"}";
    return "PUT /v1/records/customer/u" + std::to_string(number % 100) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  const auto begin = steady::now();
  const auto used = processor_seconds();
  upsert_rates rates{.answered = run_load(what).rate()};
  while (daemon.store().reader().inbox().count() > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  rates.started = static_cast<double>(what.requests) / seconds_since(begin);
  rates.cpu_us = (processor_seconds() - used) / static_cast<double>(what.requests) * 1e6;
  return rates;
}

} // namespace

void measure_imports(const plan& how, figures& out) {
  const auto rows = how.scaled(1'000'000);
  const auto csv = how.directory + "/customers.csv";
  write_csv(csv, rows);
  const auto bare = sqlite_import(how, csv);
  {
    auto daemon = make_daemon(fresh_directory(how.directory + "/import"));
    const auto to = client::parse_url("http://127.0.0.1:" + std::to_string(daemon->port())).value();
    const auto before = resident_mib();
    auto most = before;
    const auto begin = steady::now();
    auto import = ask(to, {.method = "POST",
                           .target = "/v1/records/customer/import",
                           .content_type = "text/csv",
                           .file = csv});
    while (import.at("state") == "waiting" || import.at("state") == "running") {
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
      most = std::max(most, resident_mib());
      import = ask(to, {.target = "/v1/imports/" + import.at("id").get<std::string>()});
    }
    const auto took = seconds_since(begin);
    if (import.at("created") != rows)
      throw std::runtime_error("an import left rows out: " + dump(import));
    out["import_per_s"] = static_cast<double>(rows) / took;
    out["import_vs_sqlite"] = bare / took;
    out["import_rss_mib"] = most - before;
    daemon->stop(milliseconds{2'000});
  }
  std::filesystem::remove(csv);

  auto daemon = make_daemon(fresh_directory(how.directory + "/upserts"));
  const auto to = client::parse_url("http://127.0.0.1:" + std::to_string(daemon->port())).value();
  for (int i = 0; i < 100; ++i)
    ask(to, {.method = "PUT",
             .target = "/v1/records/customer/u" + std::to_string(i),
             .body = "{}",
             .content_type = "application/json"});
  (void)upserts(*daemon, how, 0);
  const auto plain = upserts(*daemon, how, 1);
  for (long i = 0; i < 50; ++i)
    install(*daemon, record_campaign(i));
  out["upserts_per_s"] = plain.answered;
  out["upsert_cpu_us"] = plain.cpu_us;
  const auto firing = upserts(*daemon, how, 2);
  out["upsert_vs_plain"] = firing.answered / plain.answered;
  out["upsert_started_vs_plain"] = firing.started / plain.answered;
  out["upsert_firing_cpu_us"] = firing.cpu_us;
  daemon->stop(milliseconds{2'000});
  std::fprintf(stderr, "imports measured\n");
}

} // namespace sojourn::bench
