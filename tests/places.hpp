// Where the tests find the files of the repository and of the public suites. The paths stand in
// one object file, so that every other one is the same in each clone and comes from the cache.
#pragma once

#include <string>

namespace sojourn::tests {

/// The root of the repository, without a slash at its end.
std::string source_folder();

/// The folder with the data of public conformance suites, which may not exist.
std::string conformance_folder();

} // namespace sojourn::tests
