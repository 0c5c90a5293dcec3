// What can be asked about sends, what is heard of them, and the rules around them.
#include "service/caused.hpp"
#include "service/channel_addresses.hpp"
#include "service/cursor.hpp"
#include "service/daemon_orchestrator.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/events.hpp"
#include "storage/identities.hpp"
#include "storage/inbox.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"

#include <array>

namespace sojourn::actors {

namespace {

using sojourn::orchestrator::link_request;
using sojourn::orchestrator::receipt_request;
using sojourn::orchestrator::send_filter;

std::optional<storage::send_outcome> outcome_named(const std::string& text) {
  for (int number = 0; number < storage::send_outcomes; ++number) {
    const auto outcome = static_cast<storage::send_outcome>(number);
    if (storage::to_text(outcome) == text)
      return outcome;
  }
  return std::nullopt;
}

json show(const storage::stored_send_rules& rules) {
  json shown{{"version", rules.version}, {"rules", rules.document}};
  if (rules.version != 0) {
    shown["updated_at"] = to_text(rules.at);
    shown["updated_by"] = rules.who;
  }
  return shown;
}

/// What a provider says of persons, as events about the customers that it names, each with what
/// it changes of their records. Of whom nobody knows, nothing is kept.
std::vector<known_news> whom_it_is_about(storage::reader& from, const std::string& source,
                                         std::vector<messages::person_news> people) {
  constexpr std::size_t most_of_one_identity = 20;
  std::vector<known_news> known;
  for (auto& one : people) {
    const auto ids =
        from.identities().find("customer", one.identity, one.value, most_of_one_identity);
    for (const auto& id : ids ? *ids : std::vector<std::string>{})
      known.push_back({{.source = source,
                        .id = one.id + "/" + id,
                        .type = one.type,
                        .subject = {"customer", id},
                        .at = one.at,
                        .data = one.data.is_object() ? one.data : json::object()},
                       one.patch});
  }
  return known;
}

/// Providers spell addresses in their own ways. What is no address of the channel names nobody.
void bring_to_canonical_form(const channels::channel_map& configured, messages::receipt& heard) {
  const auto form = address_form_of(configured, heard.channel).value_or(addresses::address_form{});
  if (!heard.address.empty())
    heard.address = addresses::canonical_address(form, heard.address).value_or("");
  for (auto& one : heard.recipients) // what is no address is somebody else's all the same
    one = addresses::canonical_address(form, one).value_or(one);
}

tl::unexpected<error> no_link() {
  return fail(error_code::not_found, "this link is not one of ours");
}

} // namespace

void daemon_orchestrator::list_sends(send_filter filter, page_request at, completion<page> done) {
  ask(std::move(done), [this, filter = std::move(filter), at = std::move(at)]() -> result<page> {
    const auto before = number_of<std::int64_t>(at.cursor);
    if (!before)
      return fail(before.error());
    storage::send_query query{.subject = filter.subject,
                              .campaign = filter.campaign,
                              .channel = filter.channel,
                              .outcome = outcome_named(filter.outcome),
                              .instance = {},
                              .before = *before,
                              .limit = at.limit};
    if (!filter.instance.empty()) {
      auto instance = parse_instance_id(filter.instance);
      if (!instance)
        return fail(std::move(instance.error()));
      query.instance = *instance;
    }
    auto found = reader().sends().find(query);
    return page{std::move(found.items), found.next == 0 ? "" : std::to_string(found.next)};
  });
}

void daemon_orchestrator::get_send(std::string number, completion<json> done) {
  ask(std::move(done), [this, number = std::move(number)]() -> result<json> {
    const auto named = number_of<std::int64_t>(number);
    auto found = named ? reader().sends().send(*named) : std::nullopt;
    if (!found)
      return fail(error_code::not_found, "there is no send " + number);
    return std::move(*found);
  });
}

void daemon_orchestrator::take_receipts(receipt_request request, completion<json> done) {
  const auto channel = with_.channels.find(request.channel);
  if (channel == with_.channels.end())
    return done(fail(error_code::not_found, "there is no channel \"" + request.channel + "\""));
  const auto at = now();
  auto news = channel->second->read_call(
      {.body = std::move(request.body), .headers = std::move(request.headers), .at = at});
  if (!news)
    return done(fail(std::move(news.error())));
  for (const auto& one : news->account)
    channel->second->hear(one);
  for (auto& one : news->receipts)
    bring_to_canonical_form(with_.channels, one);
  if (news->people.empty())
    return hear(std::move(news->receipts), {}, std::move(done));
  // Who they are is looked up in the file: not on the caller's thread.
  auto answer = std::make_shared<completion<json>>(std::move(done));
  auto work = [this, answer, source = "/v1/receipts/" + request.channel,
               news = std::move(*news)]() mutable {
    auto people = storage::as_result([&]() -> result<std::vector<known_news>> {
      return whom_it_is_about(reader(), source, std::move(news.people));
    });
    if (!people)
      return (*answer)(fail(std::move(people.error())));
    hear(std::move(news.receipts), std::move(*people), std::move(*answer));
  };
  run_query(answer, std::move(work));
}

void daemon_orchestrator::hear(std::vector<messages::receipt> receipts,
                               std::vector<known_news> people, completion<json> done) {
  const auto at = now();
  struct outcome {
    std::int64_t taken = 0;
    std::int64_t duplicates = 0;
    std::int64_t unknown = 0;
    std::vector<storage::inbox_entry> caused{};
  };
  commit<outcome>(
      std::move(done),
      [this, receipts = std::move(receipts), people = std::move(people),
       at](storage::transaction& tx) -> result<outcome> {
        outcome made;
        const auto listeners = with_.catalogue.listeners();
        for (const auto& [event, patch] : people) {
          auto written = storage::write_event(tx, event, *listeners, at);
          if (!written)
            return fail(std::move(written.error()));
          ++(written->duplicate ? made.duplicates : made.taken);
          std::ranges::move(written->caused, std::back_inserter(made.caused));
          if (written->duplicate || !patch.is_object())
            continue;
          auto change = storage::write_record(tx, storage::record_write_kind::patch, event.subject,
                                              patch, {}, *listeners, at);
          if (!change)
            return fail(std::move(change.error()));
          std::ranges::move(change->caused, std::back_inserter(made.caused));
        }
        for (const auto& receipt : receipts) {
          auto written = storage::write_receipt(tx, receipt, *listeners, at);
          if (!written)
            return fail(std::move(written.error()));
          ++(!written->known ? made.unknown : written->duplicate ? made.duplicates : made.taken);
          std::ranges::move(written->caused, std::back_inserter(made.caused));
        }
        return made;
      },
      [this](outcome made) -> result<json> {
        with_.directory.bring(std::move(made.caused));
        return json{
            {"taken", made.taken}, {"duplicates", made.duplicates}, {"unknown", made.unknown}};
      });
}

void daemon_orchestrator::campaign_results(std::string id, std::string window,
                                           completion<json> done) {
  if (!with_.catalogue.find(id))
    return done(fail(error_code::not_found, "there is no campaign \"" + id + "\""));
  const auto length = calendar::parse_duration(window.empty() ? "P7D" : window);
  if (!length)
    return done(fail(length.error()));
  if (length->years != 0 || length->months != 0)
    return done(fail(error_code::invalid_duration, "write the window in days or less"));
  const auto exact = length->exact + std::chrono::days{length->days};
  answer_question(std::move(done),
                  [this, id, exact, length = *length](const std::stop_token& stop) -> result<json> {
                    auto results = reader().sends().results(id, exact, stop);
                    if (results.is_null())
                      return fail(error_code::question_ended, "the results were not counted");
                    const auto spent = reader().budget().statement(id, {}, now() + milliseconds{1});
                    results["cost"] = {{"tokens", spent.at("totals").at("settled").at("tokens")},
                                       {"credits", spent.at("totals").at("settled").at("credits")}};
                    results["campaign"] = id;
                    results["window"] = calendar::to_text(length);
                    return results;
                  });
}

void daemon_orchestrator::visit_link(link_request request, completion<json> done) {
  const auto token = messages::open_link(request.token, with_.tracker.key);
  if (!token)
    return done(no_link());
  ask(std::move(done), [this, token = *token, request = std::move(request)]() -> result<json> {
    const auto send = reader().sends().linked(token.tracking);
    const bool leads =
        send && (token.use != messages::link_use::follow || token.link < send->links.size());
    if (!leads)
      return no_link();
    if (token.use == messages::link_use::unsubscribe)
      return json{{"use", "unsubscribe"},
                  {"channel", send->channel},
                  {"purpose", messages::to_text(send->purpose)}};
    const auto at = now();
    const bool follows = token.use == messages::link_use::follow;
    // The same link again counts again after an hour.
    const auto hour =
        std::to_string(std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count());
    messages::receipt heard{
        .kind = follows ? messages::receipt_kind::clicked : messages::receipt_kind::read,
        .channel = send->channel,
        .key = token.tracking,
        .at = at,
        .id = (follows ? "link/" + std::to_string(token.link) + "/" : "open/") + hour};
    heard.automatic = messages::is_automatic({.method = request.method,
                                              .user_agent = request.user_agent,
                                              .purpose = request.purpose,
                                              .age = at - send->at});
    json answer{{"use", follows ? "follow" : "open"}};
    if (follows) {
      heard.data = {{"url", send->links[token.link]}};
      answer["url"] = send->links[token.link];
    }
    // The person goes on at once; a machine is kept apart, or its visit would hide theirs.
    if (heard.automatic)
      heard.id += "/automatic";
    hear({std::move(heard)}, {}, completion<json>{[](const result<json>&) {}});
    return answer;
  });
}

void daemon_orchestrator::unsubscribe(std::string token, completion<json> done) {
  const auto opened = messages::open_link(token, with_.tracker.key);
  if (!opened || opened->use != messages::link_use::unsubscribe)
    return done(no_link());
  const auto at = now();
  const messages::receipt word{.kind = messages::receipt_kind::unsubscribed,
                               .channel = "unsubscribe link",
                               .key = opened->tracking,
                               .at = at};
  commit<storage::receipt_written>(
      std::move(done),
      [this, word, at](storage::transaction& tx) -> result<storage::receipt_written> {
        auto written = storage::write_receipt(tx, word, *with_.catalogue.listeners(), at);
        if (written && !written->known)
          return no_link();
        return written;
      },
      [this](storage::receipt_written written) -> result<json> {
        with_.directory.bring(std::move(written.caused));
        return json{{"unsubscribed", true}};
      });
}

void daemon_orchestrator::list_channels(completion<json> done) {
  auto answer = std::make_shared<completion<json>>(std::move(done));
  auto with_status = [answer, &channels = with_.channels](result<json> shown) {
    if (shown) {
      for (auto& one : shown->at("items")) {
        const auto channel = channels.find(one.at("name").get<std::string>());
        if (channel == channels.end())
          continue;
        if (auto status = channel->second->status(); !status.is_null())
          one["provider"] = std::move(status);
      }
    }
    (*answer)(std::move(shown));
  };
  with_.directory.tell_dispatcher(
      report_channels{std::make_shared<completion<json>>(std::move(with_status))});
}

void daemon_orchestrator::get_send_rules(completion<written> done) {
  ask(std::move(done), [this]() -> result<written> {
    const auto rules = reader().sends().rules();
    return written{show(rules), false, false, rules.version};
  });
}

void daemon_orchestrator::put_send_rules(json document, preconditions only_if, caller by,
                                         completion<written> done) {
  auto rules = messages::read_send_rules(document);
  if (!rules)
    return done(fail(std::move(rules.error())));
  const auto at = now();
  commit<storage::stored_send_rules>(
      std::move(done),
      [document = std::move(document), only_if, by,
       at](storage::transaction& tx) -> result<storage::stored_send_rules> {
        auto put = storage::put_send_rules(tx, document, only_if, by.who, at);
        if (put)
          storage::write_audit(tx, at, by.who, "send_rules.put", std::to_string(put->version),
                               by.why);
        return put;
      },
      [this, rules = std::move(*rules)](const storage::stored_send_rules& put) -> result<written> {
        with_.send_rules.put(rules);
        with_.bell->ring_all(); // they decide on what is shown, too
        return written{show(put), false, false, put.version};
      });
}

} // namespace sojourn::actors
