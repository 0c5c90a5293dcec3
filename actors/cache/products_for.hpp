// The products that a text shows, from the data file. No CAF, no state.
#pragma once

#include "campaign/definition.hpp"
#include "content/products.hpp"
#include "storage/reader.hpp"

namespace sojourn::actors {

/// The product that somebody looked at last; empty: none. Throws storage::read_failure.
[[nodiscard]] std::string last_viewed_by(storage::reader& from, const subject_ref& subject);

/// The products of the data file, as long as the reader lives; its functions throw
/// storage::read_failure.
[[nodiscard]] content::product_lookup products_in(storage::reader& from);

/// What texts see as `products`, by these rules. Throws storage::read_failure.
[[nodiscard]] json products_for(storage::reader& from, const campaign::product_rules& rules,
                                const subject_ref& subject);

/// The same by the rules of the message that a step sends.
[[nodiscard]] json products_for(storage::reader& from, const campaign::definition& campaign,
                                const std::string& step, const subject_ref& subject);

} // namespace sojourn::actors
