// Saving a document that was read and checked: a segment, a message of the library.
#include "service/implementation/document_service.hpp"

#include "service/implementation/right_to_send.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/saved.hpp"

namespace sojourn::service {

void document_service::put_document(document_request request, document_kind kind,
                                    std::function<result<void>(document_request&)> check,
                                    completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  // Reading a document takes milliseconds: not on the caller's thread.
  auto work = [this, answer, kind, check = std::move(check),
               request = std::move(request)]() mutable {
    const auto named = request.definition.value("id", json());
    if (request.id.empty() && named.is_string())
      request.id = named.get<std::string>();
    if (!is_name(request.id))
      return (*answer)(
          fail(error_code::invalid_request, "the " + std::string{kind.what} + " has no id",
               {{"/id", "write a name such as \"" + std::string{kind.example} + "\""}}));
    if (auto sound = check(request); !sound)
      return (*answer)(fail(std::move(sound.error())));
    save_document(std::move(request), kind, std::move(*answer));
  };
  run_check(answer, std::move(work));
}

void document_service::save_document(document_request request, document_kind kind,
                                     completion<written> done) {
  struct outcome {
    storage::document_written put;
    keyed_answer answer;
  };
  const auto at = now();
  commit<outcome>(
      std::move(done),
      [this, request = std::move(request), kind, at](storage::transaction& tx) -> result<outcome> {
        outcome made;
        auto answered = with_idempotency_key(tx, request.idem, at, [&]() -> result<json> {
          auto put = kind.write(tx,
                                {.id = request.id,
                                 .source = request.definition,
                                 .must_be_new = request.must_be_new,
                                 .only_if = request.only_if,
                                 .who = request.by.who},
                                at);
          if (!put)
            return fail(std::move(put.error()));
          if (put->changed && kind.used_by != nullptr) {
            if (auto may = require_right_to_send(
                    tx, request.by, "the " + std::string{kind.what} + " \"" + request.id + "\"",
                    kind.used_by(tx, services_.catalogue, request.id));
                !may)
              return fail(std::move(may.error()));
          }
          made.put = std::move(*put);
          return kind.show(made.put.document);
        });
        if (!answered)
          return fail(std::move(answered.error()));
        made.answer = std::move(*answered);
        return made;
      },
      [](outcome made) -> result<written> {
        const auto version = made.answer.body.at("version").get<std::int64_t>();
        return written{std::move(made.answer.body), made.put.created, made.answer.replayed,
                       version};
      });
}

} // namespace sojourn::service
