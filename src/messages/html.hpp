// HTML as browsers read it: the addresses in it with their places, and the texts that are shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::messages {

/// An attribute that holds an address.
struct html_address {
  /// Whether somebody who clicks goes there. What is loaded or looked up by itself is no click: the
  /// href of <link> and <base>, a src.
  bool is_link = false;
  std::string element;   ///< "a"
  std::string attribute; ///< "href"
  std::string value;     ///< with its character references read
  /// Where the value stands in the source, with its quotes if it has any.
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct html_contents {
  std::vector<html_address> addresses{}; ///< in the order of the source
  /// What people read, run by run, and style sheets, in which addresses may stand as well.
  std::vector<std::string> texts{};
};

/// Reads HTML by the rules of the HTML Standard, whatever is wrong with it. Comments, the doctype
/// and names of XML namespaces hold no addresses; what Outlook alone reads, `<!--[if mso]> … `, is
/// read too. Work and memory are bounded. nullopt: it is made so that reading it takes too much
/// (tens of thousands of elements inside one another).
[[nodiscard]] std::optional<html_contents> read_html(std::string_view html);

/// Why the HTML of a message may not be sent: an address in it runs a script, whoever's value it
/// came from. nullopt: it may.
[[nodiscard]] std::optional<std::string> unsafe_address(const html_contents& contents);

} // namespace sojourn::messages
