// What can be asked about records.
#include "service/implementation/record_service.hpp"

#include "records/traits.hpp"
#include "service/implementation/cursor.hpp"
#include "service/implementation/receivers.hpp"
#include "service/implementation/record_type_errors.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "signing/signature.hpp"
#include "storage/audit.hpp"
#include "storage/customers.hpp"
#include "storage/events.hpp"
#include "storage/identities.hpp"
#include "storage/mailbox.hpp"
#include "storage/read/find_records.hpp"
#include "storage/records.hpp"
#include "storage/vouchers.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace sojourn::service {

namespace {

storage::record_write_kind kind_of(record_write how) {
  switch (how) {
  case record_write::put:
    return storage::record_write_kind::put;
  case record_write::patch:
    return storage::record_write_kind::patch;
  case record_write::remove:
    return storage::record_write_kind::remove;
  }
  return storage::record_write_kind::put;
}

/// Records that are found by one identity, at most.
constexpr std::size_t most_found = 100;

/// In the order of storage::timeline_kind.
constexpr std::array<std::string_view, storage::timeline_kinds> timeline_names{
    "consent", "change", "points", "order", "instance", "event", "send"};

std::string cursor_of(const storage::timeline_place& place) {
  return std::to_string(to_unix_ms(place.at)) + "." + std::to_string(static_cast<int>(place.kind)) +
         "." + std::to_string(place.number);
}

/// The place that a cursor holds; behind everything for the empty one. Errors: invalid_cursor.
result<storage::timeline_place> place_of(const std::string& cursor) {
  constexpr auto all = std::numeric_limits<std::int64_t>::max();
  if (cursor.empty())
    return storage::timeline_place{from_unix_ms(all), storage::timeline_kind::send, all};
  const auto first = cursor.find('.');
  const auto second = cursor.find('.', first == std::string::npos ? first : first + 1);
  if (second == std::string::npos)
    return fail(error_code::invalid_cursor, "this cursor was not given by this daemon");
  const auto at = number_of<std::int64_t>(cursor.substr(0, first));
  const auto kind = number_of<std::uint8_t>(cursor.substr(first + 1, second - first - 1));
  const auto number = number_of<std::int64_t>(cursor.substr(second + 1));
  if (!at || !kind || !number || *kind >= storage::timeline_kinds)
    return fail(error_code::invalid_cursor, "this cursor was not given by this daemon");
  return storage::timeline_place{from_unix_ms(*at), static_cast<storage::timeline_kind>(*kind),
                                 *number};
}

} // namespace

void record_service::write(record_request request, completion<written> done) {
  const bool removes = request.how == record_write::remove;
  if (!removes && !request.data.is_object()) {
    done(fail(error_code::invalid_request, "a record is a JSON object",
              {{"", "write an object with the record's fields"}}));
    return;
  }
  if (const auto named = request.data.find("id");
      !removes && named != request.data.end() && *named != json(request.id)) {
    done(fail(error_code::invalid_request, "the record's id is not the id of the path",
              {{"/id", "leave it out, or write \"" + request.id + "\""}}));
    return;
  }
  const auto at = now();
  const auto record = subject_ref{request.type, request.id};
  commit<storage::record_change>(
      std::move(done),
      [=, this,
       data = std::move(request.data)](storage::transaction& tx) -> result<storage::record_change> {
        if (!storage::knows_record_type(tx, record.type))
          return no_record_type(record.type);
        return storage::write_record(tx, kind_of(request.how), record, data, request.only_if,
                                     *services_.catalogue.listeners(), at);
      },
      [=, this](storage::record_change change) -> result<written> {
        json body{{"type", record.type},
                  {"id", record.id},
                  {"version", change.version},
                  {"changed", change.changed},
                  {"heard_by", instances_of(change.inbox_entries)},
                  {"triggered", campaigns_of(change.inbox_entries)},
                  {"held", held_of(change.inbox_entries)}};
        if (!removes)
          body["data"] = std::move(change.after);
        services_.directory.bring(std::move(change.inbox_entries));
        return written{std::move(body), change.created, false, change.version};
      });
}

