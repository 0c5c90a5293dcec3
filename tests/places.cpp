#include "places.hpp"

namespace sojourn::tests {

std::string source_folder() { return SOJOURN_SOURCE_DIR; }

std::string conformance_folder() { return SOJOURN_CONFORMANCE_DIR; }

} // namespace sojourn::tests
