// Fakes of what other systems and pages bring and fetch.
#pragma once

#include "service/changes.hpp"
#include "service/events.hpp"
#include "service/forms.hpp"
#include "service/hooks.hpp"
#include "service/placements.hpp"
#include "tests/http/fakes/fake_area.hpp"

#include <algorithm>
#include <list>
#include <map>
#include <mutex>

namespace sojourn::tests {

class fake_events final : public service::event_api, public fake_area {
public:
  explicit fake_events(recorder& log) : fake_area{log, "events"} {}

  void publish(service::event_request request, completion<service::written> done) override {
    json call{{"source", request.source},
              {"id", request.id},
              {"type", request.type},
              {"subject", to_text(request.subject)},
              {"data", request.data}};
    if (request.at)
      call["at"] = to_text(*request.at);
    answer("publish", std::move(call), done);
  }
  void list(service::event_filter filter, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call.update(json{{"subject", filter.subject},
                     {"type", filter.type},
                     {"source", filter.source},
                     {"q", filter.text},
                     {"from", filter.from ? to_text(*filter.from) : ""},
                     {"to", filter.to ? to_text(*filter.to) : ""}});
    answer("list", std::move(call), done);
  }
};

class fake_forms final : public service::form_api, public fake_area {
public:
  explicit fake_forms(recorder& log) : fake_area{log, "forms"} {}

  void submit(service::form_request request, completion<service::written> done) override {
    answer("submit",
           {{"visitor", request.visitor},
            {"lead", request.lead},
            {"data", request.data},
            {"campaign", request.campaign},
            {"step", request.step},
            {"instance", request.instance},
            {"starts", request.starts}},
           done, resource({{"id", request.lead}, {"customer", "a secret"}}));
  }
};

class fake_hooks final : public service::hook_api, public fake_area {
public:
  explicit fake_hooks(recorder& log) : fake_area{log, "hooks"} {}

  void call(service::hook_request request, completion<service::written> done) override {
    answer("call", {{"hook", request.hook}, {"body", request.body}, {"headers", request.headers}},
           done);
  }
  void put(service::document_request request, completion<service::written> done) override {
    json call{{"id", request.id},
              {"definition", request.definition},
              {"must_be_new", request.must_be_new},
              {"key", request.idem.key}};
    tell(call, request.only_if);
    answer("put", std::move(call), done);
  }
  void call_of(std::string id, std::string number, completion<json> done) override {
    answer("call_of", {{"hook", id}, {"number", number}}, done);
  }
  void try_call(service::hook_trial trial, completion<json> done) override {
    answer("try_call",
           {{"hook", trial.call.hook},
            {"body", trial.call.body},
            {"headers", trial.call.headers},
            {"definition", trial.definition}},
           done);
  }
  void retry(std::string id, std::string number, service::caller by,
             completion<service::written> done) override {
    answer("retry", {{"hook", id}, {"number", number}, {"who", by.who}, {"why", by.why}}, done);
  }
  void templates(completion<service::page> done) override { answer("templates", {}, done); }
  void get_template(std::string id, completion<json> done) override {
    answer("get_template", {{"id", id}}, done);
  }
  void install(service::hook_installation request, completion<service::written> done) override {
    answer("install",
           {{"of", request.of},
            {"hook", request.hook},
            {"parameters", request.parameters},
            {"secrets", request.secrets.size()},
            {"key", request.idem.key}},
           done);
  }
  void list(service::page_request at, completion<service::page> done) override {
    answer("list", paged(at), done);
  }
  void get(std::string id, completion<service::written> done) override {
    answer("get", {{"id", id}}, done);
  }
  void remove(std::string id, preconditions only_if, service::caller,
              completion<json> done) override {
    json call{{"id", id}};
    tell(call, only_if);
    answer("remove", std::move(call), done);
  }
  void add_secret(std::string id, std::string secret, service::caller, idempotency idem,
                  completion<service::written> done) override {
    answer("add_secret", {{"id", id}, {"secret", secret}, {"key", idem.key}}, done);
  }
  void retire_secret(std::string id, std::string secret, service::caller,
                     completion<json> done) override {
    answer("retire_secret", {{"id", id}, {"secret", secret}}, done);
  }
  void calls(std::string id, service::page_request at, completion<service::page> done) override {
    auto call = paged(at);
    call["id"] = id;
    answer("calls", std::move(call), done);
  }
};

/// Takes part in nothing that is asked, so it records nothing.
class fake_changes final : public service::change_api {
public:
  /// Tells those who watch the topic; how many there are.
  std::size_t ring(const std::string& topic) {
    const std::lock_guard lock{mutex_};
    std::size_t told = 0;
    for (const auto& [topics, changed] : watches_) {
      if (const auto at = std::ranges::find(topics, topic); at != topics.end()) {
        changed(static_cast<std::size_t>(at - topics.begin()));
        ++told;
      }
    }
    return told;
  }

  std::shared_ptr<void> watch(const std::vector<std::string>& topics,
                              std::function<void(std::size_t)> changed) override {
    const std::lock_guard lock{mutex_};
    const auto place = watches_.insert(watches_.end(), {topics, std::move(changed)});
    return {static_cast<void*>(this), [this, place](void*) {
              const std::lock_guard inner{mutex_};
              watches_.erase(place);
            }};
  }

private:
  struct one_watch {
    std::vector<std::string> topics;
    std::function<void(std::size_t)> changed;
  };
  std::mutex mutex_;
  std::list<one_watch> watches_;
};

class fake_placements final : public service::placement_api, public fake_area {
public:
  explicit fake_placements(recorder& log) : fake_area{log, "placements"} {}

  /// The placements that are there from now on.
  void show(json items) {
    const std::lock_guard lock{mutex_};
    shown_ = std::move(items);
  }
  json shown() {
    const std::lock_guard lock{mutex_};
    return shown_;
  }
  /// Tells those who watch the subject that something has changed; how many there are.
  std::size_t ring(const std::string& subject) {
    const std::lock_guard lock{mutex_};
    for (auto [at, end] = watches_.equal_range(subject); at != end; ++at)
      at->second();
    return watches_.count(subject);
  }

  void list(subject_ref subject, std::string slot, completion<json> done) override {
    answer("list", {{"subject", to_text(subject)}, {"slot", slot}}, done,
           json{{"subject", to_text(subject)}, {"items", shown()}});
  }
  std::shared_ptr<void> watch(const subject_ref& subject, std::function<void()> changed) override {
    const std::lock_guard lock{mutex_};
    const auto place = watches_.emplace(to_text(subject), std::move(changed));
    return {nullptr, [this, place](void*) {
              const std::lock_guard inner{mutex_};
              watches_.erase(place);
            }};
  }

private:
  std::mutex mutex_;
  json shown_ = json::array();
  std::multimap<std::string, std::function<void()>> watches_;
};

} // namespace sojourn::tests
