// Reading and changing how long finished data is kept.
#include "service/implementation/retention_service.hpp"

#include "storage/audit.hpp"
#include "storage/reader.hpp"
#include "storage/retention.hpp"

namespace sojourn::service {

namespace {

json show(const storage::stored_retention& stored, const retention::policy& in_force) {
  json shown{{"version", stored.version}, {"retention", retention::as_json(in_force)}};
  if (stored.version != 0) {
    shown["updated_at"] = to_text(stored.at);
    shown["updated_by"] = stored.who;
  }
  return shown;
}

} // namespace

void retention_service::get(completion<written> done) {
  answer_query(std::move(done), [this]() -> result<written> {
    const auto stored = reader().retention().newest();
    return written{show(stored, reader().retention().in_force()), false, false, stored.version};
  });
}

void retention_service::put(json document, preconditions only_if, caller by,
                            completion<written> done) {
  if (auto read = retention::read_policy(document); !read)
    return done(fail(std::move(read.error())));
  const auto at = now();
  commit<storage::stored_retention>(
      std::move(done),
      [document = std::move(document), only_if, by,
       at](storage::transaction& tx) -> result<storage::stored_retention> {
        auto put = storage::put_retention(tx, document, only_if, by.who, at);
        if (put)
          storage::write_audit(tx, at, by.who, "retention.put", std::to_string(put->version),
                               by.why);
        return put;
      },
      [this](const storage::stored_retention& put) -> result<written> {
        worker_.look();
        return written{show(put, reader().retention().in_force()), false, false, put.version};
      });
}

} // namespace sojourn::service
