// Answers of hosted forms, drafts, and consents that their owners confirm.
#include "records/identity.hpp"
#include "signing/digest.hpp"
#include "storage/audit.hpp"
#include "storage/erasures.hpp"
#include "storage/events.hpp"
#include "storage/hosted_forms.hpp"
#include "storage/identities.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/customer_named.hpp"

#include <algorithm>
#include <iterator>

namespace sojourn::storage {

namespace {

constexpr std::size_t most_of_one_address = 20;
/// Of the visitor that an answer of a public form is about: nobody else can have the id.
constexpr std::string_view answerer_prefix = "f-";

std::optional<std::string> normal_email(const json& written) {
  return records::normal_identity("email", written);
}

/// The e-mail address of a customer in its normal form; empty: there is none.
std::string email_of(transaction& tx, const std::string& customer) {
  const auto record = tx.tables.records.find(records::customer(customer));
  const auto* email = record ? find_path(record->data, "email") : nullptr;
  return email != nullptr ? normal_email(*email).value_or("") : std::string{};
}

/// Nobody of this name is left.
bool is_gone(transaction& tx, const subject_ref& subject) {
  return !tx.tables.records.find(subject) && was_erased(tx, to_text(subject));
}

/// Takes one answer.
class answer_taker {
public:
  answer_taker(transaction& tx, const hosted_answer& answer, const listener_set& listeners,
               instant now)
      : tx_{tx}, answer_{answer}, listeners_{listeners}, now_{now} {}

  result<answer_taken> run() {
    auto& answers = tx_.tables.form_answers;
    if (answer_.subject) {
      if (is_gone(tx_, *answer_.subject))
        return answer_taken{.fate = answer_fate::gone};
      subject_ = known_as(tx_, *answer_.subject);
    }
    if (const auto before = answers.find(answer_.form, answer_.key))
      return answer_taken{.fate = answer_fate::same, .number = *before};
    if (answer_.in_all && answers.count_of(answer_.form) >= *answer_.in_all)
      return answer_taken{.fate = answer_fate::full};
    if (!answer_.link.empty() && answer_.per_link &&
        answers.count_by_link(answer_.form, answer_.link) >= *answer_.per_link)
      return answer_taken{.fate = answer_fate::answered};
    if (!answer_.subject)
      identify();
    if (answer_.per_person &&
        answers.count_by_subject(answer_.form, to_text(subject_)) >= *answer_.per_person)
      return answer_taken{.fate = answer_fate::answered};
    return take();
  }

private:
  /// Of a public form: the customer whom it names, or a visitor of its own.
  void identify() {
    const auto own = signing::sha256_hex(answer_.form + "/" + answer_.key).substr(0, 24);
    subject_ = {std::string{records::visitor_type}, std::string{answerer_prefix} + own};
    if (!answer_.starts)
      return;
    const auto named =
        customer_named(tx_, answer_.contact, answer_.identifies, std::string{answerer_prefix} + own,
                       listeners_, now_, taken_.inbox_entries);
    if (named.id)
      subject_ = records::customer(*named.id);
    is_new_ = named.is_new;
  }

  result<answer_taken> take() {
    const auto campaign = campaign_of_link();
    taken_.number = tx_.tables.form_answers.insert(
        answer_,
        {.subject = to_text(subject_), .campaign = campaign, .proven = answer_.subject.has_value()},
        now_);
    write_fields();
    give_consents();
    if (answer_.starts) {
      if (auto told = publish(campaign); !told)
        return fail(std::move(told.error()));
      ask_for_consents();
    }
    if (!answer_.draft.empty())
      tx_.tables.form_drafts.remove(answer_.draft);
    return std::move(taken_);
  }

  /// Empty: the instance is forgotten.
  std::string campaign_of_link() {
    const auto found =
        answer_.instance ? tx_.tables.instances.find(*answer_.instance) : std::nullopt;
    return found ? found->state.campaign : std::string{};
  }

  [[nodiscard]] bool is_customer() const { return subject_.type == records::customer_type; }
  /// Whether what was written is known to be theirs.
  [[nodiscard]] bool is_trusted() const { return answer_.subject.has_value() || is_new_; }

  void write_fields() {
    if (answer_.fields.empty() || !is_customer() || !is_trusted())
      return;
    const auto how =
        tx_.tables.records.find(subject_) ? record_write_kind::patch : record_write_kind::put;
    auto written = write_record(tx_, how, subject_, answer_.fields, {}, listeners_, now_);
    if (written)
      take(written->inbox_entries);
  }

  void give_consents() {
    if (!is_customer() || !is_trusted())
      return;
    for (const auto& one : answer_.consents) {
      if (!one.double_opt_in)
        (void)put_consent(tx_, subject_,
                          {.word = {.channel = one.channel, .of = one.purpose, .given = true},
                           .at = now_,
                           .source = source()});
    }
  }

  void ask_for_consents() {
    if (!is_customer())
      return;
    for (const auto& one : answer_.consents) {
      if (one.double_opt_in)
        ask_for_consent(tx_, subject_.id, one, source(), listeners_, now_, taken_.inbox_entries);
    }
  }

  [[nodiscard]] std::string source() const {
    return "form " + answer_.form + ", version " + std::to_string(answer_.version);
  }

