// A form that was sent: lead, link and events in one unit.
#include "storage/campaigns.hpp"
#include "storage/events.hpp"
#include "storage/forms.hpp"
#include "storage/identities.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/customer_named.hpp"

#include <algorithm>
#include <iterator>

namespace sojourn::storage {

namespace {

constexpr std::string_view lead_type = "lead";
constexpr std::string_view event_source = "onsite";
constexpr std::string_view linker = "form";
const listener_set nobody_listens;

class form_taker {
public:
  form_taker(transaction& tx, const form_answer& answer, const listener_set& listeners, instant now)
      : tx_{tx}, answer_{answer}, listeners_{listeners}, now_{now} {}

  result<form_submitted> run() {
    if (tx_.tables.records.find(lead())) // its link and its events came with it
      return form_submitted{};
    if (auto stored = store(); !stored)
      return fail(std::move(stored.error()));
    if (!answer_.starts)
      return std::move(taken_);
    auto told = data_;
    told["lead_id"] = answer_.lead;
    told.erase("customer_id");
    if (auto heard = publish(answer_.lead, "form.submitted", visitor(), told); !heard)
      return fail(std::move(heard.error()));
    if (const auto customer = data_.find("customer_id"); customer != data_.end()) {
      if (auto heard = publish(answer_.lead + "-customer", "form.identified",
                               records::customer(customer->get<std::string>()), told);
          !heard)
        return fail(std::move(heard.error()));
      if (answer_.consent)
        ask_for_consent(tx_, customer->get<std::string>(), *answer_.consent,
                        "form of " + told.value("campaign", std::string{"a page"}), listeners_,
                        now_, taken_.inbox_entries);
    }
    return std::move(taken_);
  }

private:
  [[nodiscard]] subject_ref lead() const { return {std::string{lead_type}, answer_.lead}; }
  [[nodiscard]] subject_ref visitor() const {
    return {std::string{records::visitor_type}, answer_.visitor};
  }

  result<void> store() {
    data_ = answer_.data;
    data_.erase("customer_id");
    const auto customer = whose();
    if (customer)
      data_["customer_id"] = *customer;
    auto written = write_record(tx_, record_write_kind::put, lead(), data_, {},
                                answer_.starts ? listeners_ : nobody_listens, now_);
    if (!written)
      return fail(std::move(written.error()));
    take(written->inbox_entries);
    if (!customer)
      return {};
    auto linked = claim_visitor(tx_, answer_.visitor, *customer, std::string{linker}, now_);
    if (!linked)
      return fail(std::move(linked.error()));
    taken_.is_moving = !linked->link.is_done;
    take(linked->inbox_entries);
    return {};
  }

  /// The customer whose lead it is.
  std::optional<std::string> whose() {
    if (const auto known = tx_.tables.aliases.customer_behind(visitor()))
      return known->id;
    if (!answer_.starts)
      return std::nullopt;
    auto named = customer_named(tx_, answer_.data, answer_.identifies, answer_.lead, listeners_,
                                now_, taken_.inbox_entries);
    return std::move(named.id);
  }

  result<void> publish(const std::string& id, const char* type, const subject_ref& about,
                       const json& data) {
    stored_event event;
    event.source = event_source;
    event.id = id;
    event.type = type;
    event.subject = about;
    event.at = now_;
    event.data = data;
    auto written = write_event(tx_, event, listeners_, now_);
    if (!written)
      return fail(std::move(written.error()));
    take(written->inbox_entries);
    return {};
  }

  void take(std::vector<inbox_entry>& inbox_entries) {
    std::ranges::move(inbox_entries, std::back_inserter(taken_.inbox_entries));
  }

  transaction& tx_;
  const form_answer& answer_;
  const listener_set& listeners_;
  const instant now_;
  json data_;
  form_submitted taken_{.created = true, .is_moving = false, .inbox_entries = {}};
};

} // namespace

std::optional<version_key> version_shown(transaction& tx, instance_id instance,
                                         const std::string& visitor) {
  const auto found = tx.tables.instances.find(instance);
  const subject_ref asked{std::string{records::visitor_type}, visitor};
  if (!found || (found->state.subject != asked && found->state.subject != known_as(tx, asked)))
    return std::nullopt;
  return found->version;
}

result<form_submitted> submit_form(transaction& tx, const form_answer& answer,
                                   const listener_set& listeners, instant now) {
  return form_taker{tx, answer, listeners, now}.run();
}

} // namespace sojourn::storage
