#include "channels/zalo/account.hpp"

#include "base/percent.hpp"
#include "channels/http/multi_client.hpp"
#include "channels/redact.hpp"
#include "channels/utf8.hpp"
#include "signing/digest.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sojourn::channels::zalo {

namespace {

/// Messages that may wait for a token at once; more are told that there is none yet.
constexpr std::size_t most_waiting = 10'000;
constexpr std::size_t templates_a_page = 100;
/// Of one account; what lies beyond is not read.
constexpr std::size_t most_templates = 5'000;
constexpr std::int64_t shortest_life_s = 60;

std::string form(std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
  std::string text;
  for (const auto& [name, value] : values)
    text += (text.empty() ? "" : "&") + std::string{name} + "=" + percent_encode(value);
  return text;
}

json answer_body(const http_response& response) {
  if (!response.complete || response.truncated)
    return nullptr;
  auto body = json::parse(response.body, nullptr, false);
  return body.is_object() ? std::move(body) : json{};
}

/// What Zalo says of an error: the names differ from service to service.
std::string message_in(const json& body) {
  for (const auto* name : {"error_description", "message", "error_reason", "error_name"}) {
    if (auto text = text_in(body, name); !text.empty())
      return text;
  }
  return {};
}

/// How tokens ended, by an answer without secrets.
token_answer read_tokens(const attempt_result& judged, const http_response& response, instant at) {
  const auto body = answer_body(response);
  token_answer answer;
  if (auto access = text_in(body, "access_token"); !access.empty()) {
    answer.how = token_answer::kind::granted;
    const auto life = std::max(number_in(body, "expires_in").value_or(0), shortest_life_s);
    answer.pair = {.access = std::move(access),
                   .refresh = text_in(body, "refresh_token"),
                   .expires_at = at + std::chrono::seconds{life}};
    return answer;
  }
  const auto code = number_in(body, "error");
  if (code && *code != 0 && response.status < 500) {
    answer.how = token_answer::kind::refused;
    answer.code = static_cast<int>(*code);
    answer.detail = "error " + std::to_string(*code) + ": " + message_in(body);
  } else if (response.status == 0 && judged.how != outcome::unknown) {
    answer.how = token_answer::kind::not_sent;
    answer.detail = judged.code + ": " + judged.detail;
  } else {
    answer.detail = response.status > 0 ? "Zalo answered with status " +
                                              std::to_string(response.status) + " and no tokens"
                                        : judged.code + ": " + judged.detail;
  }
  return answer;
}

/// Reads the list of templates page by page, then each of them.
class template_reading : public std::enable_shared_from_this<template_reading> {
public:
  template_reading(account& of, instant at, std::function<void(result<template_cache>)> done)
      : of_{of}, at_{at}, done_{std::move(done)} {}

  void next_page() {
    get("/template/all?offset=" + std::to_string(offset_) +
            "&limit=" + std::to_string(templates_a_page),
        [self = shared_from_this()](const json& data) {
          auto ids = read_template_ids(data);
          const bool is_last = ids.size() < templates_a_page;
          self->offset_ += ids.size();
          std::ranges::move(ids, std::back_inserter(self->ids_));
          if (is_last || self->ids_.size() >= most_templates)
            self->next_template();
          else
            self->next_page();
        });
  }

private:
  void next_template() {
    if (read_ == ids_.size())
      return done_(std::move(book_));
    get("/template/info/v2?template_id=" + percent_encode(ids_[read_]),
        [self = shared_from_this()](const json& data) {
          auto one = read_template(data);
          if (!one)
            return self->done_(fail(std::move(one.error())));
          self->book_[one->id] = std::move(*one);
          ++self->read_;
          self->next_template();
        });
  }

  void get(const std::string& path, std::function<void(const json&)> then) {
    of_.call({.url = of_.configured().business_url + path, .headers = {}, .body = {}, .at = at_},
             [self = shared_from_this(), then = std::move(then)](const call_end& end) {
               if (end.code == 0)
                 return then(end.data);
               self->done_(fail(error_code::wrong_state,
                                "the templates cannot be read: " +
                                    (end.no_token ? *end.no_token
                                     : end.code ? "Zalo says " + std::to_string(*end.code) + " (" +
                                                      end.message + ")"
                                                : end.judged.code + ": " + end.judged.detail)));
             });
  }

