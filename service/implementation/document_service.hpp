// Saving documents that have versions: segments, and messages of the library.
#pragma once

#include "service/implementation/service_base.hpp"
#include "storage/content.hpp"
#include "storage/saved.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::service {

class document_service : protected service_base {
public:
  using service_base::service_base;

protected:
  /// How documents of a kind are called, written and shown.
  struct document_kind {
    std::string_view what;    ///< "segment"
    std::string_view example; ///< of an id
    result<storage::document_written> (*write)(storage::transaction& tx,
                                               const storage::document_write& what, instant now);
    json (*show)(const storage::stored_document& stored);
    /// The campaigns that ask for one whenever they start or go on; nullptr: they keep theirs.
    std::vector<std::string> (*used_by)(storage::transaction& tx, const actors::catalogue& known,
                                        const std::string& id) = nullptr;
  };
  /// Takes its id from the path or else from itself, lets `check` say what is wrong with it, and
  /// writes it.
  void put_document(document_request request, document_kind kind,
                    std::function<result<void>(document_request&)> check, completion<written> done);

private:
  /// Writes a document whose content was checked.
  void save_document(document_request request, document_kind kind, completion<written> done);
};

} // namespace sojourn::service
