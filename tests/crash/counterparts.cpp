#include "tests/crash/counterparts.hpp"

#include "signing/base64.hpp"
#include "simulators/push_service.hpp"
#include "simulators/smtp_server.hpp"
#include "simulators/zalo_simulator.hpp"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <new>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

namespace sojourn::crash {

namespace {

constexpr int browsers = 8;

instant real_now() {
  return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

void append(const std::string& path, const std::string& line) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const auto text = line + "\n";
  if (file < 0 || ::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error{"a counterpart cannot write " + path};
  ::close(file);
}

std::string header_in(const std::string& mail, const std::string& name) {
  const auto begin = mail.find(name + ": ");
  return begin == std::string::npos
             ? ""
             : mail.substr(begin + name.size() + 2,
                           mail.find("\r\n", begin) - begin - name.size() - 2);
}

std::string zalo_file(const place& where) { return where.root / "zns.messages"; }

} // namespace

counterparts::counterparts(const place& where)
    : shared_{new (::mmap(nullptr, sizeof(shared), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0)) shared},
      process_{std::make_unique<process>(
          [this, &where](const reporter& report) { serve(where, report); })} {
  const auto line = process_->next_line();
  const auto told = parse_json(line.value_or(""));
  if (!told || !told->is_object())
    throw std::runtime_error{"the counterparts did not start: " + line.value_or("")};
  at_ = {.push_key = told->at("push_key").get<std::string>(),
         .browsers = told->at("browsers").get<std::vector<json>>(),
         .sms_url = told->at("sms_url").get<std::string>(),
         .zalo_url = told->at("zalo_url").get<std::string>(),
         .zalo_consent = told->at("zalo_consent").get<std::string>(),
         .smtp_port = told->at("smtp_port").get<int>()};
}

counterparts::~counterparts() {
  process_.reset();
  ::munmap(shared_, sizeof(shared));
}

void counterparts::doom(int count) const {
  shared_->daemon = 0;
  shared_->left = count;
}

void counterparts::here_i_am() const { shared_->daemon = ::getpid(); }

void counterparts::taken(const place& where, const std::string& channel,
                         const std::string& key) const {
  append(where.received(channel), key);
  if (const int daemon = shared_->daemon; daemon > 0 && shared_->left.fetch_sub(1) == 1)
    ::kill(daemon, SIGKILL);
}

void counterparts::serve(const place& where, const reporter& report) const {
  const auto key = signing::p256_key::make();
  channels::push_service pushes{key.public_bytes(), real_now};
  pushes.on_shown([&](const channels::shown_push& push) {
    taken(where, "web_push", push.headers.at("topic"));
  });
  channels::http_server sms{[&](const channels::seen_request& request, channels::connection& peer) {
    taken(where, "sms", parse_json(request.body).value().at("client_ref").get<std::string>());
    peer.write(channels::http_answer(200, R"({"id": "m"})"));
  }};
  channels::smtp_server mails;
  mails.on_mail([&](const channels::seen_mail& mail) {
    taken(where, "email", header_in(mail.message, "Message-ID"));
  });
  tests::zalo_simulator zalo;
  zalo.set_quota(1'000'000, 1'000'000);
  zalo.put_template("300001", {{"status", "ENABLE"},
                               {"templateTag", "CUSTOMER_CARE"},
                               {"listParams", {{{"name", "ten"}, {"require", true}}}}});
  zalo.on_message([&](const tests::zalo_message& message) {
    append(zalo_file(where),
           dump({{"path", message.path}, {"body", message.body}, {"id", message.id}}));
    const bool by_phone = message.body.contains("tracking_id");
    const auto* key = by_phone ? "tracking_id" : "user_id";
    taken(where, by_phone ? "zns" : "zalo_oa", message.body.at(key).get<std::string>());
  });
  json told{{"push_key", signing::base64url_encode(key.private_bytes())},
            {"browsers", json::array()},
            {"sms_url", sms.url("/messages")},
            {"zalo_url", zalo.url()},
            {"zalo_consent", zalo.consent()},
            {"smtp_port", mails.port()}};
  for (int number = 0; number < browsers; ++number)
    told["browsers"].push_back(pushes.subscribe("browser-" + std::to_string(number)));
  report(dump(told));
  while (true)
    ::pause();
}

std::vector<zalo_receipt> zalo_receipts(const place& where) {
  std::vector<zalo_receipt> calls;
  std::ifstream file{zalo_file(where)};
  for (std::string line; std::getline(file, line);) {
    const auto message = parse_json(line).value();
    auto call = tests::zalo_simulator::delivered({.path = message.at("path").get<std::string>(),
                                                  .body = message.at("body"),
                                                  .id = message.at("id").get<std::string>()},
                                                 to_unix_ms(real_now()));
    calls.push_back({.body = std::move(call.body), .headers = std::move(call.headers)});
  }
  return calls;
}

} // namespace sojourn::crash
