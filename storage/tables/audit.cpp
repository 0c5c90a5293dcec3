#include "storage/tables/audit.hpp"

#include "storage/transaction.hpp"

namespace sojourn::storage {

void write_audit(transaction& tx, instant at, const std::string& who, const std::string& action,
                 const std::string& target, const std::string& why) {
  tx.tables.audit.insert(at, who, action, target, why);
}

} // namespace sojourn::storage
