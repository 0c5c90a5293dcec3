// Saving a document that was read and found sound: a segment, a message of the library.
#include "actors/caf_orchestrator.hpp"
#include "actors/once.hpp"

namespace sojourn::actors {

void caf_orchestrator::save_document(sojourn::orchestrator::document_request request,
                                     document_kind kind, completion<written> done) {
  struct outcome {
    storage::document_written put;
    keyed_answer answer;
  };
  const auto at = now();
  commit<outcome>(
      std::move(done),
      [request = std::move(request), kind, at](storage::transaction& tx) -> result<outcome> {
        outcome made;
        auto answered = once(tx, request.idem, at, [&]() -> result<json> {
          auto put = kind.write(tx,
                                {.id = request.id,
                                 .source = request.definition,
                                 .must_be_new = request.must_be_new,
                                 .if_version = request.if_version,
                                 .who = request.by.who},
                                at);
          if (!put)
            return fail(std::move(put.error()));
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

} // namespace sojourn::actors
