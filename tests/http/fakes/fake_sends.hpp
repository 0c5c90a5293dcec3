// Fakes of what concerns sends, and the rules around them.
#pragma once

#include "service/channels.hpp"
#include "service/consents.hpp"
#include "service/local_inbox.hpp"
#include "service/receipts.hpp"
#include "service/send_rules.hpp"
#include "service/sends.hpp"
#include "service/suppressions.hpp"
#include "tests/http/fakes/fake_area.hpp"

namespace sojourn::tests {

class fake_channels final : public service::channel_api, public fake_area {
public:
  explicit fake_channels(recorder& log) : fake_area{log, "channels"} {}

  void authorize(std::string channel, std::string code, std::string verifier, service::caller by,
                 completion<json> done) override {
    answer("authorize",
           {{"channel", channel}, {"code", code}, {"verifier", verifier}, {"who", by.who}}, done);
  }
  void templates(std::string channel, service::page_request at,
                 completion<service::page> done) override {
    auto call = paged(at);
    call["channel"] = channel;
    answer("templates", std::move(call), done);
  }
  void read_templates(std::string channel, service::caller, completion<json> done) override {
    answer("read_templates", {{"channel", channel}}, done);
  }
  void list(completion<json> done) override { answer("list", {}, done); }
};

class fake_sends final : public service::send_api, public fake_area {
public:
  explicit fake_sends(recorder& log) : fake_area{log, "sends"} {}

  void list(service::send_filter filter, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call["subject"] = filter.subject;
    call["outcome"] = filter.outcome;
    answer("list", std::move(call), done);
  }
  void get(std::string number, completion<json> done) override {
    answer("get", {{"number", number}}, done);
  }
  void results(std::string id, std::string window, completion<json> done) override {
    answer("results", {{"id", id}, {"window", window}}, done);
  }
};

class fake_receipts final : public service::receipt_api, public fake_area {
public:
  explicit fake_receipts(recorder& log) : fake_area{log, "receipts"} {}

  std::string link_url = "https://shop.example/"; ///< where every link leads

  void record(service::receipt_request request, completion<json> done) override {
    answer("record", {{"channel", request.channel}, {"body", request.body}}, done);
  }
  void visit_link(service::link_request request, completion<json> done) override {
    answer("visit_link", {{"token", request.token}, {"user_agent", request.user_agent}}, done,
           json{{"url", link_url}, {"channel", "email"}, {"purpose", "promotional"}});
  }
  void unsubscribe(std::string token, completion<json> done) override {
    answer("unsubscribe", {{"token", token}}, done,
           json{{"channel", "email"}, {"purpose", "promotional"}});
  }
};

class fake_send_rules final : public service::send_rules_api, public fake_area {
public:
  explicit fake_send_rules(recorder& log) : fake_area{log, "send_rules"} {}

  void get(completion<service::written> done) override { answer("get", {}, done); }
  void put(json document, preconditions, service::caller,
           completion<service::written> done) override {
    answer("put", {{"document", document}}, done, resource(document));
  }
};

class fake_consents final : public service::consent_api, public fake_area {
public:
  explicit fake_consents(recorder& log) : fake_area{log, "consents"} {}

  void list(subject_ref subject, completion<json> done) override {
    answer("list", {{"subject", to_text(subject)}}, done);
  }
  void put(service::consent_request request, completion<json> done) override {
    answer("put",
           {{"subject", to_text(request.subject)},
            {"channel", request.channel},
            {"state", request.state}},
           done);
  }
};

class fake_suppressions final : public service::suppression_api, public fake_area {
public:
  explicit fake_suppressions(recorder& log) : fake_area{log, "suppressions"} {}

  void list(service::page_request at, completion<service::page> done) override {
    answer("list", paged(at), done);
  }
  void put(service::suppression_request request, completion<json> done) override {
    answer("put", {{"address", request.address}}, done);
  }
  void remove(service::suppression_request request, completion<json> done) override {
    answer("remove", {{"address", request.address}}, done);
  }
};

class fake_local_inbox final : public service::local_inbox_api, public fake_area {
public:
  explicit fake_local_inbox(recorder& log) : fake_area{log, "local_inbox"} {}

  void list(std::string subject, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call["subject"] = subject;
    answer("list", std::move(call), done);
  }
};

} // namespace sojourn::tests
