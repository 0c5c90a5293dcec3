#include "channels/zalo/zalo_channel.hpp"

#include "channels/http/url.hpp"
#include "channels/wire_key.hpp"
#include "channels/zalo/receipts.hpp"
#include "text/text_length.hpp"

#include <algorithm>
#include <chrono>

namespace sojourn::channels::zalo {

namespace {

constexpr std::size_t most_consultation_characters = 2'000;
constexpr milliseconds consultation_window = std::chrono::days{7};
/// What /message/status says of a message that Zalo does not have.
constexpr std::int64_t status_absent = -1;

attempt_result refused(outcome kind, std::string code, std::string detail) {
  return {.how = kind, .code = std::move(code), .detail = std::move(detail), .provider_id = {}};
}

std::string sentence_of(const std::vector<error_detail>& wrong) {
  std::string text;
  for (const auto& one : wrong)
    text +=
        (text.empty() ? "" : "; ") + (one.pointer.empty() ? "" : one.pointer + " ") + one.message;
  return text;
}

const addresses::address_form phones{.kind = addresses::address_kind::phone};

/// The number that a record gives, as text or as a number, in its canonical form.
std::optional<std::string> number_of(const json& given) {
  return addresses::canonical_address(phones, text_in(json{{"number", given}}, "number"));
}

/// Why a person cannot be reached, with a short code.
struct obstacle {
  std::string code;
  std::string why;
};

/// What both channels do alike; they differ in the address and in the request.
class zalo_channel : public channel {
public:
  explicit zalo_channel(std::shared_ptr<account> of) : account_{std::move(of)} {}

  capabilities declares() const override {
    const auto& configured = account_->configured();
    capabilities can;
    can.deduplicates = false;
    can.concurrency = configured.concurrency;
    can.reports_delivery = true;
    can.reports_reads = true;
    can.receipt_within = configured.receipt_within;
    can.hours = {{messages::purpose::promotional, configured.promotional, configured.zone}};
    can.rate = {.per_second = configured.per_second, .burst = std::max(1.0, configured.per_second)};
    can.account = account_name;
    return can;
  }

  std::optional<std::string> unreachable(const json& customer) const override {
    if (auto found = obstacle_to(customer))
      return std::move(found->why);
    return std::nullopt;
  }

  void deliver(send_attempt request, completion done) override {
    if (auto found = obstacle_to(request.customer))
      return done(refused(outcome::unreachable, std::move(found->code), std::move(found->why)));
    if (auto wrong = check_rendered(request); !wrong.empty())
      return done(refused(outcome::rejected, "content_invalid", sentence_of(wrong)));
    const auto& configured = account_->configured();
    const auto key = wire_key(request.key);
    const auto id = text_in(request.content.fields, "template_id");
    if (const auto closed = account_->closed_for(id, request.purpose, request.at))
      return done(held_back(*closed, key, request.at, configured));
    auto post = request_of(request);
    post.method = "POST";
    post.headers = {{"Content-Type", "application/json"}};
    post.at = request.at;
    post.once = true;
    // The account outlives its calls; the channel need not.
    auto* const of = account_.get();
    account_->call(std::move(post),
                   [of, key, id, at = request.at, done = std::move(done)](const call_end& end) {
                     done(judge_end(*of, end, key, id, at));
                   });
  }

  result<messages::provider_news> read_call(const provider_call& call) const override {
    auto variant = check_signature(call, account_->configured());
    if (!variant) {
      account_->count_signature("none");
      return fail(std::move(variant.error()));
    }
    account_->count_signature(*variant);
    return read_event(call);
  }

  void on_event(const messages::account_news& news) override {
    static_cast<void>(news); // whatever it was, what the provider has now is what counts
    account_->need({.what = account_need::kind::templates});
  }

  json status() const override { return account_->status(); }

protected:
  [[nodiscard]] virtual std::optional<obstacle> obstacle_to(const json& customer) const = 0;
  [[nodiscard]] virtual std::vector<error_detail>
  check_rendered(const send_attempt& request) const = 0;
  /// The URL and the body.
  [[nodiscard]] virtual http_request request_of(const send_attempt& request) const = 0;
  [[nodiscard]] const settings& configured() const { return account_->configured(); }

