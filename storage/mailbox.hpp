// The local inbox, which the channel "mailbox" fills.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

/// Puts a message into the local inbox; the same key again changes nothing.
struct mail {
  effect_key key;
  subject_ref subject;
  std::string campaign;
  std::string message;
  std::string subject_line;
  std::string text;
  std::string html;
  instant at{};
};
void put_mail(transaction& tx, const mail& message);

/// Reads the local inbox; see reader for what holds of all of them.
class mailbox_reader {
public:
  virtual ~mailbox_reader() = default;

  /// Newest first; `before` is the "number" of a mail, 0 begins. Empty subject: all.
  [[nodiscard]] virtual std::vector<json> list(const std::string& subject, std::int64_t before,
                                               std::size_t limit) = 0;
};

} // namespace sojourn::storage
