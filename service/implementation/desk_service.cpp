// Looking customers up at the desk, and the tasks there.
#include "service/implementation/desk_service.hpp"

#include "records/identity.hpp"
#include "service/implementation/cursor.hpp"
#include "storage/audit.hpp"
#include "storage/identities.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"
#include "storage/vouchers.hpp"

#include <algorithm>

namespace sojourn::service {

namespace {

/// Customers to choose from, at most; more are no choice.
constexpr std::size_t most_choices = 20;
constexpr std::size_t most_offers = 20;
constexpr std::size_t most_codes_seen = 1'000;
constexpr std::size_t most_tasks = 50;
constexpr std::size_t most_marks = 10;
constexpr std::size_t most_messages = 5;
/// The audit says once in this time that somebody looked at one customer.
constexpr milliseconds audited_again_after = std::chrono::minutes{10};
constexpr std::size_t most_audited_in_memory = 10'000;
constexpr std::size_t people_in_memory = 1'000;

hooks::rate per(std::chrono::seconds time, int most) {
  return {.per_second = static_cast<double>(most) / static_cast<double>(time.count()),
          .burst = static_cast<double>(most)};
}

std::string text_in(const json& data, const char* member) {
  const auto* found = find_path(data, member);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string digits_at_end(const std::string& phone) {
  constexpr std::size_t shown = 3;
  return phone.size() > shown ? phone.substr(phone.size() - shown) : phone;
}

void add_if_new(std::vector<std::string>& ids, std::string id) {
  if (std::ranges::find(ids, id) == ids.end())
    ids.push_back(std::move(id));
}

/// "ENDS_MS.NUMBER". Errors: invalid_cursor.
result<storage::task_place> task_place_of(const std::string& cursor) {
  if (cursor.empty())
    return storage::task_place{};
  const auto dot = std::min(cursor.find('.'), cursor.size());
  const auto ends = number_of<std::int64_t>(cursor.substr(0, dot));
  const auto number = number_of<std::int64_t>(cursor.substr(std::min(dot + 1, cursor.size())));
  if (!ends || !number)
    return fail(error_code::invalid_cursor, "this cursor was not given by this daemon");
  return storage::task_place{from_unix_ms(*ends), *number};
}

} // namespace

desk_service::desk_service(actors::services& services, work_queues& queues,
                           const clock_source& people_clock)
    : service_base{services, queues}, people_clock_{people_clock},
      by_minute_{per(std::chrono::minutes{1}, services.options.desk_lookups_per_minute),
                 people_in_memory},
      by_day_{per(std::chrono::hours{24}, services.options.desk_lookups_per_day),
              people_in_memory} {}

std::optional<error> desk_service::refuse_look_up(const std::string& who) {
  const auto at = people_clock_.now();
  const std::lock_guard lock{mutex_};
  auto wait = by_minute_.take(who, at);
  if (!wait)
    wait = by_day_.take(who, at);
  if (!wait)
    return std::nullopt;
  const auto seconds = std::max<std::int64_t>(1, (wait->count() + 999) / 1000);
  return error{.code = error_code::rate_limited,
               .message = "\"" + who +
                          "\" has looked up as many customers as one person may; try "
                          "again in " +
                          std::to_string(seconds) + " s",
               .retry_after_s = static_cast<int>(seconds)};
}

bool desk_service::is_news(const std::string& who, const std::string& customer) {
  const auto at = people_clock_.now();
  const std::lock_guard lock{mutex_};
  if (audited_.size() >= most_audited_in_memory)
    audited_.clear(); // a line too many does no harm
  const auto [known, is_new] = audited_.try_emplace(who + ' ' + customer, at);
  const bool is_due = is_new || at - known->second >= audited_again_after;
  if (is_due)
    known->second = at;
  return is_due;
}

// ---- whom a question finds -------------------------------------------------------------

result<std::vector<std::string>> desk_service::find_by(const std::string& kind,
                                                       const std::string& value) {
  if (!records::normal_identity(kind, value))
    return fail(
        error_code::invalid_request, "nobody can be found by this",
        {{"/query/" + kind, kind == "phone" ? "is no phone number" : "is no e-mail address"}});
  std::vector<std::string> found;
  const auto type = reader().records().described_type(std::string{records::customer_type});
  if (type == nullptr)
    return found;
  for (const auto& [field, of] : type->identities) {
    if (of != kind)
      continue;
    for (auto& id : reader().identities().find_customer(field, value))
      add_if_new(found, std::move(id));
  }
  return found;
}

std::vector<std::string> desk_service::find_by_code(const std::string& code) {
  std::vector<std::string> found;
  for (const auto& voucher : reader().vouchers().named(code, {}, most_choices)) {
    const auto subject = parse_subject(voucher.value("subject", ""));
    if (subject && subject->type == records::customer_type)
      add_if_new(found, subject->id);
  }
  if (reader().records().find(records::customer(code)))
    add_if_new(found, code);
  const auto type = reader().records().described_type(std::string{records::customer_type});
  if (type == nullptr)
    return found;
  for (const auto& [field, of] : type->identities) {
    if (of == "phone" || of == "email")
      continue;
    for (auto& id : reader().identities().find_customer(field, code))
      add_if_new(found, std::move(id));
  }
  return found;
}

result<std::vector<std::string>> desk_service::find(const desk_question& who) {
  if (!who.phone.empty())
    return find_by("phone", who.phone);
  if (!who.email.empty())
    return find_by("email", who.email);
  if (!who.code.empty())
    return find_by_code(who.code);
  return std::vector{who.customer};
}

void desk_service::look_up(desk_question who, caller by, completion<json> done) {
  if (auto refused = refuse_look_up(by.who))
    return done(fail(std::move(*refused)));
  auto answer = std::make_shared<completion<json>>(std::move(done));
  run_query(answer, [this, answer, who = std::move(who), by = std::move(by)] {
    auto ids = find(who);
    if (!ids)
      return (*answer)(fail(std::move(ids.error())));
    if (!who.customer.empty())
      std::erase_if(*ids, [&](const std::string& id) { return id != who.customer; });
    if (ids->size() > 1) {
      const auto target = std::to_string(ids->size()) + " customers";
      if (ids->size() > most_choices)
        ids->resize(most_choices);
      return answer_with(choices(*ids), target, by, std::move(*answer));
    }
    auto view = ids->empty() ? std::nullopt : view_of(ids->front());
    if (!view)
      return (*answer)(fail(error_code::not_found, "no customer is known by this"));
    answer_with(std::move(*view), to_text(records::customer(ids->front())), by, std::move(*answer));
  });
}

void desk_service::answer_with(json view, std::string target, const caller& by,
                               completion<json> done) {
  if (!is_news(by.who, target))
    return done(std::move(view));
  const auto at = now();
  commit<bool>(
      std::move(done),
      [at, by, target = std::move(target)](storage::transaction& tx) -> result<bool> {
        storage::write_audit(tx, at, {.who = by.who, .action = "desk.look_up", .target = target});
        return true;
      },
      [view = std::move(view)](bool) mutable -> result<json> { return std::move(view); });
}

// ---- what is shown ---------------------------------------------------------------------

json desk_service::show_customer(const std::string& id, const json& data) {
  json shown{{"id", id}, {"points", reader().records().traits(id).value("points", 0)}};
  for (const auto* member : {"name", "phone", "email", "tier", "language"}) {
    if (auto text = text_in(data, member); !text.empty())
      shown[member] = std::move(text);
  }
  if (auto since = text_in(data, "tier_since"); !since.empty())
    shown["tier_since"] = std::move(since);
  else if (const auto changed = reader().desk().changed_at(id, "tier"))
    shown["tier_since"] = to_text(*changed);
  return shown;
}

json desk_service::offers_of(const std::string& subject) {
  auto offers = json::array();
  const auto at = now();
  for (auto& code : reader().vouchers().of(subject, {}, most_codes_seen)) {
    if (code.at("state") != "issued" || offers.size() == most_offers)
      continue;
    const auto expires = parse_instant(code.value("expires_at", ""));
    if (expires && *expires <= at)
      continue;
    json shown = json::object();
    for (const auto* member : {"pool", "code", "value", "issued_at", "expires_at", "campaign"}) {
      if (const auto found = code.find(member); found != code.end())
        shown[member] = *found;
    }
    offers.push_back(std::move(shown));
  }
  return offers;
}

json desk_service::messages_of(const std::string& subject) {
  auto messages = json::array();
  for (const auto& send :
       reader().sends().find({.subject = subject, .limit = most_messages}).items) {
    json shown = json::object();
    for (const auto* member : {"at", "campaign", "message", "channel", "outcome", "delivered_at",
                               "read_at", "clicked_at", "failed_at"}) {
      if (const auto found = send.find(member); found != send.end())
        shown[member] = *found;
    }
    messages.push_back(std::move(shown));
  }
  return messages;
}

json desk_service::show_task(const storage::desk_task& task) const {
  json shown{{"id", storage::task_name(task.number)},
             {"customer", parse_subject(task.subject).value_or(subject_ref{}).id},
             {"since", to_text(task.made_at)},
             {"lasts_until", to_text(task.lasts_until)},
             {"is_overdue", task.due && *task.due <= now()},
             {"done_by", task.done_by},
             {"campaign", task.campaign},
             {"instance", to_text(task.instance)},
             {"step", task.step}};
  if (const auto only = task.texts.find(""); only != task.texts.end())
    shown["text"] = only->second;
  else
    shown["text"] = task.texts;
  if (task.due)
    shown["due_at"] = to_text(*task.due);
  if (const auto campaign = services_.catalogue.find(task.campaign);
      campaign && campaign->newest != nullptr)
    shown["campaign_name"] = campaign->newest->definition->name;
  return shown;
}

std::optional<json> desk_service::view_of(const std::string& id) {
  const auto customer = records::customer(id);
  const auto record = reader().records().find(customer);
  if (!record)
    return std::nullopt;
  const auto subject = to_text(customer);
  json view{{"customer", show_customer(id, record->at("data"))},
            {"offers", offers_of(subject)},
            {"messages", messages_of(subject)},
            {"tasks", json::array()},
            {"marks", json::array()}};
  for (const auto& task : reader().desk().open_tasks_of(subject, now(), most_tasks))
    view["tasks"].push_back(show_task(task));
  for (const auto& mark : reader().desk().marks_of(subject, most_marks))
    view["marks"].push_back(show_mark(mark));
  return view;
}

json desk_service::choices(const std::vector<std::string>& ids) {
  auto found = json::array();
  for (const auto& id : ids) {
    const auto data = reader().records().data(records::customer(id));
    json shown{{"id", id}};
    for (const auto* member : {"name", "tier"}) {
      if (auto text = text_in(data, member); !text.empty())
        shown[member] = std::move(text);
    }
    if (const auto phone = text_in(data, "phone"); !phone.empty())
      shown["phone_ends"] = digits_at_end(phone);
    found.push_back(std::move(shown));
  }
  return {{"choices", std::move(found)}};
}

// ---- tasks -----------------------------------------------------------------------------

void desk_service::tasks(task_filter which, page_request at, completion<page> done) {
  answer_query(
      std::move(done), [this, which = std::move(which), at = std::move(at)]() -> result<page> {
        const auto after = task_place_of(at.cursor);
        if (!after)
          return fail(after.error());
        auto until = which.due_until;
        if (which.is_overdue)
          until = until ? std::min(*until, now()) : now();
        const auto found = reader().desk().open_tasks(
            {.campaign = which.campaign, .due_until = until, .after = *after, .limit = at.limit},
            now());
        page made;
        for (const auto& task : found.tasks) {
          auto shown = show_task(task);
          const auto subject = parse_subject(task.subject);
          const auto data = subject ? reader().records().data(*subject) : json{};
          if (auto name = text_in(data, "name"); !name.empty())
            shown["name"] = std::move(name);
          made.items.push_back(std::move(shown));
        }
        if (found.next)
          made.next_cursor = std::to_string(to_unix_ms(found.next->ends_at)) + "." +
                             std::to_string(found.next->number);
        return made;
      });
}

} // namespace sojourn::service
