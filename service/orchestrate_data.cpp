// What can be asked about records, events, vouchers and the local inbox.
#include "records/traits.hpp"
#include "service/caused.hpp"
#include "service/cursor.hpp"
#include "service/daemon_orchestrator.hpp"
#include "service/once.hpp"
#include "signing/signature.hpp"
#include "storage/audit.hpp"
#include "storage/events.hpp"
#include "storage/mailbox.hpp"
#include "storage/read/find_records.hpp"
#include "storage/records.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::actors {

namespace {

using sojourn::orchestrator::record_write;

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

tl::unexpected<error> no_such_type(const std::string& type) {
  return fail(error_code::not_found, "there is no record type \"" + type +
                                         "\"; describe it with PUT /v1/record-types/" + type);
}

} // namespace

void daemon_orchestrator::write_record(sojourn::orchestrator::record_request request,
                                       completion<written> done) {
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
          return no_such_type(record.type);
        return storage::write_record(tx, kind_of(request.how), record, data, request.only_if,
                                     *with_.catalogue.listeners(), at);
      },
      [=, this](storage::record_change change) -> result<written> {
        json body{{"type", record.type},
                  {"id", record.id},
                  {"version", change.version},
                  {"changed", change.changed},
                  {"heard_by", instances_of(change.caused)},
                  {"triggered", campaigns_of(change.caused)},
                  {"held", held_of(change.caused)}};
        if (!removes)
          body["data"] = std::move(change.after);
        with_.directory.bring(std::move(change.caused));
        return written{std::move(body), change.created, false, change.version};
      });
}

void daemon_orchestrator::get_record(std::string type, std::string id, completion<written> done) {
  ask(std::move(done),
      [this, record = subject_ref{std::move(type), std::move(id)}]() -> result<written> {
        auto found = reader().records().find(record);
        if (!found && !reader().records().type(record.type))
          return no_such_type(record.type);
        if (!found)
          return fail(error_code::not_found, "there is no record " + to_text(record));
        const auto version = found->at("version").get<std::int64_t>();
        return written{std::move(*found), false, false, version};
      });
}

void daemon_orchestrator::list_records(std::string type,
                                       sojourn::orchestrator::record_filter filter, page_request at,
                                       completion<page> done) {
  ask(std::move(done),
      [this, type = std::move(type), filter = std::move(filter),
       at = std::move(at)]() -> result<page> {
        if (!reader().records().type(type))
          return no_such_type(type);
        auto found = reader().records().search(
            {.type = type, .fields = filter, .after = at.cursor, .limit = at.limit});
        return page{std::move(found.items), std::move(found.next)};
      });
}

void daemon_orchestrator::customer_traits(std::string id, completion<json> done) {
  ask(std::move(done), [this, id = std::move(id)]() -> result<json> {
    auto traits = reader().records().traits(id);
    // Orders may arrive before their customer does.
    if (traits == reader().records().traits({}) && !reader().records().find(records::customer(id)))
      return fail(error_code::not_found, "nothing is known of customer:" + id);
    return json{{"customer", id}, {"traits", std::move(traits)}};
  });
}

void daemon_orchestrator::customer_points(std::string id, page_request at, completion<page> done) {
  ask(std::move(done), [=, this]() -> result<page> {
    const auto before = number_of<std::int64_t>(at.cursor);
    if (!before)
      return fail(before.error());
    return page_of(at.limit, "number", [&](std::size_t limit) {
      return reader().records().point_entries(id, *before, limit);
    });
  });
}

void daemon_orchestrator::list_record_types(page_request at, completion<page> done) {
  ask(std::move(done), [this, at = std::move(at)]() -> result<page> {
    return page_of(at.limit, "name", [&](std::size_t limit) {
      std::vector<json> found;
      for (auto& type : reader().records().types()) {
        if (type.at("name").get<std::string>() > at.cursor && found.size() < limit)
          found.push_back(std::move(type));
      }
      return found;
    });
  });
}

void daemon_orchestrator::get_record_type(std::string name, completion<written> done) {
  ask(std::move(done), [this, name = std::move(name)]() -> result<written> {
    auto found = reader().records().type(name);
    if (!found)
      return no_such_type(name);
    const auto version = found->at("version").get<std::int64_t>();
    return written{std::move(*found), false, false, version};
  });
}

void daemon_orchestrator::put_record_type(std::string name, json schema, preconditions only_if,
                                          caller by, completion<written> done) {
  auto type = records::read_type(name, schema);
  if (!type) {
    done(fail(std::move(type.error())));
    return;
  }
  const auto at = now();
  commit<storage::record_type_written>(
      std::move(done),
      [type = *type, only_if = std::move(only_if), by, at](storage::transaction& tx) {
        auto put = storage::put_record_type(tx, *type, at, only_if);
        if (put && put->changed)
          storage::write_audit(tx, at, by.who, "record_type.put", type->name, by.why);
        return put;
      },
      [this, type = *type](const storage::record_type_written& put) -> result<written> {
        with_.segments.forget();
        json body{{"name", type->name},
                  {"version", put.version},
                  {"changed", put.changed},
                  {"schema", *type->schema}};
        return written{std::move(body), put.created, false, put.version};
      });
}

