// An orchestrator that remembers what it was asked and answers as a test tells it to.
#pragma once

#include "service/orchestrator.hpp"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <stdexcept>

namespace sojourn::testing {

class fake_orchestrator final : public orchestrator::orchestrator {
  using written = sojourn::orchestrator::written;
  using page = sojourn::orchestrator::page;
  using page_request = sojourn::orchestrator::page_request;
  using caller = sojourn::orchestrator::caller;
  using campaign_action = sojourn::orchestrator::campaign_action;
  using instance_action = sojourn::orchestrator::instance_action;
  using instance_filter = sojourn::orchestrator::instance_filter;
  using start_request = sojourn::orchestrator::start_request;
  using record_request = sojourn::orchestrator::record_request;
  using event_request = sojourn::orchestrator::event_request;
  using hook_request = sojourn::orchestrator::hook_request;
  using clock_request = sojourn::orchestrator::clock_request;
  using bulk_request = sojourn::orchestrator::bulk_request;
  using job_change = sojourn::orchestrator::job_change;
  using copy_request = sojourn::orchestrator::copy_request;

public:
  enum class manner {
    at_once, ///< answers inside the call
    hold,    ///< keeps the completion until `release`
    drop,    ///< lets the completion go unanswered
    fail,    ///< answers `failure`
    raise,   ///< throws
  };
  manner how = manner::at_once;
  error failure;
  bool created = true;
  std::string erasure_state = "erased";
  std::string next_cursor;

