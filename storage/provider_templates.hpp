// What a provider says of the templates that the shop has there, as it is mirrored.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

struct provider_template {
  std::string id;
  json document; ///< in the words of the channel that mirrors it
  instant updated_at{};
};

/// The account has these templates and no others. One whose document is the same keeps its time.
void put_provider_templates(transaction& tx, const std::string& account,
                            const std::vector<provider_template>& all);

/// Reads the templates; see reader for what holds of all of them.
class provider_template_reader {
public:
  virtual ~provider_template_reader() = default;

  /// By id.
  [[nodiscard]] virtual std::vector<provider_template> list(const std::string& account) = 0;
};

} // namespace sojourn::storage