void record_service::get(std::string type, std::string id, completion<written> done) {
  answer_query(std::move(done),
               [this, record = subject_ref{std::move(type), std::move(id)}]() -> result<written> {
                 auto found = reader().records().find(record);
                 if (!found && !reader().records().type(record.type))
                   return no_record_type(record.type);
                 if (!found)
                   return fail(error_code::not_found, "there is no record " + to_text(record));
                 const auto version = found->at("version").get<std::int64_t>();
                 return written{std::move(*found), false, false, version};
               });
}

void record_service::list(std::string type, record_filter filter, page_request at,
                          completion<page> done) {
  answer_query(std::move(done),
               [this, type = std::move(type), filter = std::move(filter),
                at = std::move(at)]() -> result<page> {
                 if (!reader().records().type(type))
                   return no_record_type(type);
                 auto found = reader().records().search(
                     {.type = type, .fields = filter, .after = at.cursor, .limit = at.limit});
                 return page{std::move(found.items), std::move(found.next)};
               });
}

void record_service::find(std::string type, record_filter identities, completion<page> done) {
  answer_query(
      std::move(done),
      [this, type = std::move(type), identities = std::move(identities)]() -> result<page> {
        std::optional<std::vector<std::string>> fitting;
        for (const auto& [field, value] : identities) {
          auto found = reader().identities().find(type, field, value, most_found);
          if (!found)
            return fail(found.error().code, "the request has a mistake",
                        {{pointer_to("/query", "identity." + field), found.error().message}});
          if (!fitting)
            fitting = std::move(*found);
          else
            std::erase_if(*fitting, [&](const std::string& id) {
              return std::ranges::find(*found, id) == found->end();
            });
        }
        page shown;
        for (const auto& id : fitting.value_or(std::vector<std::string>{})) {
          if (auto record = reader().records().find({type, id}))
            shown.items.push_back(std::move(*record));
        }
        return shown;
      });
}

void record_service::traits(std::string id, completion<json> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<json> {
    auto traits = reader().records().traits(id);
    // Orders may arrive before their customer does.
    if (traits == reader().records().traits({}) && !reader().records().find(records::customer(id)))
      return fail(error_code::not_found, "nothing is known of customer:" + id);
    return json{{"customer", id}, {"traits", std::move(traits)}};
  });
}

void record_service::points(std::string id, page_request at, completion<page> done) {
  answer_query(std::move(done), [=, this]() -> result<page> {
    const auto before = number_of<std::int64_t>(at.cursor);
    if (!before)
      return fail(before.error());
    return page_of(at.limit, "number", [&](std::size_t limit) {
      return reader().records().point_entries(id, *before, limit);
    });
  });
}

void record_service::search(std::string text, std::uint32_t limit, completion<page> done) {
  answer_query(std::move(done), [=, this]() -> result<page> {
    return page{reader().customers().search(text, limit), {}};
  });
}

void record_service::timeline(std::string id, page_request at, completion<page> done) {
  answer_query(std::move(done), [=, this]() -> result<page> {
    const auto before = place_of(at.cursor);
    if (!before)
      return fail(before.error());
    const auto items = reader().customers().timeline(id, *before, at.limit);
    if (items.empty() && at.cursor.empty() && !reader().records().find(records::customer(id)))
      return fail(error_code::not_found, "nothing is known of customer:" + id);
    page shown;
    for (const auto& item : items)
      shown.items.push_back({{"at", to_text(item.place.at)},
                             {"kind", timeline_names.at(static_cast<std::size_t>(item.place.kind))},
                             {"what", item.what}});
    if (items.size() == at.limit)
      shown.next_cursor = cursor_of(items.back().place);
    return shown;
  });
}

} // namespace sojourn::service