  result<void> publish(const std::string& campaign) {
    json data{{"form", answer_.form},         {"version", answer_.version},
              {"answer", taken_.number},      {"answers", answer_.answers},
              {"language", answer_.language}, {"proven", answer_.subject.has_value()}};
    if (answer_.instance)
      data["instance"] = to_text(*answer_.instance);
    if (!campaign.empty())
      data["campaign"] = campaign;
    auto written = write_event(tx_,
                               {.source = std::string{own_event_source},
                                .id = "form/" + std::to_string(taken_.number),
                                .type = "form.answered",
                                .subject = subject_,
                                .at = now_,
                                .data = std::move(data)},
                               listeners_, now_);
    if (!written)
      return fail(std::move(written.error()));
    take(written->inbox_entries);
    return {};
  }

  void take(std::vector<inbox_entry>& inbox_entries) {
    std::ranges::move(inbox_entries, std::back_inserter(taken_.inbox_entries));
  }

  transaction& tx_;
  const hosted_answer& answer_;
  const listener_set& listeners_;
  const instant now_;
  subject_ref subject_;
  bool is_new_ = false; ///< the customer was made of the answer
  answer_taken taken_;
};

} // namespace

bool has_form(transaction& tx, const std::string& id) {
  return tx.tables.forms.find(id).has_value();
}

result<answer_taken> take_answer(transaction& tx, const hosted_answer& answer,
                                 const listener_set& listeners, instant now) {
  return answer_taker{tx, answer, listeners, now}.run();
}

std::int64_t remove_answers(transaction& tx, const std::string& form, std::size_t limit,
                            const std::string& who, const std::string& why, instant now) {
  const auto removed = tx.tables.form_answers.remove_of(form, limit);
  if (removed > 0)
    write_audit(tx, now, who, "form.remove_answers",
                form + " (" + std::to_string(removed) + " answers)", why);
  return removed;
}

bool put_draft(transaction& tx, const form_draft& draft) {
  auto& drafts = tx.tables.form_drafts;
  if (draft.subject.empty()) {
    if (!drafts.find(draft.key) && drafts.count_public() >= max_public_drafts)
      return false;
  } else if (const auto subject = parse_subject(draft.subject);
             !subject || is_gone(tx, *subject) || !refuse_while_erased(tx, *subject)) {
    return false;
  }
  drafts.put(draft);
  return true;
}

void ask_for_consent(transaction& tx, const std::string& customer, const given_consent& what,
                     const std::string& source, const listener_set& listeners, instant now,
                     std::vector<inbox_entry>& inbox_entries) {
  const auto email = email_of(tx, customer);
  if (email.empty() || (!what.email.empty() && normal_email(what.email) != email))
    return;
  const auto subject = records::customer(customer);
  for (const auto& said : consents_of(tx, subject)) {
    if (said.word.channel == what.channel && said.word.of == what.purpose && said.word.given)
      return;
  }
  consent_request request{.customer = customer,
                          .email = email,
                          .channel = what.channel,
                          .purpose = what.purpose,
                          .source = source,
                          .asked_at = now};
  auto& requests = tx.tables.consent_requests;
  if (const auto open = requests.open(request)) {
    request.number = *open;
    requests.renew(*open, now);
  } else {
    request.number = requests.insert(request);
  }
  if (!requests.may_ask(email, now))
    return;
  const auto number = std::to_string(request.number);
  auto asked = write_event(tx,
                           {.source = std::string{own_event_source},
                            .id = "consent/" + number + "/" + to_text(now),
                            .type = "consent.asked",
                            .subject = subject,
                            .at = now,
                            .data = {{"request", number},
                                     {"channel", what.channel},
                                     {"purpose", messages::to_text(what.purpose)},
                                     {"source", source}}},
                           listeners, now);
  if (asked)
    std::ranges::move(asked->inbox_entries, std::back_inserter(inbox_entries));
}

result<consent_confirmed> confirm_consent(transaction& tx, std::int64_t number,
                                          const listener_set& listeners, instant now) {
  const auto request = tx.tables.consent_requests.find(number);
  if (!request)
    return consent_confirmed{};
  if (request->confirmed_at)
    return consent_confirmed{.counts = true};
  if (request->asked_at < now - requests_last || email_of(tx, request->customer) != request->email)
    return consent_confirmed{};
  auto holders = tx.tables.identities.find(std::string{records::customer_type}, "email",
                                           request->email, most_of_one_address);
  if (std::ranges::find(holders, request->customer) == holders.end())
    holders.push_back(request->customer);
  for (const auto& holder : holders)
    (void)put_consent(tx, records::customer(holder),
                      {.word = {.channel = request->channel, .of = request->purpose, .given = true},
                       .at = now,
                       .source = "confirmed by mail, " + request->source});
  tx.tables.consent_requests.confirm(number, now);
  auto told = write_event(tx,
                          {.source = std::string{own_event_source},
                           .id = "consent/" + std::to_string(number) + "/confirmed",
                           .type = "consent.confirmed",
                           .subject = records::customer(request->customer),
                           .at = now,
                           .data = {{"request", std::to_string(number)},
                                    {"channel", request->channel},
                                    {"purpose", messages::to_text(request->purpose)},
                                    {"source", request->source}}},
                          listeners, now);
  if (!told)
    return fail(std::move(told.error()));
  return consent_confirmed{.counts = true, .inbox_entries = std::move(told->inbox_entries)};
}

} // namespace sojourn::storage
