// What providers and recipients report of sends.
#include "service/implementation/receipt_service.hpp"

#include "service/implementation/channel_addresses.hpp"
#include "storage/identities.hpp"
#include "storage/inbox.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"

namespace sojourn::service {

namespace {

/// What a provider says of persons, as events about the customers that it names, each with what
/// it changes of their records. Of whom nobody knows, nothing is kept.
std::vector<person_report> whom_it_is_about(storage::reader& from, const std::string& source,
                                            std::vector<messages::person_news> people) {
  constexpr std::size_t most_of_one_identity = 20;
  std::vector<person_report> known;
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

void receipt_service::record(receipt_request request, completion<json> done) {
  const auto channel = services_.channels.find(request.channel);
  if (channel == services_.channels.end())
    return done(fail(error_code::not_found, "there is no channel \"" + request.channel + "\""));
  const auto at = now();
  auto news = channel->second->read_call(
      {.body = std::move(request.body), .headers = std::move(request.headers), .at = at});
  if (!news)
    return done(fail(std::move(news.error())));
  for (const auto& one : news->account)
    channel->second->on_event(one);
  for (auto& one : news->receipts)
    bring_to_canonical_form(services_.channels, one);
  if (news->people.empty())
    return store(std::move(news->receipts), {}, std::move(done));
  // Who they are is looked up in the file: not on the caller's thread.
  auto answer = std::make_shared<completion<json>>(std::move(done));
  auto work = [this, answer, source = "/v1/receipts/" + request.channel,
               news = std::move(*news)]() mutable {
    auto people = storage::as_result([&]() -> result<std::vector<person_report>> {
      return whom_it_is_about(reader(), source, std::move(news.people));
    });
    if (!people)
      return (*answer)(fail(std::move(people.error())));
    store(std::move(news.receipts), std::move(*people), std::move(*answer));
  };
  run_query(answer, std::move(work));
}

void receipt_service::store(std::vector<messages::receipt> receipts,
                            std::vector<person_report> people, completion<json> done) {
  const auto at = now();
  struct outcome {
    std::int64_t taken = 0;
    std::int64_t duplicates = 0;
    std::int64_t unknown = 0;
    std::vector<storage::inbox_entry> inbox_entries{};
  };
  commit<outcome>(
      std::move(done),
      [this, receipts = std::move(receipts), people = std::move(people),
       at](storage::transaction& tx) -> result<outcome> {
        outcome made;
        const auto listeners = services_.catalogue.listeners();
        for (const auto& [event, patch] : people) {
          auto written = storage::write_event(tx, event, *listeners, at);
          if (!written)
            return fail(std::move(written.error()));
          ++(written->duplicate ? made.duplicates : made.taken);
          std::ranges::move(written->inbox_entries, std::back_inserter(made.inbox_entries));
          if (written->duplicate || !patch.is_object())
            continue;
          auto change = storage::write_record(tx, storage::record_write_kind::patch, event.subject,
                                              patch, {}, *listeners, at);
          if (!change)
            return fail(std::move(change.error()));
          std::ranges::move(change->inbox_entries, std::back_inserter(made.inbox_entries));
        }
        for (const auto& receipt : receipts) {
          auto written = storage::write_receipt(tx, receipt, *listeners, at);
          if (!written)
            return fail(std::move(written.error()));
          ++(!written->known ? made.unknown : written->duplicate ? made.duplicates : made.taken);
          std::ranges::move(written->inbox_entries, std::back_inserter(made.inbox_entries));
        }
        return made;
      },
      [this](outcome made) -> result<json> {
        services_.directory.bring(std::move(made.inbox_entries));
        return json{
            {"taken", made.taken}, {"duplicates", made.duplicates}, {"unknown", made.unknown}};
      });
}

void receipt_service::visit_link(link_request request, completion<json> done) {
  const auto token = messages::open_link(request.token, services_.tracker.key);
  if (!token)
    return done(no_link());
  answer_query(
      std::move(done), [this, token = *token, request = std::move(request)]() -> result<json> {
        const auto send = reader().sends().linked(token.tracking);
        // A link to unsubscribe holds after its send is forgotten.
        if (!send && token.use == messages::link_use::unsubscribe && token.of)
          return json{{"use", "unsubscribe"},
                      {"channel", token.of->channel},
                      {"purpose", messages::to_text(token.of->purpose)}};
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
        store({std::move(heard)}, {}, completion<json>{[](const result<json>&) {}});
        return answer;
      });
}

void receipt_service::unsubscribe(std::string token, completion<json> done) {
  const auto opened = messages::open_link(token, services_.tracker.key);
  if (!opened || opened->use != messages::link_use::unsubscribe)
    return done(no_link());
  const auto at = now();
  const messages::receipt word{.kind = messages::receipt_kind::unsubscribed,
                               .channel = "unsubscribe link",
                               .key = opened->tracking,
                               .at = at};
  commit<storage::receipt_written>(
      std::move(done),
      [this, word, of = opened->of,
       at](storage::transaction& tx) -> result<storage::receipt_written> {
        auto written = storage::write_receipt(tx, word, *services_.catalogue.listeners(), at);
        if (!written || written->known)
          return written;
        const auto who = of ? parse_subject(of->subject) : no_link();
        if (!who)
          return no_link();
        storage::unsubscribe_forgotten(tx, *who, of->channel, of->purpose, at);
        return written;
      },
      [this](storage::receipt_written written) -> result<json> {
        services_.directory.bring(std::move(written.inbox_entries));
        return json{{"unsubscribed", true}};
      });
}

} // namespace sojourn::service