  account& of_;
  const instant at_;
  std::function<void(result<template_cache>)> done_;
  std::size_t offset_ = 0;
  std::vector<std::string> ids_;
  std::size_t read_ = 0;
  template_cache book_;
};

std::string_view to_text(closed_scope scope) {
  switch (scope) {
  case closed_scope::account:
    return "account";
  case closed_scope::one_template:
    return "template";
  case closed_scope::promotional:
    return "promotional";
  case closed_scope::none:
    return "none";
  }
  return "none";
}

/// Zalo's names of its counters, and ours.
constexpr std::array<std::pair<const char*, const char*>, 5> quota_names{
    {{"dailyQuota", "daily"},
     {"remainingQuota", "remaining_today"},
     {"monthlyPromotionQuota", "promotional_month"},
     {"remainingMonthlyPromotionQuota", "promotional_remaining"},
     {"estimatedNextMonthPromotionQuota", "promotional_next_month"}}};

constexpr const char* used_up_code = "quota_used_up";

} // namespace

account::account(settings configured)
    : settings_{std::move(configured)},
      client_{std::make_unique<multi_client>(
          multi_client::settings{.max_running = static_cast<std::size_t>(settings_.concurrency),
                                 .allow_private_addresses = settings_.allow_private_addresses})} {}

account::~account() {
  std::vector<token_receiver> waiting;
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    keeper_ = nullptr;
    waiting.swap(waiting_);
  }
  for (const auto& then : waiting)
    then(fail(error_code::shutting_down, "the daemon is stopping"));
  client_.reset(); // answers what is under way, while everything is still there
}

void account::set_keeper(std::function<void(account_need)> keeper) {
  const std::lock_guard lock{mutex_};
  keeper_ = std::move(keeper);
}

void account::need(account_need what) const {
  std::function<void(account_need)> keeper;
  {
    const std::lock_guard lock{mutex_};
    keeper = keeper_;
  }
  if (keeper)
    keeper(std::move(what));
}

void account::with_token(instant at, const std::string& refused, token_receiver then) {
  std::optional<result<std::string>> known;
  {
    const std::lock_guard lock{mutex_};
    const bool is_good =
        !token_.access.empty() && at < token_.expires_at && token_.access != refused;
    if (stopping_)
      known = fail(error_code::shutting_down, "the daemon is stopping");
    else if (is_good)
      known = token_.access;
    else if (!closed_.empty())
      known = fail(error_code::wrong_state, closed_);
    else if (!keeper_)
      known = fail(error_code::wrong_state, "Zalo refuses the access token");
    else if (waiting_.size() >= most_waiting)
      known = fail(error_code::overloaded, "too many messages wait for a token");
    else
      waiting_.push_back(std::move(then));
  }
  // Also where it is closed: whoever keeps it may know better by now.
  if (!known || !*known)
    need({.what = account_need::kind::token, .text = refused});
  if (known)
    then(std::move(*known));
}

void account::use_tokens(const token_pair& pair) {
  std::vector<token_receiver> waiting;
  {
    const std::lock_guard lock{mutex_};
    token_ = pair;
    token_.refresh.clear(); // none of the account's business
    closed_.clear();
    waiting.swap(waiting_);
  }
  for (const auto& then : waiting)
    then(pair.access);
}

void account::close(std::string why) {
  std::vector<token_receiver> waiting;
  {
    const std::lock_guard lock{mutex_};
    closed_ = why;
    waiting.swap(waiting_);
  }
  for (const auto& then : waiting)
    then(fail(error_code::wrong_state, why));
}

void account::set_token_status(json status) {
  const std::lock_guard lock{mutex_};
  token_status_ = std::move(status);
}