  /// What was asked, as {"call": name, arguments…}.
  std::vector<json> asked() {
    const std::lock_guard lock{mutex_};
    return asked_;
  }
  /// Who waited for the answer of each call.
  std::vector<asker> askers() {
    const std::lock_guard lock{mutex_};
    return askers_;
  }
  json last() {
    auto all = asked();
    return all.empty() ? json{} : all.back();
  }
  /// Answers in another manner from now on, while requests are coming.
  void turn(manner next, error why = {}) {
    const std::lock_guard lock{mutex_};
    how = next;
    failure = std::move(why);
  }
  /// What placements there are from now on.
  void show(json items) {
    const std::lock_guard lock{mutex_};
    shown_ = std::move(items);
  }
  json shown() {
    const std::lock_guard lock{mutex_};
    return shown_;
  }
  /// Waits until `count` calls were made.
  void wait_for(std::size_t count) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return asked_.size() >= count; });
  }
  /// Answers the held call number `index`, from the caller's thread; with `failure` if
  /// `failing`.
  void release(std::size_t index, bool failing = false) {
    std::function<void(bool)> answer;
    {
      const std::lock_guard lock{mutex_};
      answer = std::exchange(held_.at(index), nullptr);
    }
    answer(failing);
  }

  void validate_campaign(json definition, completion<json> done) override {
    take({{"call", "validate_campaign"}, {"definition", definition}}, json::object(), done);
  }
  /// As the body of an error would show it: {"if_match": …, "if_none_match": …}, nothing if empty.
  static void tell(json& call, const preconditions& only_if) {
    const auto told = [](const entity_tags& tags) {
      json listed = json::array();
      for (const auto& tag : tags.listed)
        listed.push_back((tag.is_weak ? "W/" : "") + tag.text);
      return tags.any ? json("*") : listed;
    };
    if (only_if.match)
      call["if_match"] = told(*only_if.match);
    if (only_if.none_match)
      call["if_none_match"] = told(*only_if.none_match);
  }
  void put_campaign(std::string id, json definition, bool must_be_new, preconditions only_if,
                    caller by, idempotency idem, completion<written> done) override {
    json call{{"call", "put_campaign"},
              {"id", id},
              {"definition", definition},
              {"must_be_new", must_be_new},
              {"who", by.who},
              {"may_send", by.may_send},
              {"key", idem.key},
              {"fingerprint", idem.fingerprint}};
    tell(call, only_if);
    take(std::move(call), write({{"id", id}}), done);
  }
  void copy_campaign(copy_request request, completion<written> done) override {
    take({{"call", "copy_campaign"},
          {"from", request.from},
          {"version", request.version},
          {"id", request.id},
          {"name", request.name},
          {"key", request.idem.key}},
         write({{"id", request.id}}), done);
  }
  void list_campaigns(page_request at, completion<page> done) override {
    take(paged("list_campaigns", at), a_page(), done);
  }
  void get_campaign(std::string id, completion<written> done) override {
    take({{"call", "get_campaign"}, {"id", id}}, write({{"id", id}}), done);
  }
  void campaign_versions(std::string id, completion<page> done) override {
    take({{"call", "campaign_versions"}, {"id", id}}, a_page(), done);
  }
  void change_campaign(std::string id, campaign_action action, caller by,
                       completion<json> done) override {
    take({{"call", "change_campaign"},
          {"id", id},
          {"action", static_cast<int>(action)},
          {"who", by.who},
          {"why", by.why}},
         json{{"id", id}}, done);
  }
  void campaign_stats(std::string id, completion<json> done) override {
    take({{"call", "campaign_stats"}, {"id", id}}, json{{"id", id}}, done);
  }
  void campaign_graph(std::string id, completion<json> done) override {
    take({{"call", "campaign_graph"}, {"id", id}}, json{{"id", id}}, done);
  }
  void campaign_audience(std::string id, completion<json> done) override {
    take({{"call", "campaign_audience"}, {"id", id}}, json{{"id", id}}, done);
  }
  void start_run(std::string campaign, json data, caller by, idempotency idem,
                 completion<written> done) override {
    take({{"call", "start_run"},
          {"campaign", campaign},
          {"data", data},
          {"why", by.why},
          {"key", idem.key}},
         write({{"id", "run_1"}}), done);
  }
  void list_runs(std::string campaign, page_request at, completion<page> done) override {
    auto call = paged("list_runs", at);
    call["campaign"] = campaign;
    take(std::move(call), a_page(), done);
  }
  void get_run(std::string id, completion<json> done) override {
    take({{"call", "get_run"}, {"id", id}}, json{{"id", id}}, done);
  }
  void cancel_run(std::string id, caller by, completion<json> done) override {
    take({{"call", "cancel_run"}, {"id", id}, {"why", by.why}}, json{{"id", id}}, done);
  }
  void get_schedule(std::string campaign, completion<json> done) override {
    take({{"call", "get_schedule"}, {"campaign", campaign}}, json{{"campaign", campaign}}, done);
  }
  void backfill(std::string campaign, sojourn::orchestrator::backfill_request what, caller by,
                completion<json> done) override {
    take({{"call", "backfill"},
          {"campaign", campaign},
          {"from", to_text(what.from)},
          {"to", to_text(what.to)},
          {"dry_run", what.dry_run},
          {"who", by.who},
          {"why", by.why}},
         json{{"campaign", campaign}}, done);
  }
  void start(start_request request, completion<written> done) override {
    take({{"call", "start"},
          {"campaign", request.campaign},
          {"subject", to_text(request.subject)},
          {"data", request.data},
          {"why", request.by.why},
          {"key", request.idem.key},
          {"fingerprint", request.idem.fingerprint}},
         write({{"id", "ins_01hqz3k8c0000"}}), done);
  }
  void list_instances(instance_filter filter, page_request at, completion<page> done) override {
    auto call = paged("list_instances", at);
    call["campaign"] = filter.campaign;
    call["status"] = filter.status;
    call["step"] = filter.step;
    call["subject"] = filter.subject;
    take(std::move(call), a_page(), done);
  }
  void get_instance(instance_id id, completion<json> done) override {
    take({{"call", "get_instance"}, {"id", to_text(id)}}, json{{"id", to_text(id)}}, done);
  }
  void instance_journal(instance_id id, page_request at, completion<page> done) override {
    auto call = paged("instance_journal", at);
    call["id"] = to_text(id);
    take(std::move(call), a_page(), done);
  }
  void explain_instance(instance_id id, completion<json> done) override {
    take({{"call", "explain_instance"}, {"id", to_text(id)}}, json::object(), done);
  }
  void command_instance(instance_id id, instance_action action, caller by,
                        completion<json> done) override {
    take({{"call", "command_instance"},
          {"id", to_text(id)},
          {"action", static_cast<int>(action)},
          {"why", by.why}},
         json::object(), done);
  }
  void signal_instance(instance_id id, std::string type, json data, caller by,
                       completion<json> done) override {
    take({{"call", "signal_instance"},
          {"id", to_text(id)},
          {"type", type},
          {"data", data},
          {"why", by.why}},
         json::object(), done);
  }
  void act_on_instances(bulk_request request, completion<written> done) override {
    take({{"call", "act_on_instances"},
          {"campaign", request.filter.campaign},
          {"status", request.filter.status},
          {"step", request.filter.step},
          {"subject", request.filter.subject},
          {"version", request.version},
          {"action", request.action},
          {"details", request.details},
          {"per_second", request.per_second},
          {"dry_run", request.dry_run},
          {"why", request.by.why},
          {"key", request.idem.key}},
         write({{"id", "job_1"}}), done);
  }
  void list_jobs(page_request at, completion<page> done) override {
    take(paged("list_jobs", at), a_page(), done);
  }
  void get_job(std::string id, completion<json> done) override {
    take({{"call", "get_job"}, {"id", id}}, json{{"id", id}}, done);
  }
  void job_errors(std::string id, page_request at, completion<page> done) override {
    auto call = paged("job_errors", at);
    call["id"] = id;
    take(std::move(call), a_page(), done);
  }
  void change_job(std::string id, job_change how, caller by, completion<json> done) override {
    take({{"call", "change_job"}, {"id", id}, {"how", static_cast<int>(how)}, {"why", by.why}},
         json{{"id", id}}, done);
  }
  void undo_job(std::string id, caller by, idempotency idem, completion<written> done) override {
    take({{"call", "undo_job"}, {"id", id}, {"why", by.why}, {"key", idem.key}},
         write({{"id", "job_2"}}), done);
  }
  void write_record(record_request request, completion<written> done) override {
    json call{{"call", "write_record"},
              {"how", static_cast<int>(request.how)},
              {"type", request.type},
              {"id", request.id},
              {"data", request.data}};
    tell(call, request.only_if);
    take(std::move(call), write(request.data), done);
  }
  void get_record(std::string type, std::string id, completion<written> done) override {
    take({{"call", "get_record"}, {"type", type}, {"id", id}}, write({{"id", id}}), done);
  }
  void list_records(std::string type, sojourn::orchestrator::record_filter filter, page_request at,
                    completion<page> done) override {
    auto call = paged("list_records", at);
    call["type"] = type;
    for (const auto& [field, value] : filter)
      call["filter"][field] = value;
    take(std::move(call), a_page(), done);
  }
  void find_records(std::string type, sojourn::orchestrator::record_filter identities,
                    completion<page> done) override {
    json call{{"call", "find_records"}, {"type", type}};
    for (const auto& [field, value] : identities)
      call["identities"][field] = value;
    take(std::move(call), a_page(), done);
  }
  void erase(sojourn::orchestrator::erase_request request, completion<written> done) override {
    json call{{"call", "erase"}, {"subject", to_text(request.subject)}, {"why", request.by.why}};
    tell(call, request.only_if);
    take(std::move(call), write({{"id", "era_1"}, {"state", erasure_state}}), done);
  }
  void get_erasure(std::string id, completion<json> done) override {
    take({{"call", "get_erasure"}, {"id", id}}, json{{"id", id}}, done);
  }
  void list_erasures(std::string subject, page_request at, completion<page> done) override {
    auto call = paged("list_erasures", at);
    call["subject"] = subject;
    take(std::move(call), a_page(), done);
  }
  void link_visitor(std::string visitor, std::string customer, caller by,
                    completion<written> done) override {
    take({{"call", "link_visitor"}, {"visitor", visitor}, {"customer", customer}, {"who", by.who}},
         write({{"visitor", visitor}, {"customer", customer}}), done);
  }
  void get_link(std::string visitor, completion<json> done) override {
    take({{"call", "get_link"}, {"visitor", visitor}}, json{{"visitor", visitor}}, done);
  }
  void list_links(std::string customer, page_request at, completion<page> done) override {
    auto call = paged("list_links", at);
    call["customer"] = customer;
    take(std::move(call), a_page(), done);
  }
  void begin_import(sojourn::orchestrator::import_request request,
                    completion<written> done) override {
    std::ifstream file{request.path};
    take({{"call", "begin_import"},
          {"type", request.type},
          {"format", request.format},
          {"replaces", request.replaces},
          {"fires", request.fires},
          {"key", request.key},
          {"who", request.by.who},
          {"text", std::string{std::istreambuf_iterator{file}, {}}}},
         write({{"id", "imp_1"}}), done);
    std::filesystem::remove(request.path);
  }
  void list_imports(page_request at, completion<page> done) override {
    take(paged("list_imports", at), a_page(), done);
  }
  void get_import(std::string id, completion<json> done) override {
    take({{"call", "get_import"}, {"id", id}}, json{{"id", id}}, done);
  }
  void cancel_import(std::string id, caller by, completion<json> done) override {
    take({{"call", "cancel_import"}, {"id", id}, {"who", by.who}, {"why", by.why}},
         json{{"id", id}}, done);
  }
  void customer_traits(std::string id, completion<json> done) override {
    take({{"call", "customer_traits"}, {"id", id}}, json{{"customer", id}}, done);
  }
  void customer_points(std::string id, page_request at, completion<page> done) override {
    auto call = paged("customer_points", at);
    call["id"] = id;
    take(std::move(call), a_page(), done);
  }
  void list_record_types(page_request at, completion<page> done) override {
    take(paged("list_record_types", at), a_page(), done);
  }
  void get_record_type(std::string name, completion<written> done) override {
    take({{"call", "get_record_type"}, {"name", name}}, write({{"name", name}}), done);
  }
  void put_record_type(std::string name, json schema, preconditions only_if, caller by,
                       completion<written> done) override {
    json call{{"call", "put_record_type"}, {"name", name}, {"schema", schema}, {"who", by.who}};
    tell(call, only_if);
    take(std::move(call), write({{"name", name}}), done);
  }
  void publish_event(event_request request, completion<written> done) override {
    json call{{"call", "publish_event"},
              {"source", request.source},
              {"id", request.id},
              {"type", request.type},
              {"subject", to_text(request.subject)},
              {"data", request.data}};
    if (request.at)
      call["at"] = to_text(*request.at);
    take(std::move(call), write({{"id", request.id}}), done);
  }
  void take_form(sojourn::orchestrator::form_request request, completion<written> done) override {
    take({{"call", "take_form"},
          {"visitor", request.visitor},
          {"lead", request.lead},
          {"data", request.data},
          {"campaign", request.campaign},
          {"step", request.step},
          {"instance", request.instance},
          {"starts", request.starts}},
         write({{"id", request.lead}, {"customer", "a secret"}}), done);
  }
  void call_hook(hook_request request, completion<written> done) override {
    take({{"call", "call_hook"},
          {"hook", request.hook},
          {"body", request.body},
          {"headers", request.headers}},
         write(json::object()), done);
  }
  void put_hook(std::string id, json definition, bool must_be_new, preconditions only_if, caller,
                idempotency idem, completion<written> done) override {
    json call{{"call", "put_hook"},
              {"id", id},
              {"definition", definition},
              {"must_be_new", must_be_new},
              {"key", idem.key}};
    tell(call, only_if);
    take(std::move(call), write({{"id", id}}), done);
  }
  void list_hooks(page_request at, completion<page> done) override {
    take(paged("list_hooks", at), a_page(), done);
  }
  void get_hook(std::string id, completion<written> done) override {
    take({{"call", "get_hook"}, {"id", id}}, write({{"id", id}}), done);
  }
  void put_secret(std::string name, std::string value, caller, completion<written> done) override {
    take({{"call", "put_secret"}, {"name", name}, {"value", value}}, write({{"name", name}}), done);
  }
  void list_secrets(page_request, completion<page> done) override {
    take({{"call", "list_secrets"}}, page{}, done);
  }
  void remove_secret(std::string name, caller, completion<json> done) override {
    take({{"call", "remove_secret"}, {"name", name}}, json::object(), done);
  }
  void remove_hook(std::string id, preconditions only_if, caller, completion<json> done) override {
    json call{{"call", "remove_hook"}, {"id", id}};
    tell(call, only_if);
    take(std::move(call), json::object(), done);
  }
  void add_hook_secret(std::string id, std::string secret, caller, idempotency idem,
                       completion<written> done) override {
    take({{"call", "add_hook_secret"}, {"id", id}, {"secret", secret}, {"key", idem.key}},
         write({{"id", "sec_1"}}), done);
  }
  void retire_hook_secret(std::string id, std::string secret, caller,
                          completion<json> done) override {
    take({{"call", "retire_hook_secret"}, {"id", id}, {"secret", secret}}, json::object(), done);
  }
  void hook_deliveries(std::string id, page_request at, completion<page> done) override {
    auto call = paged("hook_deliveries", at);
    call["id"] = id;
    take(std::move(call), a_page(), done);
  }
  void authorize_channel(std::string channel, std::string code, std::string verifier, caller by,
                         completion<json> done) override {
    take({{"call", "authorize_channel"},
          {"channel", channel},
          {"code", code},
          {"verifier", verifier},
          {"who", by.who}},
         json::object(), done);
  }
  void channel_templates(std::string channel, page_request at, completion<page> done) override {
    auto call = paged("channel_templates", at);
    call["channel"] = channel;
    take(std::move(call), a_page(), done);
  }
  void read_channel_templates(std::string channel, caller, completion<json> done) override {
    take({{"call", "read_channel_templates"}, {"channel", channel}}, json::object(), done);
  }
  void placements(subject_ref subject, std::string slot, completion<json> done) override {
    take({{"call", "placements"}, {"subject", to_text(subject)}, {"slot", slot}},
         json{{"subject", to_text(subject)}, {"items", shown()}}, done);
  }
  std::shared_ptr<void> watch_placements(const subject_ref& subject,
                                         std::function<void()> changed) override {
    const std::lock_guard lock{mutex_};
    const auto place = watches_.emplace(to_text(subject), std::move(changed));
    return {nullptr, [this, place](void*) {
              const std::lock_guard inner{mutex_};
              watches_.erase(place);
            }};
  }
  /// Tells those who watch the subject that something has changed; how many there are.
  std::size_t ring(const std::string& subject) {
    const std::lock_guard lock{mutex_};
    for (auto [at, end] = watches_.equal_range(subject); at != end; ++at)
      at->second();
    return watches_.count(subject);
  }
  void list_segments(page_request at, completion<page> done) override {
    take(paged("list_segments", at), a_page(), done);
  }
  void get_segment(std::string id, completion<written> done) override {
    take({{"call", "get_segment"}, {"id", id}}, write({{"id", id}}), done);
  }
  void segment_versions(std::string id, completion<page> done) override {
    take({{"call", "segment_versions"}, {"id", id}}, a_page(), done);
  }
  void put_segment(sojourn::orchestrator::document_request request,
                   completion<written> done) override {
    json call{{"call", "put_segment"}, {"id", request.id}, {"definition", request.definition}};
    tell(call, request.only_if);
    take(std::move(call), write({{"id", request.id}}), done);
  }
  void delete_segment(std::string id, preconditions only_if, caller by,
                      completion<json> done) override {
    json call{{"call", "delete_segment"}, {"id", id}, {"why", by.why}};
    tell(call, only_if);
    take(std::move(call), json{{"id", id}}, done);
  }
  void segment_size(std::string id, completion<json> done) override {
    take({{"call", "segment_size"}, {"id", id}}, json{{"id", id}}, done);
  }
  void size_of_condition(json definition, completion<json> done) override {
    take({{"call", "size_of_condition"}, {"definition", definition}}, json::object(), done);
  }
  void segment_members(std::string id, page_request at, completion<page> done) override {
    auto call = paged("segment_members", at);
    call["id"] = id;
    take(std::move(call), a_page(), done);
  }
  void segment_member(std::string id, std::string customer, completion<json> done) override {
    take({{"call", "segment_member"}, {"id", id}, {"customer", customer}}, json{{"id", id}}, done);
  }
  void segment_funnel(std::string id, completion<json> done) override {
    take({{"call", "segment_funnel"}, {"id", id}}, json{{"id", id}}, done);
  }
  void funnel_of_stages(json stages, std::string zone, completion<json> done) override {
    take({{"call", "funnel_of_stages"}, {"stages", stages}, {"zone", zone}}, json::object(), done);
  }
  void recommendations(subject_ref subject, std::uint32_t count, completion<json> done) override {
    take({{"call", "recommendations"}, {"subject", to_text(subject)}, {"count", count}},
         json{{"subject", to_text(subject)}}, done);
  }
  void activate_campaign(std::string id, std::vector<std::string> overridden, caller by,
                         completion<json> done) override {
    take({{"call", "activate_campaign"},
          {"id", id},
          {"overridden", overridden},
          {"who", by.who},
          {"why", by.why}},
         json{{"id", id}}, done);
  }
  void lint_campaign(std::string id, json sample, completion<json> done) override {
    take({{"call", "lint_campaign"}, {"id", id}, {"sample", sample}}, json{{"campaign", id}}, done);
  }
  void list_messages(page_request at, completion<page> done) override {
    take(paged("list_messages", at), a_page(), done);
  }
  void get_message(std::string id, completion<written> done) override {
    take({{"call", "get_message"}, {"id", id}}, write({{"id", id}}), done);
  }
  void message_versions(std::string id, completion<page> done) override {
    take({{"call", "message_versions"}, {"id", id}}, a_page(), done);
  }
  void put_message(sojourn::orchestrator::document_request request,
                   completion<written> done) override {
    json call{{"call", "put_message"}, {"id", request.id}, {"definition", request.definition}};
    tell(call, request.only_if);
    take(std::move(call), write({{"id", request.id}}), done);
  }
  void delete_message(std::string id, preconditions only_if, caller by,
                      completion<json> done) override {
    json call{{"call", "delete_message"}, {"id", id}, {"why", by.why}};
    tell(call, only_if);
    take(std::move(call), json{{"id", id}}, done);
  }
  void preview_message(sojourn::orchestrator::preview_request request,
                       completion<json> done) override {
    take({{"call", "preview_message"},
          {"message", request.message},
          {"campaign", request.campaign},
          {"of_campaign", request.of_campaign},
          {"customer", request.customer},
          {"data", request.data},
          {"language", request.language},
          {"channels", request.channels}},
         json{{"message", request.message}}, done);
  }
  void lint_message(sojourn::orchestrator::preview_request request,
                    completion<json> done) override {
    take({{"call", "lint_message"},
          {"message", request.message},
          {"campaign", request.campaign},
          {"channels", request.channels}},
         json{{"message", request.message}}, done);
  }
  void create_pool(std::string pool, std::optional<instant> expires_at, caller, idempotency idem,
                   completion<written> done) override {
    json call{{"call", "create_pool"}, {"pool", pool}, {"key", idem.key}};
    if (expires_at)
      call["expires_at"] = to_text(*expires_at);
    take(std::move(call), write({{"id", pool}}), done);
  }
  void add_codes(std::string pool, std::vector<std::string> codes, caller, idempotency idem,
                 completion<json> done) override {
    take({{"call", "add_codes"}, {"pool", pool}, {"codes", codes}, {"key", idem.key}},
         json{{"added", codes.size()}}, done);
  }
  void list_pools(page_request at, completion<page> done) override {
    take(paged("list_pools", at), a_page(), done);
  }
  void get_pool(std::string pool, completion<json> done) override {
    take({{"call", "get_pool"}, {"pool", pool}}, json{{"id", pool}}, done);
  }
  void list_codes(std::string pool, std::string state, page_request at,
                  completion<page> done) override {
    auto call = paged("list_codes", at);
    call["pool"] = pool;
    call["state"] = state;
    take(std::move(call), a_page(), done);
  }
  void redeem(std::string pool, std::string code, caller, completion<json> done) override {
    take({{"call", "redeem"}, {"pool", pool}, {"code", code}}, json::object(), done);
  }
  void get_budget(completion<written> done) override {
    take({{"call", "get_budget"}}, write(json::object()), done);
  }
  void put_budget(json document, preconditions only_if, caller by,
                  completion<written> done) override {
    json call{{"call", "put_budget"}, {"document", std::move(document)}, {"who", by.who}};
    tell(call, only_if);
    take(std::move(call), write(json::object()), done);
  }
  void deposit_credits(sojourn::orchestrator::deposit_request request,
                       completion<written> done) override {
    take({{"call", "deposit_credits"},
          {"account", request.account},
          {"amount", request.amount},
          {"key", request.idem.key}},
         write(json::object()), done);
  }
  void budget_periods(std::string per, page_request at, completion<page> done) override {
    auto call = paged("budget_periods", at);
    call["per"] = per;
    take(std::move(call), a_page(), done);
  }
  void estimate_campaign(std::string id, completion<json> done) override {
    take({{"call", "estimate_campaign"}, {"id", id}}, json::object(), done);
  }
  void campaign_statement(std::string id, std::optional<instant> from, std::optional<instant> to,
                          completion<json> done) override {
    json call{{"call", "campaign_statement"}, {"id", id}};
    if (from)
      call["from"] = to_text(*from);
    if (to)
      call["to"] = to_text(*to);
    take(std::move(call), json::object(), done);
  }
  void list_sends(sojourn::orchestrator::send_filter filter, page_request at,
                  completion<page> done) override {
    auto call = paged("list_sends", at);
    call["subject"] = filter.subject;
    call["outcome"] = filter.outcome;
    take(std::move(call), a_page(), done);
  }
  void get_send(std::string number, completion<json> done) override {
    take({{"call", "get_send"}, {"number", number}}, json::object(), done);
  }
  void take_receipts(sojourn::orchestrator::receipt_request request,
                     completion<json> done) override {
    take({{"call", "take_receipts"}, {"channel", request.channel}, {"body", request.body}},
         json::object(), done);
  }
  void campaign_results(std::string id, std::string window, completion<json> done) override {
    take({{"call", "campaign_results"}, {"id", id}, {"window", window}}, json::object(), done);
  }
  std::string link_url = "https://shop.example/"; ///< where every link leads
  void visit_link(sojourn::orchestrator::link_request request, completion<json> done) override {
    take({{"call", "visit_link"}, {"token", request.token}, {"user_agent", request.user_agent}},
         json{{"url", link_url}, {"channel", "email"}, {"purpose", "promotional"}}, done);
  }
  void unsubscribe(std::string token, completion<json> done) override {
    take({{"call", "unsubscribe"}, {"token", token}},
         json{{"channel", "email"}, {"purpose", "promotional"}}, done);
  }
  void list_channels(completion<json> done) override {
    take({{"call", "list_channels"}}, json::object(), done);
  }
  void get_send_rules(completion<written> done) override {
    take({{"call", "get_send_rules"}}, write(json::object()), done);
  }
  void put_send_rules(json document, preconditions, caller, completion<written> done) override {
    take({{"call", "put_send_rules"}, {"document", document}}, write(document), done);
  }
  void list_consents(subject_ref subject, completion<json> done) override {
    take({{"call", "list_consents"}, {"subject", to_text(subject)}}, json::object(), done);
  }
  void put_consent(sojourn::orchestrator::consent_request request, completion<json> done) override {
    take({{"call", "put_consent"},
          {"subject", to_text(request.subject)},
          {"channel", request.channel},
          {"state", request.state}},
         json::object(), done);
  }
  void list_suppressions(page_request at, completion<page> done) override {
    take(paged("list_suppressions", at), a_page(), done);
  }
  void put_suppression(sojourn::orchestrator::suppression_request request,
                       completion<json> done) override {
    take({{"call", "put_suppression"}, {"address", request.address}}, json::object(), done);
  }
  void remove_suppression(sojourn::orchestrator::suppression_request request,
                          completion<json> done) override {
    take({{"call", "remove_suppression"}, {"address", request.address}}, json::object(), done);
  }
  void list_audit(sojourn::orchestrator::audit_filter filter, page_request at,
                  completion<page> done) override {
    auto call = paged("list_audit", at);
    call["who"] = filter.who;
    call["what"] = filter.what;
    call["target"] = filter.target;
    if (filter.from)
      call["from"] = to_text(*filter.from);
    if (filter.to)
      call["to"] = to_text(*filter.to);
    take(std::move(call), a_page(), done);
  }
  void list_mailbox(std::string subject, page_request at, completion<page> done) override {
    auto call = paged("list_mailbox", at);
    call["subject"] = subject;
    take(std::move(call), a_page(), done);
  }
  void ready(completion<json> done) override {
    take({{"call", "ready"}}, json{{"status", "ready"}}, done);
  }
  void metrics(completion<std::string> done) override {
    take({{"call", "metrics"}}, std::string{"sojourn_up 1\n"}, done);
  }
  void storage_status(completion<json> done) override {
    take({{"call", "storage_status"}}, json::object(), done);
  }
  void verify(completion<json> done) override { take({{"call", "verify"}}, json::object(), done); }
  void backup(caller, completion<json> done) override {
    take({{"call", "backup"}}, json::object(), done);
  }
  void get_clock(completion<json> done) override {
    take({{"call", "get_clock"}}, json::object(), done);
  }
  void move_clock(clock_request request, caller, completion<json> done) override {
    json call{{"call", "move_clock"}, {"advance", request.advance}};
    if (request.to)
      call["to"] = to_text(*request.to);
    take(std::move(call), json::object(), done);
  }