void daemon_orchestrator::publish_event(sojourn::orchestrator::event_request request,
                                        completion<written> done) {
  if (request.source == storage::own_event_source) {
    done(fail(error_code::invalid_request, "only the daemon itself publishes as \"sojourn\"",
              {{"/source", "name the system that the event comes from"}}));
    return;
  }
  storage::stored_event event;
  event.source = std::move(request.source);
  event.id = std::move(request.id);
  event.type = std::move(request.type);
  event.subject = std::move(request.subject);
  event.at = request.at.value_or(now());
  event.data = request.data.is_null() ? json::object() : std::move(request.data);
  const auto at = now();
  commit<storage::event_written>(
      std::move(done),
      [this, event, at](storage::transaction& tx) {
        return storage::write_event(tx, event, *with_.catalogue.listeners(), at);
      },
      [this, event](storage::event_written outcome) -> result<written> {
        json body{{"source", event.source},
                  {"id", event.id},
                  {"duplicate", outcome.duplicate},
                  {"heard_by", instances_of(outcome.caused)},
                  {"heard_at_start", std::move(outcome.heard_at_start)},
                  {"triggered", campaigns_of(outcome.caused)},
                  {"held", held_of(outcome.caused)},
                  {"kept_until", to_text(outcome.kept_until)}};
        with_.directory.bring(std::move(outcome.caused));
        return written{std::move(body), !outcome.duplicate, outcome.duplicate, 0};
      });
}

void daemon_orchestrator::create_pool(std::string pool, std::optional<instant> expires_at,
                                      caller by, idempotency idem, completion<written> done) {
  const auto at = now();
  commit<keyed_answer>(
      std::move(done),
      [=](storage::transaction& tx) {
        return once(tx, idem, at, [&]() -> result<json> {
          auto made = storage::create_pool(tx, pool, at, expires_at);
          if (made)
            storage::write_audit(tx, at, by.who, "pool.create", pool, by.why);
          return made;
        });
      },
      [](keyed_answer made) -> result<written> {
        return written{std::move(made.body), true, made.replayed, 0};
      });
}

void daemon_orchestrator::add_codes(std::string pool, std::vector<std::string> codes, caller by,
                                    idempotency idem, completion<json> done) {
  const auto at = now();
  commit<keyed_answer>(
      std::move(done),
      [=, codes = std::move(codes)](storage::transaction& tx) {
        return once(tx, idem, at, [&]() -> result<json> {
          auto added = storage::add_codes(tx, pool, codes, at);
          if (added)
            storage::write_audit(tx, at, by.who, "pool.add", pool, dump(*added));
          return added;
        });
      },
      [](keyed_answer made) -> result<json> { return std::move(made.body); });
}

void daemon_orchestrator::list_pools(page_request at, completion<page> done) {
  ask(std::move(done), [this, at = std::move(at)]() -> result<page> {
    return page_of(at.limit, "id", [&](std::size_t limit) {
      std::vector<json> found;
      for (auto& pool : reader().vouchers().pools()) {
        if (pool.at("id").get<std::string>() > at.cursor && found.size() < limit)
          found.push_back(std::move(pool));
      }
      return found;
    });
  });
}

void daemon_orchestrator::get_pool(std::string pool, completion<json> done) {
  ask(std::move(done), [this, pool = std::move(pool)]() -> result<json> {
    auto found = reader().vouchers().pool(pool);
    if (!found)
      return fail(error_code::not_found, "there is no voucher pool \"" + pool + "\"");
    return std::move(*found);
  });
}

void daemon_orchestrator::list_codes(std::string pool, std::string state, page_request at,
                                     completion<page> done) {
  ask(std::move(done), [=, this]() -> result<page> {
    const auto after = number_of<std::int64_t>(at.cursor);
    if (!after)
      return fail(after.error());
    if (!reader().vouchers().pool(pool))
      return fail(error_code::not_found, "there is no voucher pool \"" + pool + "\"");
    return page_of(at.limit, "number", [&](std::size_t limit) {
      return reader().vouchers().codes(pool, state, *after, limit);
    });
  });
}

void daemon_orchestrator::redeem(std::string pool, std::string code, caller by,
                                 completion<json> done) {
  const auto at = now();
  commit<storage::redemption>(
      std::move(done),
      [=, this](storage::transaction& tx) {
        return storage::redeem(tx, pool, code, by.who, *with_.catalogue.listeners(), at);
      },
      [this](storage::redemption made) -> result<json> {
        auto body = std::move(made.voucher);
        body["heard_by"] = instances_of(made.caused);
        with_.directory.bring(std::move(made.caused));
        return body;
      });
}

void daemon_orchestrator::list_mailbox(std::string subject, page_request at,
                                       completion<page> done) {
  ask(std::move(done), [=, this]() -> result<page> {
    const auto before = number_of<std::int64_t>(at.cursor);
    if (!before)
      return fail(before.error());
    return page_of(at.limit, "number", [&](std::size_t limit) {
      return reader().mailbox().list(subject, *before, limit);
    });
  });
}

} // namespace sojourn::actors
