#include "storage/verify/verify_sends.hpp"

#include "storage/restore.hpp"
#include "storage/sends.hpp"

namespace sojourn::storage {

namespace {

constexpr std::size_t messages_at_once = 256;
/// The channel whose messages stay in the file.
constexpr std::string_view mailbox = "mailbox";

/// Whether such an outcome is of a message that a channel had. What is rejected before any channel
/// has it, such as content that is unsafe to send, has no digest.
bool was_handed_over(const engine::effect_settled& told) {
  return told.how == outcome::accepted || told.how == outcome::unknown ||
         (told.how == outcome::rejected && !told.content_hash.empty());
}

bool says_the_same(const send_table::settled_row& row, const engine::effect_settled& told) {
  return row.outcome == static_cast<int>(told.how) && row.code == told.code &&
         row.provider_id == told.provider_id &&
         (!was_handed_over(told) || ((told.content_hash.empty() || row.hash == told.content_hash) &&
                                     (told.channel.empty() || row.channel == told.channel)));
}

} // namespace

send_verifier::visits send_verifier::read(const std::vector<engine::stored_entry>& journal) {
  visits found;
  for (const auto& entry : journal) {
    if (const auto* asked = std::get_if<engine::effect_requested>(&entry.what)) {
      auto& one = found[{asked->step, asked->visit}];
      one.is_message = asked->kind == engine::effect_kind::send;
      one.is_open = true;
    } else if (const auto* settled = std::get_if<engine::effect_settled>(&entry.what)) {
      auto& one = found[{settled->step, settled->visit}];
      if (!had_attempt(settled->how)) {
        one.is_open = true;
        continue;
      }
      one.last = *settled;
      one.is_open = one.is_revoked = false;
    } else if (const auto* revoked = std::get_if<engine::effect_revoked>(&entry.what)) {
      found[{revoked->step, revoked->visit}].is_revoked = true;
    } else if (const auto* said = std::get_if<engine::commanded>(&entry.what);
               said != nullptr && said->kind == engine::command_kind::migrate) {
      found.clear(); // the outcome of a step that the new version lacks is told of no send
    }
  }
  return found;
}

void send_verifier::check(instance_id id, const std::vector<engine::stored_entry>& journal) {
  for (const auto& [visit, what] : read(journal)) {
    if (what.is_message)
      check_visit({id, visit.first, visit.second}, what);
  }
}

void send_verifier::check_visit(const effect_key& key, const told& what) {
  const auto row = tables_.sends.settled(tracking_of(key));
  const auto where = to_text(key);
  if (!row) {
    // What counts as sent by the word of an operator may have no row.
    if (what.last && was_handed_over(*what.last) && what.last->code != assumed_sent_code)
      violated_("send_missing", where, "the journal says how it was settled");
    return;
  }
  const bool is_under_way = row->outcome == static_cast<int>(outcome::handed_over) &&
                            (what.is_open || what.is_revoked || !what.last);
  const bool is_taken_back = row->outcome == static_cast<int>(outcome::revoked) && what.is_revoked;
  if (!is_under_way && !is_taken_back && !(what.last && says_the_same(*row, *what.last)))
    violated_("send_differs", where,
              "its row has the outcome " + std::to_string(row->outcome) + " \"" + row->code +
                  "\" by \"" + row->channel + "\", the journal says " +
                  (what.last ? std::string{to_text(what.last->how)} + " \"" + what.last->code +
                                   "\" by \"" + what.last->channel + "\""
                             : "nothing"));
  if (what.last && what.last->how == outcome::accepted && what.last->channel == mailbox &&
      !tables_.mailbox.holds(key))
    violated_("mail_missing", where, "the mailbox accepted it");
}

void send_verifier::check_tables(std::size_t limit) {
  std::int64_t after = 0;
  while (true) {
    const auto mails = tables_.mailbox.keys_after(after, messages_at_once);
    for (const auto& [number, key] : mails) {
      if (!tables_.sends.settled(tracking_of(key)))
        violated_("mail_without_send", to_text(key), "mail " + std::to_string(number));
    }
    if (mails.size() < messages_at_once)
      break;
    after = mails.back().first;
  }
  for (const auto number : tables_.sends.heard_otherwise(limit))
    violated_("receipts_differ", "send " + std::to_string(number),
              "when it was delivered, read, clicked, answered or failed is not what its receipts "
              "say");
}

} // namespace sojourn::storage
