// Checks of a definition's steps as a graph.
#pragma once

#include "campaign/definition.hpp"
#include "campaign/node.hpp"

namespace sojourn::campaign {

/// Complains about steps that no way leads to, and about loops that could turn for ever
/// without a pause.
///
/// `definition` holds the steps that could be read; `steps` is the document's object of all
/// of them. One slip is told once: it does not make other steps unreachable as well.
void check_graph(const definition& definition, const node& steps);

} // namespace sojourn::campaign
