// Message templates: Mustache with formatting sections.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/work_budget.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::text {

/// How values are escaped where a template does not ask for raw ones ({{{x}}}, {{&x}}).
enum class escaping { none, html, json_string, url };

/// What a rendering lacked, for those who look at a text before it leaves.
struct render_notes {
  /// A fallback whose second part was shown.
  struct fallback {
    std::set<std::string> names; ///< that its first part lacked
    std::string shown;
    bool operator==(const fallback&) const = default;
  };
  std::set<std::string> missing; ///< names that showed nothing, outside of such fallbacks
  std::vector<fallback> fallbacks;
};

/// What rendering needs besides its data.
struct render_options {
  escaping escape = escaping::none;
  /// Language of `money` and `date`: "vi" or "en" (anything else formats as "en").
  std::string language = "en";
  /// IANA zone in which `date` shows instants.
  std::string zone = "UTC";
  /// Partials by name; a missing partial renders as nothing, as the spec asks.
  std::map<std::string, std::string> partials{};
  /// Where people reach the daemon's pages, without a slash at its end; empty: nowhere.
  std::string links_base{};
  /// Gets what the rendering lacked; added to what is there.
  render_notes* notes = nullptr;
  /// What several renderings may take together; a text that it does not suffice for ends where
  /// it was used up, and whoever gave it must look. nullptr: max_render_units for each.
  work_budget* work = nullptr;
};

struct token;

/// A rendered text is cut at this size, at the border of a code point: no channel takes
/// more, and a list in the data must not fill the memory.
inline constexpr std::size_t max_rendered_bytes = 1024 * 1024;

/// Units of work that one rendering may take where no budget is given (work_budget.hpp): nested
/// loops over long lists, and texts that are looked at and thrown away, end here.
inline constexpr std::uint64_t max_render_units = 1'000'000;

/// Partials within partials; a deeper one renders as nothing.
inline constexpr std::size_t max_partial_depth = 16;

/// A parsed Mustache template (the core spec: comments, delimiters, interpolation,
/// inverted, partials, sections). Immutable, cheap to copy, thread-safe.
///
/// As conditions do, sections count false, null, 0, "" and [] as absent. Objects and
/// lists are shown as JSON, numbers as JavaScript writes them.
///
/// Formatting sections render their body and format the outcome, when no value of that
/// name is in the data:
///
/// | template | vi | en, and all else |
/// |---|---|---|
/// | {{#money}}{{amount}} VND{{/money}} | 1.250.000 ₫ | VND 1,250,000 |
/// | {{#money}}{{amount}} USD{{/money}} | 1.234,50 USD | USD 1,234.50 |
/// | {{#money}}{{amount}}{{/money}} | 1.250.000 | 1,250,000 |
/// | {{#date}}{{order.at}}{{/date}} | 01/03/2026 | 1 March 2026 |
/// | {{#upper}}{{name}}{{/upper}} | NGUYỄN VĂN ĐỨC | NGUYỄN VĂN ĐỨC |
/// | {{#form}}vat-invoice{{/form}} | links_base/f/vat-invoice | the same |
/// | {{#confirm}}{{trigger.data.request}}{{/confirm}} | links_base/c/12 | the same |
///
/// and {{#fallback}}{{customer.name}}|bạn{{/fallback}} takes the part after the last '|' of
/// the template (not of a value) when the part before it renders blank.
///
/// Amounts round to the decimals of their currency (ISO 4217); dates are RFC 3339 or
/// local texts, shown in the zone. What is no amount or date stays as it is. The body of
/// `money`, `date`, `upper`, `form` and `confirm` is text and not markup: its outcome is escaped as
/// a value. A link shows nothing where there is no base, or what stands in it is no id
/// (is_form_id).
class message_template {
public:
  message_template();

  /// Errors (invalid_template), with line and column: an unclosed or empty tag, a section
  /// that is not closed, or closed but not open, or nested too deep, bad delimiters.
  [[nodiscard]] static result<message_template> parse(std::string_view source);

  /// The text for `data`. Missing values render as nothing, and so do partials that are
  /// missing or are no templates. Bounded by the three limits above.
  [[nodiscard]] std::string render(const json& data, const render_options& options = {}) const;

  /// The dotted names it may read, as they are written: outermost first part included
  /// ("customer.name"), names inside of sections without the section's. Names of
  /// formatting sections and what partials read are left out.
  [[nodiscard]] std::set<std::string> names() const;

  /// What stands inside of sections of this name, without blanks around it, where nothing in it is
  /// computed: the forms of "form".
  [[nodiscard]] std::set<std::string> inside(std::string_view section) const;

  /// Whether one of these names begins with `root`.
  [[nodiscard]] bool reads(std::string_view root) const;

  [[nodiscard]] const std::string& source() const;

private:
  std::shared_ptr<const token> root_;
  std::string source_;
};

} // namespace sojourn::text
