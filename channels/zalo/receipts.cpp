#include "channels/zalo/receipts.hpp"

#include "channels/zalo/templates.hpp"
#include "signing/digest.hpp"

#include <array>

namespace sojourn::channels::zalo {

namespace {

using messages::account_news;
using messages::person_news;
using messages::provider_news;
using messages::receipt;
using messages::receipt_kind;

constexpr std::string_view identity = "zalo_user_id";

struct part {
  std::string_view name;
  std::string value;
};

/// The parts that may stand in a place of the signature, by what the settings take.
std::vector<part> chosen(signer which, part app, part oa) {
  std::vector<part> parts;
  if (which != signer::oa && !app.value.empty())
    parts.push_back(std::move(app));
  if (which != signer::app && !oa.value.empty())
    parts.push_back(std::move(oa));
  return parts;
}

std::vector<part> timestamps(const provider_call& call, timestamp_place which) {
  std::vector<part> parts;
  if (which != timestamp_place::header) {
    const auto body = json::parse(call.body, nullptr, false);
    if (auto text = text_in(body, "timestamp"); !text.empty())
      parts.push_back({"body_timestamp", std::move(text)});
  }
  if (which != timestamp_place::body) {
    if (auto text = call.header("x-zevent-timestamp"); !text.empty())
      parts.push_back({"header_timestamp", std::move(text)});
  }
  return parts;
}

const json& member(const json& object, const char* name) {
  static const json none;
  if (!object.is_object())
    return none;
  const auto found = object.find(name);
  return found == object.end() ? none : *found;
}

/// Instants are milliseconds, as text or as a number. `otherwise` where there is none.
instant time_in(const json& object, const char* name, instant otherwise) {
  const auto ms = number_in(object, name);
  return ms && *ms > 0 ? from_unix_ms(*ms) : otherwise;
}

/// One event as it is read.
struct event {
  const provider_call& call;
  const json& body;
  std::string name;
  instant at{};
  [[nodiscard]] const json& message() const { return member(body, "message"); }
  [[nodiscard]] std::string sender() const { return text_in(member(body, "sender"), "id"); }
  [[nodiscard]] std::string recipient() const { return text_in(member(body, "recipient"), "id"); }
  /// Of a template by phone number: marked in the header, or by what only those have.
  [[nodiscard]] bool is_zns() const {
    return call.header("x-zevent-server") == "ZNS" || message().contains("tracking_id");
  }
};

receipt receipt_of(const event& from, receipt_kind kind, const std::string& message_id) {
  receipt made;
  made.kind = kind;
  made.channel = from.is_zns() ? "zns" : "zalo_oa";
  made.key = text_in(from.message(), "tracking_id");
  made.provider_id = message_id;
  made.at = from.at;
  made.id = "zalo:" + from.name + ":" + (message_id.empty() ? made.key : message_id);
  return made;
}

void read_received(const event& from, provider_news& news) {
  const auto id = text_in(from.message(), "msg_id");
  auto made = receipt_of(from, receipt_kind::delivered, id);
  made.at = time_in(from.message(), "delivery_time", from.at);
  made.address = from.recipient();
  if (!id.empty() || !made.key.empty())
    news.receipts.push_back(std::move(made));
}

void read_seen(const event& from, provider_news& news) {
  std::vector<std::string> ids;
  if (const auto& list = member(from.message(), "msg_ids"); list.is_array()) {
    for (const auto& one : list) {
      if (one.is_string() || one.is_number())
        ids.push_back(text_in(json{{"id", one}}, "id"));
    }
  }
  if (auto id = text_in(from.message(), "msg_id"); ids.empty() && !id.empty())
    ids.push_back(std::move(id));
  for (const auto& id : ids)
    news.receipts.push_back(receipt_of(from, receipt_kind::read, id));
}

void read_feedback(const event& from, provider_news& news) {
  const auto id = text_in(from.message(), "msg_id");
  auto made = receipt_of(from, receipt_kind::replied, id);
  made.at = time_in(from.message(), "submit_time", from.at);
  made.data = {{"text", text_in(from.message(), "note")}};
  if (const auto rate = number_in(from.message(), "rate"))
    made.data["rate"] = *rate;
  if (const auto& answers = member(from.message(), "feedbacks"); answers.is_array())
    made.data["feedbacks"] = answers;
  if (!id.empty() || !made.key.empty())
    news.receipts.push_back(std::move(made));
}

void read_click(const event& from, provider_news& news) {
  const auto id = text_in(from.message(), "msg_id");
  auto made = receipt_of(from, receipt_kind::clicked, id);
  made.data = {{"url", text_in(from.message(), "url")}};
  if (!id.empty() || !made.key.empty())
    news.receipts.push_back(std::move(made));
}

person_news about(const event& from, std::string user, std::string type, std::string distinct) {
  person_news made;
  made.identity = identity;
  made.value = std::move(user);
  made.type = std::move(type);
  made.id = "zalo:" + from.name + ":" + made.value + ":" + std::move(distinct);
  made.at = from.at;
  made.data = json::object();
  return made;
}

void read_follow(const event& from, provider_news& news) {
  const auto user = text_in(member(from.body, "follower"), "id");
  if (user.empty())
    return;
  const bool follows = from.name == "follow";
  auto made = about(from, user, follows ? "zalo.followed" : "zalo.unfollowed",
                    std::to_string(to_unix_ms(from.at)));
  made.patch = {{"zalo_follows", follows}};
  news.people.push_back(std::move(made));
}

/// What a person did by themselves opens the seven days of consultation messages.
void read_interaction(const event& from, provider_news& news) {
  const auto user = from.sender();
  if (user.empty())
    return;
  const bool is_info = from.name == "user_submit_info";
  const auto message_id = text_in(from.message(), "msg_id");
  auto made = about(from, user, is_info ? "zalo.info_submitted" : "zalo.replied",
                    message_id.empty() ? std::to_string(to_unix_ms(from.at)) : message_id);
  if (is_info)
    made.data = member(from.body, "info").is_object() ? member(from.body, "info") : json::object();
  else
    made.data = {{"text", text_in(from.message(), "text")}};
  made.patch = {{"zalo_last_interaction_at", sojourn::to_text(from.at)}};
  news.people.push_back(std::move(made));
}

void read_account(const event& from, provider_news& news) {
  auto data = from.body;
  data.erase("event_name");
  const bool is_template = from.name.starts_with("change_template");
  news.account.push_back(
      {.type = is_template                            ? "template.changed"
               : from.name == "change_oa_daily_quota" ? "quota.changed"
                                                      : "account.changed",
       .name = is_template ? text_in(from.body, "template_id") : text_in(from.body, "oaId"),
       .at = from.at,
       .data = std::move(data)});
}

using event_reader = void (*)(const event&, provider_news&);
constexpr std::array<std::pair<std::string_view, event_reader>, 12> readers{{
    {"user_received_message", read_received},
    {"user_seen_message", read_seen},
    {"user_feedback", read_feedback},
    {"user_click_response_button", read_click},
    {"follow", read_follow},
    {"unfollow", read_follow},
    {"user_send_text", read_interaction},
    {"user_submit_info", read_interaction},
    {"change_template_status", read_account},
    {"change_template_quality", read_account},
    {"change_template_quota", read_account},
    {"change_oa_daily_quota", read_account},
}};

} // namespace

result<std::string> check_signature(const provider_call& call, const settings& configured) {
  constexpr std::string_view prefix = "mac=";
  auto given = call.header("x-zevent-signature");
  if (given.starts_with(prefix))
    given.erase(0, prefix.size());
  if (!given.empty()) {
    for (const auto& id : chosen(configured.signature_id, {"app_id", configured.app_id},
                                 {"oa_id", configured.oa_id}))
      for (const auto& time : timestamps(call, configured.signature_timestamp))
        for (const auto& secret :
             chosen(configured.signature_secret, {"app_secret", configured.app_secret},
                    {"oa_secret", configured.oa_secret})) {
          const auto made = signing::sha256_hex(id.value + call.body + time.value + secret.value);
          if (signing::constant_time_equal(made, given))
            return std::string{id.name} + "+" + std::string{time.name} + "+" +
                   std::string{secret.name};
        }
  }
  return fail(error_code::unauthorized, "the call is not signed by Zalo: no variant of "
                                        "X-ZEvent-Signature that the settings take matches");
}

result<messages::provider_news> read_event(const provider_call& call) {
  const auto body = parse_json(call.body);
  if (!body)
    return fail(body.error());
  if (!body->is_object())
    return fail(error_code::invalid_request, "an event of Zalo is an object");
  const event from{call, *body, text_in(*body, "event_name"), time_in(*body, "timestamp", call.at)};
  if (from.name.empty())
    return fail(error_code::invalid_request, "the event has no name",
                {{"/event_name", "is missing"}});
  provider_news news;
  if (from.name == "change_oa_template_tags") {
    read_account(from, news);
    return news;
  }
  for (const auto& [name, read] : readers) {
    if (name == from.name)
      read(from, news);
  }
  return news;
}

} // namespace sojourn::channels::zalo
