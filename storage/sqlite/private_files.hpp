// The data belong to one user of the machine: directories 0700, files 0600.
#pragma once

#include "base/result.hpp"

#include <functional>
#include <string>

namespace sojourn::storage {

/// Takes a sentence for the administrator. May be empty.
using notice = std::function<void(const std::string&)>;

/// Makes `path`, with its parents, so that only its owner can enter it. One that is there already
/// and lets others in is closed to them if it holds nothing or files of ours ("sojourn…"); a
/// directory of other files (a home, /tmp) keeps its mode. `tell` says which it was.
/// Errors: data_unusable, when it cannot be made.
[[nodiscard]] result<void> make_private_directory(const std::string& path, const notice& tell);

/// Creates an empty file that only its owner can read. Nothing happens where there is one.
void create_private_file(const std::string& path);

/// Closes each file of `directory` whose name begins with `prefix` to other users; `tell` says
/// which were open to them.
void make_files_private(const std::string& directory, const std::string& prefix,
                        const notice& tell);

/// Tells when other users can read the file at `path`, which holds `what` ("the key for secrets").
void warn_if_readable_by_others(const std::string& path, const std::string& what,
                                const notice& tell);

} // namespace sojourn::storage
