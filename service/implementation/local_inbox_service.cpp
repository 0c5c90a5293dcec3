// What can be asked about the local inbox.
#include "service/implementation/local_inbox_service.hpp"

#include "service/implementation/cursor.hpp"
#include "storage/mailbox.hpp"

namespace sojourn::service {

void local_inbox_service::list(std::string subject, page_request at, completion<page> done) {
  answer_query(std::move(done), [=, this]() -> result<page> {
    const auto before = number_of<std::int64_t>(at.cursor);
    if (!before)
      return fail(before.error());
    return page_of(at.limit, "number", [&](std::size_t limit) {
      return reader().mailbox().list(subject, *before, limit);
    });
  });
}

} // namespace sojourn::service
