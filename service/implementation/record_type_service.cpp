// What can be asked about record types.
#include "service/implementation/record_type_service.hpp"

#include "accounts/changes.hpp"
#include "records/traits.hpp"
#include "service/implementation/cursor.hpp"
#include "service/implementation/record_type_errors.hpp"
#include "storage/audit.hpp"
#include "storage/records.hpp"

namespace sojourn::service {

void record_type_service::list(page_request at, completion<page> done) {
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
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

void record_type_service::get(std::string name, completion<written> done) {
  answer_query(std::move(done), [this, name = std::move(name)]() -> result<written> {
    auto found = reader().records().type(name);
    if (!found)
      return no_record_type(name);
    const auto version = found->at("version").get<std::int64_t>();
    return written{std::move(*found), false, false, version};
  });
}

void record_type_service::put(std::string name, json schema, preconditions only_if, caller by,
                              completion<written> done) {
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
          storage::write_audit(tx, at,
                               {.who = by.who,
                                .action = "record_type.put",
                                .target = type->name,
                                .why = by.why,
                                .changes = accounts::changes_between(put->before, *type->schema)});
        return put;
      },
      [this, type = *type](const storage::record_type_written& put) -> result<written> {
        services_.segments.forget();
        json body{{"name", type->name},
                  {"version", put.version},
                  {"changed", put.changed},
                  {"schema", *type->schema}};
        return written{std::move(body), put.created, false, put.version};
      });
}

} // namespace sojourn::service
