// What a provider says of the templates that the shop has there, as it is mirrored.
#pragma once

#include "storage/store.hpp"

namespace sojourn::storage {

struct provider_template {
  std::string id;
  json document; ///< in the words of the channel that mirrors it
  instant updated_at{};
};

/// The account has these templates and no others. One whose document is the same keeps its time.
void put_provider_templates(transaction& tx, const std::string& account,
                            const std::vector<provider_template>& all);

} // namespace sojourn::storage