  /// What becomes of a message, by how its call ended.
  static attempt_result judge_end(account& of, const call_end& end, const std::string& key,
                                  const std::string& template_id, instant at) {
    if (end.no_token) {
      auto held = refused(outcome::transient, "token_missing", *end.no_token);
      held.retry_after = token_pause;
      held.closed_until = at + token_pause;
      return held;
    }
    if (!end.code) {
      auto judged = end.judged;
      // Whatever Zalo's servers answered without its own number, they may have taken it.
      if (judged.how == outcome::accepted || judged.code.starts_with("http_")) {
        judged.how = outcome::unknown;
        judged.retry_after.reset();
        judged.detail += "; the answer does not say what became of the message";
      }
      judged.provider_id = id_in(end.data);
      return judged;
    }
    if (*end.code != 0) {
      auto found =
          judge({.code = *end.code, .message = end.message, .key = key, .at = at}, of.configured());
      of.add_closure(found.closes, template_id);
      return std::move(found.reported);
    }
    attempt_result accepted = refused(outcome::accepted, "0", {});
    accepted.provider_id = id_in(end.data);
    if (const auto quota = end.data.find("quota"); quota != end.data.end()) {
      const auto sent = number_in(end.data, "sent_time");
      of.update_quota(*quota, sent ? from_unix_ms(*sent) : at);
      of.update_quota_by_user(*quota);
    }
    return accepted;
  }

  static std::string id_in(const json& data) {
    auto id = text_in(data, "msg_id");
    return id.empty() ? text_in(data, "message_id") : id;
  }

  const std::shared_ptr<account> account_;
};

class zns_channel final : public zalo_channel {
public:
  using zalo_channel::zalo_channel;

  capabilities declares() const override {
    auto can = zalo_channel::declares();
    can.answers_status = true;
    can.addresses = phones;
    return can;
  }

  std::optional<std::string> address(const json& customer) const override {
    return customer.is_object() ? number_of(customer.value("phone", json{})) : std::nullopt;
  }

  std::vector<error_detail> check_message(const json& fields,
                                          messages::purpose purpose) const override {
    return check_template(fields, purpose, account_->templates().get(),
                          fields_state::before_rendering);
  }

  void ask(send_attempt request, completion done) override {
    if (request.provider_id.empty())
      return done(refused(outcome::unknown, "no_message_id",
                          "Zalo is asked by the id that it gave, which did not arrive"));
    account_->call(
        {.url = configured().business_url + "/message/status?message_id=" + request.provider_id,
         .headers = {},
         .body = {},
         .at = request.at},
        [id = request.provider_id, done = std::move(done)](const call_end& end) {
          done(read_status(end, id));
        });
  }

protected:
  std::optional<obstacle> obstacle_to(const json& customer) const override {
    const auto given = customer.is_object() ? customer.value("phone", json{}) : json{};
    if (given.is_null() || given == "")
      return obstacle{"no_phone", "the customer has no \"phone\""};
    if (!number_of(given))
      return obstacle{"invalid_phone", "the customer's \"phone\" is not a phone number"};
    return std::nullopt;
  }

  std::vector<error_detail> check_rendered(const send_attempt& request) const override {
    return check_template(request.content.fields, request.purpose, account_->templates().get(),
                          fields_state::rendered);
  }

  http_request request_of(const send_attempt& request) const override {
    const auto& fields = request.content.fields;
    const auto mode = text_in(fields, "sending_mode");
    json body{{"phone", *zalo_phone(request.customer.at("phone"))},
              {"template_id", text_in(fields, "template_id")},
              {"template_data", fields.value("template_data", json::object())},
              {"tracking_id", request.tracking.empty() ? short_key(request.key, most_tracking_bytes)
                                                       : request.tracking},
              {"sending_mode", mode.empty() ? "1" : mode}};
    if (configured().development)
      body["mode"] = "development";
    return {
        .url = configured().business_url + "/message/template", .headers = {}, .body = dump(body)};
  }

private:
  static attempt_result read_status(const call_end& end, const std::string& id) {
    const auto status = end.code == 0 ? number_in(end.data, "status") : std::nullopt;
    if (!status)
      return refused(outcome::unknown, "no_status", "Zalo does not say what became of it");
    if (*status == status_absent)
      return refused(outcome::transient, "absent", "Zalo does not have the message");
    auto taken = refused(outcome::accepted, "0", text_in(end.data, "message"));
    taken.provider_id = id;
    return taken;
  }
};

class oa_channel final : public zalo_channel {
public:
  using zalo_channel::zalo_channel;

  capabilities declares() const override {
    auto can = zalo_channel::declares();
    can.addresses = {.kind = addresses::address_kind::identifier};
    return can;
  }

