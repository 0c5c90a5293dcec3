#include "storage/write/calls.hpp"

#include "storage/outbox.hpp"
#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

result<admission_result> admit_call(transaction& tx, const call_request& what) {
  auto made = admit_call(tx, what.action);
  if (made && what.marks && !made->gone && made->admission.what == messages::admission::kind::send)
    tx.tables.outbox.mark_handed_over(what.action.key.instance);
  return made;
}

} // namespace sojourn::storage