private:
  static json paged(std::string_view name, const page_request& at) {
    return {{"call", name}, {"limit", at.limit}, {"cursor", at.cursor}};
  }
  written write(json body) const {
    return {.body = std::move(body), .created = created, .replayed = false, .version = 3};
  }
  page a_page() const { return {.items = {json{{"id", "one"}}}, .next_cursor = next_cursor}; }

  template <class T>
  void take(json call, T answer, completion<T>& done) {
    std::unique_lock lock{mutex_};
    asked_.push_back(std::move(call));
    askers_.push_back(done.by());
    changed_.notify_all();
    switch (how) {
    case manner::at_once:
      lock.unlock(); // what is answered may ask on
      return done(std::move(answer));
    case manner::fail:
      return done(sojourn::fail(failure));
    case manner::raise:
      throw std::runtime_error{"the fake was told to throw"};
    case manner::drop:
      return;
    case manner::hold:
      held_.push_back([this, kept = std::make_shared<completion<T>>(std::move(done)),
                       answer = std::move(answer)](bool failing) {
        (*kept)(failing ? result<T>{sojourn::fail(failure)} : result<T>{answer});
      });
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<json> asked_;
  std::vector<asker> askers_;
  json shown_ = json::array();
  std::multimap<std::string, std::function<void()>> watches_;
  std::deque<std::function<void(bool)>> held_;
};

} // namespace sojourn::testing