  std::optional<std::string> address(const json& customer) const override {
    return addresses::canonical_address({.kind = addresses::address_kind::identifier},
                                        text_in(customer, "zalo_user_id"));
  }

  std::vector<error_detail> check_message(const json& fields,
                                          messages::purpose purpose) const override {
    if (!is_consultation(fields))
      return check_template(fields, purpose, account_->templates().get(),
                            fields_state::before_rendering);
    if (purpose == messages::purpose::promotional)
      return {{"/mode", "a consultation message is a reply, and no promotion"}};
    return {};
  }

  void deliver(send_attempt request, completion done) override {
    if (is_consultation(request.content.fields) && interaction_is_old(request))
      return done(refused(outcome::unreachable, "person_-230",
                          "the person did not interact with the account in the last seven days"));
    zalo_channel::deliver(std::move(request), std::move(done));
  }

protected:
  std::optional<obstacle> obstacle_to(const json& customer) const override {
    if (!address(customer))
      return obstacle{"no_zalo_user_id", "the customer has no \"zalo_user_id\""};
    if (const auto follows = customer.find("zalo_follows");
        follows != customer.end() && *follows == false)
      return obstacle{"not_following", "the customer does not follow the official account"};
    return std::nullopt;
  }

  std::vector<error_detail> check_rendered(const send_attempt& request) const override {
    const auto& fields = request.content.fields;
    if (!is_consultation(fields))
      return check_template(fields, request.purpose, account_->templates().get(),
                            fields_state::rendered);
    const auto length = text::characters(consultation_text(request));
    if (length == 0)
      return {{"/text", "is empty"}};
    if (length > most_consultation_characters)
      return {{"/text", "has " + std::to_string(length) + " characters; Zalo takes 2000"}};
    return {};
  }

  http_request request_of(const send_attempt& request) const override {
    const auto& fields = request.content.fields;
    const auto user = address(request.customer).value_or("");
    if (is_consultation(fields)) {
      const json body{{"recipient", {{"user_id", user}}},
                      {"message", {{"text", consultation_text(request)}}}};
      return {
          .url = configured().oa_url + "/v3.0/oa/message/cs", .headers = {}, .body = dump(body)};
    }
    json body{{"user_id", user},
              {"template_id", text_in(fields, "template_id")},
              {"template_data", fields.value("template_data", json::object())}};
    if (configured().development)
      body["mode"] = "development";
    return {.url = configured().oa_url + "/v3.0/oa/message/template",
            .headers = {},
            .body = dump(body)};
  }

private:
  static bool is_consultation(const json& fields) {
    return text_in(fields, "mode") == "consultation";
  }

  static std::string consultation_text(const send_attempt& request) {
    auto own = text_in(request.content.fields, "text");
    return own.empty() ? request.content.text : own;
  }

  /// Whether the record says so; where it says nothing, Zalo is asked.
  static bool interaction_is_old(const send_attempt& request) {
    const auto last = parse_instant(text_in(request.customer, "zalo_last_interaction_at"));
    return last && *last + consultation_window < request.at;
  }
};

} // namespace

std::optional<std::string> zalo_phone(const json& given) {
  const auto number = number_of(given);
  return number ? std::optional{number->substr(1)} : std::nullopt;
}

result<std::shared_ptr<account>> make_account(settings configured) {
  const auto refuse = [](const std::string& why) {
    return fail(error_code::invalid_settings, "zalo: " + why);
  };
  if (configured.app_id.empty() || configured.app_secret.empty())
    return refuse("it needs the id and the secret of an application");
  for (auto* url : {&configured.business_url, &configured.oa_url, &configured.oauth_url}) {
    if (const auto valid = check_http_url(*url); !valid)
      return refuse(valid.error().message);
    if (url->ends_with('/'))
      url->pop_back();
  }
  if (configured.concurrency < 1)
    return refuse("the concurrency is at least 1");
  if (configured.timeout <= milliseconds{0})
    return refuse("the timeout is longer than zero");
  if (!calendar::is_zone(configured.zone))
    return refuse("\"" + configured.zone + "\" is no zone");
  return std::make_shared<account>(std::move(configured));
}

std::shared_ptr<channel> make_zns_channel(std::shared_ptr<account> of) {
  return std::make_shared<zns_channel>(std::move(of));
}

std::shared_ptr<channel> make_oa_channel(std::shared_ptr<account> of) {
  return std::make_shared<oa_channel>(std::move(of));
}

} // namespace sojourn::channels::zalo
