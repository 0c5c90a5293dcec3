// Sends: whether one may leave, and what is heard of it.
#include "signing/digest.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"
#include "storage/erasures.hpp"
#include "storage/events.hpp"
#include "storage/identities.hpp"
#include "storage/listeners.hpp"
#include "storage/outbox.hpp"
#include "storage/sends.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/count_messages.hpp"
#include "storage/write/count_receipts.hpp"
#include "storage/write/earlier_events.hpp"
#include "storage/write/started_instances.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sojourn::storage {

namespace {

using messages::receipt_kind;

/// What `history` gives must be read before it ends.
messages::person_facts facts_of(transaction& tx, const send_request& request,
                                sent_history& history) {
  const auto& message = request.message;
  messages::person_facts known;
  for (auto& word : tx.tables.consents.of(message.subject))
    known.said.push_back(std::move(word.word));
  if (!request.address.empty()) {
    if (const auto found = tx.tables.suppressions.find(message.channel, request.address))
      known.suppressed =
          "the address takes nothing more since " + to_text(found->at) + ": " + found->reason;
  }
  known.sent = [&history](std::size_t back) { return history.at(back); };
  return known;
}

result<admission_result> judge_send(transaction& tx, const send_request& request,
                                    const messages::send_rules& rules,
                                    const std::string& tracking) {
  auto history = tx.tables.sends.before(to_text(request.message.subject), tracking);
  auto found = messages::judge(rules, request.message, facts_of(tx, request, history));
  if (!found)
    return fail(std::move(found.error()));
  return admission_result{.admission = std::move(*found)};
}

/// Whether a person, or what a card of a booster hangs on, has paused the campaign. A pause by the
/// budget is its own business.
bool is_paused(transaction& tx, const std::string& campaign) {
  return state_of_campaign(tx, campaign) == campaign_state::paused &&
         !tx.tables.budget_pauses.find(campaign);
}

/// A pause that was committed holds for every message that is admitted later, also for those that
/// were made ready before it.
void put_off_while_paused(const messages::intended_send& message, admission_result& made) {
  constexpr milliseconds soon{1'000}; // the instance then waits for its campaign
  made.admission = {.what = messages::admission::kind::put_off,
                    .code = "campaign_paused",
                    .why = "the campaign is paused",
                    .until = message.at + soon};
}

/// The send that a receipt is about.
std::optional<send_table::row> send_of(transaction& tx, const messages::receipt& heard) {
  if (!heard.key.empty())
    return tx.tables.sends.by_tracking(heard.key);
  if (!heard.provider_id.empty())
    return tx.tables.sends.by_provider_id(heard.channel, heard.provider_id);
  return std::nullopt;
}

/// Nothing more goes to the address of the send, as we write it: a provider may spell it otherwise.
void suppress(transaction& tx, const messages::receipt& heard,
              const std::optional<send_table::row>& send, std::string why) {
  // The send may have gone on to another channel since.
  const bool went_this_way = send && send->channel == heard.channel && !send->address.empty();
  const auto& address = went_this_way ? send->address : heard.address;
  if (!address.empty())
    tx.tables.suppressions.put({.channel = heard.channel,
                                .address = address,
                                .reason = std::move(why),
                                .at = heard.at,
                                .source = "receipt of " + heard.channel});
}

/// Whether what is heard is about whom the send went to. A mail may have been forwarded, and failed
/// only there.
bool is_about_addressee(const messages::receipt& heard, const send_table::row& send) {
  if (heard.recipients.empty() || send.address.empty() || send.channel != heard.channel)
    return true;
  return std::ranges::find(heard.recipients, send.address) != heard.recipients.end();
}

/// The receipt as it counts for its send: what failed for somebody else says nothing of the
/// address, and an unsubscription is one for each send, whoever tells of it and however often.
messages::receipt as_it_counts(messages::receipt heard, const send_table::row& send) {
  if (heard.kind == receipt_kind::bounced && !is_about_addressee(heard, send))
    heard.kind = receipt_kind::failed;
  if (heard.kind == receipt_kind::unsubscribed)
    heard.id.clear();
  return heard;
}

void act_on(transaction& tx, const messages::receipt& heard,
            const std::optional<send_table::row>& send) {
  const auto source = "receipt of " + heard.channel;
  switch (heard.kind) {
  case receipt_kind::bounced:
    suppress(tx, heard, send, heard.detail.empty() ? "it bounced" : heard.detail);
    return;
  case receipt_kind::complained:
  case receipt_kind::unsubscribed:
    if (send) {
      messages::consent word{.channel = send->channel, .of = {}, .given = false};
      if (heard.kind == receipt_kind::unsubscribed)
        word.of = send->purpose;
      (void)put_consent(tx, send->subject, {.word = word, .at = heard.at, .source = source});
    }
    if (!send || heard.kind == receipt_kind::complained)
      suppress(tx, heard, send, std::string{to_text(heard.kind)});
    return;
  default:
    return;
  }
}

/// Whoever asks for the messages again after they unsubscribed, and then unsubscribes with the same
/// link, wants none. Where they have not asked, nothing is stored.
void withdraw_again(transaction& tx, const messages::receipt& heard, const send_table::row& send) {
  for (const auto& said : tx.tables.consents.of(send.subject)) {
    if (said.word.channel == send.channel && said.word.of == send.purpose && !said.word.given)
      return;
  }
  act_on(tx, heard, send);
}

stored_event event_of(const messages::receipt& heard, const send_table::row& send) {
  json data{{"instance", to_text(send.key.instance)},
            {"step", send.key.step},
            {"visit", send.key.visit},
            {"campaign", send.campaign},
            {"message", send.message},
            {"channel", send.channel},
            {"send", send.number}};
  if (!heard.code.empty())
    data["code"] = heard.code;
  if (heard.data.is_object()) {
    for (const auto& [name, value] : heard.data.items())
      data.emplace(name, value); // what names the send stays
  }
  return {.source = std::string{own_event_source},
          .id =
              "receipt/" + send.tracking + "/" + std::string{to_text(heard.kind)} + "/" + heard.id,
          .type = std::string{engine::receipt_event_prefix} + std::string{to_text(heard.kind)},
          .subject = send.subject,
          .at = heard.at,
          .data = std::move(data)};
}

/// Reserves what the effect costs; one that cannot be paid is put off, or passed over.
result<void> pay(transaction& tx, const paid_action& what, admission_result& made) {
  auto paid = reserve_cost(tx, what);
  if (!paid)
    return fail(std::move(paid.error()));
  made.cost = std::move(paid->cost);
  if (!paid->refused)
    return {};
  if (what.may_go_elsewhere) {
    made.admission = {.what = messages::admission::kind::pass_over,
                      .code = std::string{engine::budget_code},
                      .why = std::move(paid->refused->why)};
    return {};
  }
  made.paused_campaign = paid->refused->paused_campaign;
  made.admission = {.what = messages::admission::kind::put_off,
                    .code = std::string{engine::budget_code},
                    .why = std::move(paid->refused->why),
                    .until = what.at + paid->refused->retry_after};
  return {};
}

/// Whether the message came to the person; nullopt: the receipt says nothing of that.
std::optional<bool> says_arrived(receipt_kind kind) {
  switch (kind) {
  case receipt_kind::delivered:
  case receipt_kind::read:
  case receipt_kind::clicked:
  case receipt_kind::replied:
    return true;
  case receipt_kind::failed:
  case receipt_kind::bounced:
    return false;
  default:
    return std::nullopt;
  }
}

/// An instance that gave a code hears that a message did not arrive also when it waits for nothing,
/// or has ended: nobody may have been told the code.
void tell_holder_of_codes(transaction& tx, const stored_event& event, instance_id instance,
                          instant now, std::vector<inbox_entry>& told) {
  const bool hears =
      std::ranges::any_of(told, [&](const inbox_entry& one) { return one.instance == instance; });
  if (!hears && tx.tables.vouchers.has_issued(instance) && is_there(tx, instance))
    told.push_back(bring_event(tx, event, instance, now));
}

} // namespace

std::string tracking_of(const effect_key& key) {
  constexpr std::size_t digits = 16;
  std::array<char, digits> number;
  const auto end = std::to_chars(number.begin(), number.end(), key.instance.value, 16).ptr;
  const auto written = static_cast<std::size_t>(end - number.begin());
  std::string text(digits - written, '0');
  text.append(number.begin(), end);
  const auto of_step = signing::sha256(key.step + '\0' + std::to_string(key.visit));
  return text + signing::hex_encode(std::string_view{of_step}.substr(0, digits / 2));
}

result<admission_result> admit_send(transaction& tx, const send_request& request,
                                    const messages::send_rules& rules) {
  if (!tx.tables.outbox.asks_for(request.key, request.attempt))
    return admission_result{.admission = {}, .gone = true};
  const auto tracking = tracking_of(request.key);
  auto made = judge_send(tx, request, rules, tracking);
  if (!made)
    return fail(std::move(made.error()));
  if (made->admission.what != messages::admission::kind::send)
    return made;
  if (is_paused(tx, request.message.campaign)) {
    put_off_while_paused(request.message, *made);
    return made;
  }
  if (auto paid = pay(tx,
                      {.key = request.key,
                       .attempt = request.attempt,
                       .campaign = request.message.campaign,
                       .action = budget::send_action(request.message.channel),
                       .at = request.message.at,
                       .may_go_elsewhere = request.may_go_elsewhere},
                      *made);
      !paid)
    return fail(std::move(paid.error()));
  if (made->admission.what != messages::admission::kind::send)
    return made;
  const auto& kept = tx.tables.retention.in_force().of(retention::area::send_contents);
  if (const auto before = retention::due_before(kept, request.message.at))
    tx.tables.sends.forget_content(*before);
  const auto slot = count_message(tx, request);
  if (const auto before =
          tx.tables.sends.put(tracking, request, slot, !kept || kept->count() > 0)) {
    auto after = *before;
    after.version = request.version;
    after.channel = request.message.channel;
    after.at = request.message.at;
    move_receipts(tx, *before, after);
    move_message(tx, *before, request, slot);
  }
  if (request.marks)
    tx.tables.outbox.mark_handed_over(request.key.instance);
  return made;
}

result<admission_result> admit_call(transaction& tx, const paid_action& what) {
  if (!tx.tables.outbox.asks_for(what.key, what.attempt))
    return admission_result{.admission = {}, .gone = true};
  admission_result made;
  if (auto paid = pay(tx, what, made); !paid)
    return fail(std::move(paid.error()));
  return made;
}

result<receipt_written> write_receipt(transaction& tx, const messages::receipt& told,
                                      const listener_set& listeners, instant now) {
  const auto send = send_of(tx, told);
  receipt_written written{.known = send.has_value() || !told.address.empty()};
  if (!send) {
    act_on(tx, told, send);
    return written;
  }
  const auto heard = as_it_counts(told, *send);
  written.send = send->number;
  if (send->subject.type == erased_type) // nobody is left whom it could tell anything of
    return written;
  written.duplicate = !tx.tables.sends.add_receipt(send->number, heard, now);
  if (written.duplicate && heard.kind == receipt_kind::unsubscribed)
    withdraw_again(tx, heard, *send);
  if (written.duplicate || heard.automatic)
    return written;
  tx.tables.sends.note(send->number, heard);
  count_receipt(tx,
                {.campaign = send->campaign,
                 .version = send->version,
                 .step = send->key.step,
                 .channel = send->channel,
                 .at = send->at,
                 .heard = send->heard},
                heard.kind);
  count_heard(tx, *send, heard);
  if (const auto arrived = says_arrived(heard.kind))
    settle_heard(tx, send->key, *arrived, now);
  act_on(tx, heard, send);
  const auto event = event_of(heard, *send);
  auto stored = write_event(tx, event, listeners, now);
  if (!stored)
    return fail(std::move(stored.error()));
  written.inbox_entries = std::move(stored->inbox_entries);
  if (says_arrived(heard.kind) == false && !stored->duplicate)
    tell_holder_of_codes(tx, event, send->key.instance, now, written.inbox_entries);
  return written;
}

void unsubscribe_forgotten(transaction& tx, const subject_ref& who, const std::string& channel,
                           messages::purpose of, instant at) {
  const auto subject = known_as(tx, who);
  if (!tx.tables.records.find(subject) && was_erased(tx, to_text(subject)))
    return;
  (void)put_consent(tx, subject,
                    {.word = {.channel = channel, .of = of, .given = false},
                     .at = at,
                     .source = "unsubscribe link"});
}

std::string signing_key(transaction& tx, const std::string& name, const std::string& otherwise,
                        instant now) {
  const auto sealed = "signing_key:" + name;
  if (const auto kept = tx.tables.sealed.find(sealed))
    return signing::hex_decode(*kept).value_or(otherwise);
  tx.tables.sealed.put(sealed, signing::hex_encode(otherwise), now);
  return otherwise;
}

bool put_consent(transaction& tx, const subject_ref& subject, const stored_consent& word) {
  return tx.tables.consents.put(known_as(tx, subject), word);
}

bool forget_consent(transaction& tx, const subject_ref& subject, const messages::consent& word) {
  return tx.tables.consents.remove(known_as(tx, subject), word);
}

void put_suppression(transaction& tx, const stored_suppression& what) {
  tx.tables.suppressions.put(what);
}

bool remove_suppression(transaction& tx, const std::string& channel, const std::string& address) {
  return tx.tables.suppressions.remove(channel, address);
}

std::vector<stored_consent> consents_of(transaction& tx, const subject_ref& subject) {
  return tx.tables.consents.of(subject);
}

stored_send_rules present_send_rules(transaction& tx) { return tx.tables.send_rules.newest(); }

result<stored_send_rules> put_send_rules(transaction& tx, const json& document,
                                         const preconditions& only_if, const std::string& who,
                                         instant now) {
  auto newest = tx.tables.send_rules.newest();
  // Nobody has put them at version 0.
  if (auto holds = require(only_if, "the document of the rules around sends",
                           newest.version != 0 ? std::optional{newest.version} : std::nullopt);
      !holds)
    return fail(std::move(holds.error()));
  if (newest.version != 0 && newest.document == document)
    return newest;
  tx.tables.send_rules.insert(dump(document), now, who);
  return tx.tables.send_rules.newest();
}

} // namespace sojourn::storage