void account::call(http_request request, std::function<void(call_end)> done) {
  request.timeout = settings_.timeout;
  request.ca_file = settings_.ca_file;
  const auto at = request.at;
  with_token(at, {},
             [this, request = std::move(request),
              done = std::move(done)](const result<std::string>& token) mutable {
               if (!token)
                 return done({.no_token = token.error().message});
               call_with(std::move(request), *token, false, std::move(done));
             });
}

void account::call_with(http_request request, const std::string& token, bool is_second,
                        std::function<void(call_end)> done) {
  auto sent = request;
  sent.headers.emplace_back("access_token", token);
  if (settings_.proof)
    sent.headers.emplace_back(
        "appsecret_proof", signing::hex_encode(signing::hmac_sha256(settings_.app_secret, token)));
  exchange(*client_, std::move(sent),
           [this, request = std::move(request), token, is_second,
            done = std::move(done)](attempt_result judged, const http_response& response) mutable {
             const auto hidden = [&](std::string text) {
               return without_secrets(valid_utf8(std::move(text)), {token, settings_.app_secret});
             };
             call_end end;
             end.judged = std::move(judged);
             end.judged.detail = hidden(std::move(end.judged.detail));
             const auto body = answer_body(response);
             if (const auto code = number_in(body, "error"); code && response.status < 500)
               end.code = static_cast<int>(*code);
             end.message = hidden(message_in(body));
             end.data = body.is_object() ? body.value("data", json{}) : json{};
             if (!end.code || class_of(*end.code) != error_class::token || is_second)
               return done(std::move(end));
             const auto at = request.at;
             with_token(at, token,
                        [this, request = std::move(request), end = std::move(end),
                         done = std::move(done)](const result<std::string>& newer) mutable {
                          if (newer)
                            return call_with(std::move(request), *newer, true, std::move(done));
                          end.no_token = newer.error().message;
                          done(std::move(end));
                        });
           });
}

void account::trade(const token_trade& what, instant at, std::function<void(token_answer)> done) {
  http_request request{.method = "POST",
                       .url = settings_.oauth_url + "/v4/oa/access_token",
                       .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                   {"secret_key", settings_.app_secret}},
                       .body = {},
                       .timeout = settings_.timeout,
                       .ca_file = settings_.ca_file,
                       .at = at};
  request.once = true; // a refresh token and a code work once
  request.body = what.refresh.empty() ? form({{"code", what.code},
                                              {"app_id", settings_.app_id},
                                              {"grant_type", "authorization_code"},
                                              {"code_verifier", what.verifier}})
                                      : form({{"refresh_token", what.refresh},
                                              {"app_id", settings_.app_id},
                                              {"grant_type", "refresh_token"}});
  exchange(*client_, std::move(request),
           [this, what, at, done = std::move(done)](const attempt_result& judged,
                                                    const http_response& response) {
             auto answer = read_tokens(judged, response, at);
             answer.detail =
                 without_secrets(valid_utf8(std::move(answer.detail)),
                                 {what.refresh, what.code, what.verifier, settings_.app_secret});
             done(std::move(answer));
           });
}

void account::read_templates(instant at, std::function<void(result<template_cache>)> done) {
  std::make_shared<template_reading>(*this, at, std::move(done))->next_page();
}

void account::use_templates(template_cache templates, instant read_at) {
  const std::lock_guard lock{mutex_};
  templates_ = std::make_shared<const template_cache>(std::move(templates));
  templates_read_at_ = read_at;
}

template_book_ptr account::templates() const {
  const std::lock_guard lock{mutex_};
  return templates_;
}

void account::read_quota(instant at, std::function<void(result<void>)> done) {
  call({.url = settings_.business_url + "/message/quota", .headers = {}, .body = {}, .at = at},
       [this, at, done = std::move(done)](const call_end& end) {
         if (end.code != 0)
           return done(fail(error_code::wrong_state, "the quota cannot be read"));
         update_quota(end.data, at);
         done({});
       });
}

