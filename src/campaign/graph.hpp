// Checks of a definition's steps as a graph.
#pragma once

#include "campaign/definition.hpp"
#include "campaign/node.hpp"

namespace sojourn::campaign {

/// Complains about steps that no way leads to, and about loops that could turn for ever
/// without a pause.
///
/// `definition` holds the steps that could be read; `steps` is the document's object of all
/// of them. A step with mistakes of its own may lead wherever its texts name a step, so that
/// a mistake in it does not make others unreachable.
void check_graph(const definition& definition, const node& steps, const mistake_list& mistakes);

} // namespace sojourn::campaign
