#include "storage/tables/sends.hpp"

#include "storage/tables/json_column.hpp"

#include <limits>

namespace sojourn::storage {

namespace {

/// Rows that a page may look at before it ends, whatever it has found.
constexpr std::int64_t most_looked_at = 20'000;

/// What is known of it from the column `first` on: five instants and the failure.
void show_heard(json& into, const statement::rows& from, int first) {
  int column = first;
  for (const auto* name : {"delivered_at", "read_at", "clicked_at", "replied_at", "failed_at"}) {
    if (!from.is_null(column))
      into[name] = to_text(from.at(column));
    ++column;
  }
  if (!from.is_null(column))
    into["failure"] = from.text(column);
}

messages::purpose purpose_column(const statement::rows& from, int column) {
  const auto stored = from.integer(column);
  if (stored < 0 || stored >= static_cast<int>(messages::all_purposes.size()))
    throw corrupt_row{"the purpose of a send is " + std::to_string(stored)};
  return static_cast<messages::purpose>(stored);
}

send_table::heard_flags heard_columns(const statement::rows& from, int first) {
  return {.delivered = from.integer(first) != 0,
          .read = from.integer(first + 1) != 0,
          .clicked = from.integer(first + 2) != 0,
          .replied = from.integer(first + 3) != 0,
          .failed = from.integer(first + 4) != 0};
}

bool is_meant(const send_query& what, const statement::rows& from) {
  return (what.campaign.empty() || from.view(6) == what.campaign) &&
         (what.channel.empty() || from.view(9) == what.channel) &&
         (!what.outcome || from.integer(14) == static_cast<int>(*what.outcome)) &&
         (!what.instance || from.instance(2) == *what.instance);
}

} // namespace

std::optional<send_table::heard_row> send_table::put(const std::string& tracking,
                                                     const send_request& request, message_slot slot,
                                                     bool keeps_content) {
  const auto& message = request.message;
  if (keeps_content && oldest_content_)
    oldest_content_ = std::min(*oldest_content_, message.at);
  const auto subject = to_text(message.subject);
  const auto content = keeps_content && !request.content.empty() ? std::optional{request.content}
                                                                 : std::optional<std::string>{};
  const std::string links = request.links.empty() ? "[]" : request.links;
  const auto run = [&](statement& write) {
    return write.run(tracking, request.key.instance, request.key.step, request.key.visit,
                     request.attempt, message.campaign, request.version, subject, message.channel,
                     request.address, message.purpose, request.name, request.language, message.at,
                     request.tells, request.hash, content, links, to_column(slot));
  };
  if (run(put_) == 1)
    return std::nullopt;
  std::optional<heard_row> before;
  {
    auto rows = heard_before_.query(tracking);
    if (rows.next())
      before = {.campaign = rows.text(0),
                .version = static_cast<std::uint32_t>(rows.integer(1)),
                .step = rows.text(2),
                .channel = rows.text(3),
                .at = rows.at(4),
                .heard = heard_columns(rows, 5),
                .slot = rows.integer(10),
                .read_at = rows.optional_instant(11),
                .clicked_at = rows.optional_instant(12)};
  }
  (void)run(replace_);
  return before;
}

void send_table::forget_content(instant until) {
  if (oldest_content_ && *oldest_content_ >= until)
    return;
  if (forget_content_.run(until) > 0) {
    oldest_content_.reset();
    return;
  }
  auto rows = find_oldest_content_.query();
  oldest_content_ =
      rows.next() && !rows.is_null(0) ? std::optional{rows.at(0)} : std::optional{until};
}

std::vector<send_table::heard_sum> send_table::heard_sums() {
  using engine::passage_kind;
  std::vector<heard_sum> found;
  auto rows = heard_sums_.query();
  while (rows.next()) {
    const heard_row where{.campaign = rows.text(0),
                          .version = static_cast<std::uint32_t>(rows.integer(1)),
                          .step = rows.text(2),
                          .channel = rows.text(3),
                          .at = rows.at(4)};
    int column = 5;
    for (const auto kind : {passage_kind::delivered, passage_kind::read, passage_kind::clicked,
                            passage_kind::replied, passage_kind::bounced}) {
      if (const auto count = rows.integer(column++); count != 0)
        found.push_back({.where = where, .kind = kind, .count = count});
    }
  }
  return found;
}

const messages::sent_message* sent_history::at(std::size_t back) {
  while (read_.size() <= back && !ended_) {
    ended_ = !rows_.next();
    if (!ended_)
      read_.push_back({.at = rows_.at(0),
                       .channel = rows_.text(1),
                       .campaign = rows_.text(2),
                       .purpose = purpose_column(rows_, 3)});
  }
  return back < read_.size() ? &read_[back] : nullptr;
}

send_table::row send_table::read(const statement::rows& from) {
  return {.number = from.integer(0),
          .tracking = from.text(1),
          .key = {from.instance(2), from.text(3), static_cast<std::uint32_t>(from.integer(4))},
          .campaign = from.text(5),
          .subject = subject_column(from, 6),
          .channel = from.text(7),
          .address = from.text(8),
          .purpose = purpose_column(from, 9),
          .message = from.text(10),
          .heard = heard_columns(from, 13),
          .version = static_cast<std::uint32_t>(from.integer(11)),
          .at = from.at(12),
          .slot = from.integer(18)};
}

std::optional<send_table::recounted> send_table::settle(const send_settled& how) {
  const auto provider_id = how.provider_id.empty() ? std::optional<std::string>{} : how.provider_id;
  const bool counts = counts_as_sent(how.outcome);
  if (counts && settle_sent_.run(how.outcome, how.code, provider_id, how.tracking) > 0)
    return std::nullopt;
  std::int64_t slot = 0;
  {
    auto rows = slot_.query(how.tracking);
    if (!rows.next())
      return std::nullopt; // sent by the word of an operator
    slot = rows.integer(0);
  }
  const auto column = to_column(slot_from(slot));
  settle_.run(how.outcome, how.code, provider_id, counts ? column : -column, how.tracking);
  if (counts == (slot > 0))
    return std::nullopt;
  return recounted{slot_from(slot), counts};
}

std::optional<send_table::recounted> send_table::revoke(const std::string& tracking) {
  if (revoke_.run(tracking) == 0)
    return std::nullopt;
  auto rows = slot_.query(tracking);
  return rows.next() ? std::optional{recounted{slot_from(rows.integer(0)), false}} : std::nullopt;
}

std::vector<send_table::counted_row> send_table::counted_after(std::int64_t after,
                                                               std::size_t limit) {
  std::vector<counted_row> found;
  auto rows = counted_.query(after, limit);
  while (rows.next())
    found.push_back({.number = rows.integer(0),
                     .campaign = rows.text(1),
                     .step = rows.text(2),
                     .channel = rows.text(3),
                     .subject = rows.text(4),
                     .slot = rows.integer(5),
                     .entry = {.counts = rows.integer(6) != 0,
                               .is_delivered = rows.integer(7) != 0,
                               .sent_at = rows.at(8),
                               .read_at = rows.optional_instant(9),
                               .clicked_at = rows.optional_instant(10)}});
  return found;
}

std::optional<send_table::row> send_table::by_tracking(const std::string& tracking) {
  auto rows = by_tracking_.query(tracking);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::optional<send_table::row> send_table::by_provider_id(const std::string& channel,
                                                          const std::string& provider_id) {
  auto rows = by_provider_id_.query(channel, provider_id);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::optional<linked_send> send_table::linked(const std::string& tracking) {
  auto rows = linked_.query(tracking);
  if (!rows.next())
    return std::nullopt;
  return linked_send{
      .subject = subject_column(rows, 0),
      .campaign = rows.text(1),
      .channel = rows.text(2),
      .purpose = purpose_column(rows, 3),
      .at = rows.at(4),
      .links = json_column(rows, 5, "the links of a send").get<std::vector<std::string>>()};
}

bool send_table::add_receipt(std::int64_t send, const messages::receipt& heard, instant now) {
  return add_receipt_.run(send, heard.kind, heard.id, heard.at, now, heard.code, heard.detail,
                          dump(heard.data), heard.automatic) == 1;
}

void send_table::note(std::int64_t send, const messages::receipt& heard) {
  using messages::receipt_kind;
  switch (heard.kind) {
  case receipt_kind::delivered:
    delivered_.run(heard.at, send);
    return;
  case receipt_kind::read:
    read_.run(heard.at, send);
    return;
  case receipt_kind::clicked:
    clicked_.run(heard.at, send);
    return;
  case receipt_kind::replied:
    replied_.run(heard.at, send);
    return;
  case receipt_kind::failed:
  case receipt_kind::bounced:
    failed_.run(heard.at, send, heard.code.empty() ? std::string{to_text(heard.kind)} : heard.code);
    return;
  case receipt_kind::complained:
  case receipt_kind::unsubscribed:
    return;
  }
}

std::vector<messages::touch> send_table::touches(const std::string& subject) {
  constexpr auto clicked = static_cast<int>(messages::receipt_kind::clicked);
  static_assert(static_cast<int>(messages::receipt_kind::read) == 1 && clicked == 2);
  std::vector<messages::touch> found;
  auto rows = touches_.query(subject);
  while (rows.next())
    found.push_back({.clicked = rows.integer(0) == clicked,
                     .at = rows.at(1),
                     .send = rows.integer(2),
                     .place = slot_from(rows.integer(3)).place,
                     .sent_at = rows.at(4)});
  return found;
}

send_reader::page send_table::find(const send_query& what) {
  const auto before = what.before == 0 ? std::numeric_limits<std::int64_t>::max() : what.before;
  send_reader::page found;
  auto rows = what.subject.empty() ? all_.query(before, most_looked_at)
                                   : about_.query(before, most_looked_at, what.subject);
  std::int64_t looked_at = 0;
  while (rows.next()) {
    ++looked_at;
    const auto number = rows.integer(0);
    if (is_meant(what, rows))
      found.items.push_back(show(rows));
    if (found.items.size() >= what.limit || looked_at == most_looked_at) {
      found.next = number;
      break;
    }
  }
  return found;
}

json send_table::show(const statement::rows& from) {
  const auto outcome = from.integer(14);
  if (outcome < 0 || outcome >= static_cast<int>(outcome_names.size()))
    throw corrupt_row{"the send " + std::to_string(from.integer(0)) + " cannot be read"};
  json shown{{"number", from.integer(0)},
             {"tracking", from.text(1)},
             {"instance", to_text(from.instance(2))},
             {"step", from.text(3)},
             {"visit", from.integer(4)},
             {"attempt", from.integer(5)},
             {"campaign", from.text(6)},
             {"version", from.integer(7)},
             {"subject", from.text(8)},
             {"channel", from.text(9)},
             {"purpose", messages::to_text(purpose_column(from, 10))},
             {"message", from.text(11)},
             {"language", from.text(12)},
             {"at", to_text(from.at(13))},
             {"outcome", to_text(static_cast<sojourn::outcome>(outcome))},
             {"code", from.text(15)},
             {"content_sha256", from.text(17)}};
  if (!from.is_null(16))
    shown["provider_id"] = from.text(16);
  show_heard(shown, from, 18);
  return shown;
}

std::optional<json> send_table::show(std::int64_t number) {
  std::optional<json> shown;
  {
    auto rows = one_.query(number);
    if (!rows.next())
      return std::nullopt;
    shown = show(rows);
    (*shown)["content"] = rows.is_null(24) ? json{} : json_column(rows, 24, "a send");
  }
  auto& heard = (*shown)["receipts"] = json::array();
  auto rows = receipts_.query(number);
  while (rows.next()) {
    const auto kind = rows.integer(0);
    if (kind < 0 || kind >= static_cast<int>(messages::receipt_kinds))
      throw corrupt_row{"a receipt of the send " + std::to_string(number) + " cannot be read"};
    heard.push_back({{"kind", messages::to_text(static_cast<messages::receipt_kind>(kind))},
                     {"at", to_text(rows.at(1))},
                     {"stored_at", to_text(rows.at(2))},
                     {"code", rows.text(3)},
                     {"detail", rows.text(4)},
                     {"data", json_column(rows, 5, "a receipt")},
                     {"automatic", rows.integer(6) != 0}});
  }
  return shown;
}

std::optional<send_table::settled_row> send_table::settled(const std::string& tracking) {
  auto rows = settled_.query(tracking);
  if (!rows.next())
    return std::nullopt;
  return settled_row{.channel = rows.text(0),
                     .outcome = static_cast<int>(rows.integer(1)),
                     .code = rows.text(2),
                     .provider_id = rows.text(3),
                     .hash = rows.text(4)};
}

std::vector<std::int64_t> send_table::heard_otherwise(std::size_t limit) {
  std::vector<std::int64_t> found;
  auto rows = heard_otherwise_.query(limit);
  while (rows.next())
    found.push_back(rows.integer(0));
  return found;
}

json send_table::heard_of(const std::string& tracking) {
  auto rows = heard_.query(tracking);
  json heard;
  if (rows.next())
    show_heard(heard, rows, 0);
  return heard;
}

} // namespace sojourn::storage