std::optional<closure> account::closed_for(const std::string& template_id,
                                           messages::purpose purpose, instant at) const {
  const std::lock_guard lock{mutex_};
  const auto holds = [&](closed_scope scope, const std::string& name) -> const closure* {
    const auto found = closures_.find({scope, name});
    return found != closures_.end() && at < found->second.until ? &found->second : nullptr;
  };
  if (const auto* all = holds(closed_scope::account, {}))
    return *all;
  if (const auto* one = holds(closed_scope::one_template, template_id))
    return *one;
  if (const auto* kind = holds(closed_scope::promotional, {});
      kind && purpose == messages::purpose::promotional)
    return *kind;
  return std::nullopt;
}

void account::add_closure(const closure& made, const std::string& template_id) {
  if (made.scope == closed_scope::none)
    return;
  {
    const std::lock_guard lock{mutex_};
    closures_[{made.scope, made.scope == closed_scope::one_template ? template_id : ""}] = made;
  }
  if (made.scope == closed_scope::account)
    need({.what = account_need::kind::alert,
          .text = "nothing goes out by Zalo until " + sojourn::to_text(made.until) + ": " +
                  made.detail});
}

void account::update_quota(const json& quota, instant sent) {
  if (!quota.is_object())
    return;
  const std::lock_guard lock{mutex_};
  if (sent < quota_.as_of)
    return; // answers overtake each other
  quota_.as_of = sent;
  for (const auto& [theirs, ours] : quota_names) {
    if (const auto value = number_in(quota, theirs))
      quota_.values[ours] = *value;
  }
  const auto follow = [&](const char* name, closed_scope scope, instant until,
                          const char* sentence) {
    const auto value = quota_.values.find(name);
    if (value == quota_.values.end())
      return;
    const auto known = closures_.find({scope, ""});
    if (value->second <= 0)
      closures_[{scope, ""}] = {
          .scope = scope, .until = until, .code = used_up_code, .detail = sentence};
    else if (known != closures_.end() && known->second.code == used_up_code)
      closures_.erase(known);
  };
  follow("remaining_today", closed_scope::account, next_day(sent, settings_.zone),
         "the day's quota of the account is used up");
  follow("promotional_remaining", closed_scope::promotional, next_month(sent, settings_.zone),
         "the month's quota of promotional messages is used up");
}

void account::update_quota_by_user(const json& quota) {
  if (const auto type = text_in(quota, "quota_type"); !type.empty()) {
    const std::lock_guard lock{mutex_};
    quota_.by_user[type] = text_in(quota, "remain");
  }
}

void account::count_signature(const std::string& variant) {
  const std::lock_guard lock{mutex_};
  ++signatures_[variant];
}

json account::status() const {
  const std::lock_guard lock{mutex_};
  json shown{{"account", account_name}, {"app_id", settings_.app_id}};
  if (!settings_.oa_id.empty())
    shown["oa_id"] = settings_.oa_id;
  shown["token"] = token_status_;
  shown["waiting_for_token"] = waiting_.size();
  auto& quota = shown["quota"] = json::object();
  for (const auto& [name, value] : quota_.values)
    quota[name] = value;
  for (const auto& [type, remain] : quota_.by_user)
    quota["by_user"][type] = remain;
  if (quota_.as_of != instant{})
    quota["as_of"] = sojourn::to_text(quota_.as_of);
  auto& closed = shown["closed"] = json::array();
  for (const auto& [where, one] : closures_)
    closed.push_back({{"what", to_text(where.first)},
                      {"template", where.second.empty() ? json{} : json(where.second)},
                      {"until", sojourn::to_text(one.until)},
                      {"code", one.code},
                      {"why", one.detail}});
  shown["signatures"] = signatures_;
  if (templates_) {
    const auto usable = std::ranges::count_if(
        *templates_, [](const auto& each) { return each.second.is_enabled(); });
    shown["templates"] = {{"known", templates_->size()},
                          {"enabled", usable},
                          {"read_at", sojourn::to_text(templates_read_at_)}};
  }
  return shown;
}

} // namespace sojourn::channels::zalo
