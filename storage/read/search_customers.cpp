#include "storage/read/search_customers.hpp"

#include "base/folding.hpp"
#include "records/identity.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

/// Names that are compared with all words of a text, at most.
constexpr std::int64_t most_looked_at = 50'000;
/// Digits without which a text is no phone number.
constexpr std::size_t fewest_digits = 3;
/// What stands between the digits of a phone number.
constexpr std::string_view between_digits = " .-()/+";
constexpr std::string_view home_country = "84";

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The beginnings that a phone number typed so may have as it is kept.
std::vector<std::string> phone_prefixes(const std::string& text) {
  std::string digits;
  for (const auto c : text) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (between_digits.find(c) == std::string_view::npos)
      return {};
  }
  if (digits.size() < fewest_digits)
    return {};
  std::vector<std::string> prefixes;
  if (const auto whole = records::normal_identity("phone", text))
    prefixes.push_back(*whole);
  if (text.starts_with('+') || text.starts_with("00"))
    prefixes.push_back("+" + digits.substr(text.starts_with('+') ? 0 : 2));
  else if (digits.starts_with('0'))
    prefixes.push_back("+" + std::string{home_country} + digits.substr(1));
  else
    prefixes.push_back("+" + digits);
  prefixes.push_back(digits); // short numbers are kept as they are
  return prefixes;
}

bool has_words(const std::string& name, const std::vector<std::string>& words) {
  return std::ranges::all_of(words, [&](const std::string& word) {
    return name.starts_with(word) || name.find(" " + word) != std::string::npos;
  });
}

class customer_search {
public:
  customer_search(table_set& tables, std::size_t limit) : tables_{tables}, limit_{limit} {}

  std::vector<json> run(const std::string& text) {
    const auto type = tables_.record_types.read(std::string{records::customer_type}).second;
    if (is_record_id(text))
      add(text, "id");
    if (type != nullptr) {
      for (const auto& [field, kind] : type->identities)
        find_identities(field, kind, text);
    }
    if (is_record_id(text)) {
      for (const auto& id :
           tables_.records.ids_beginning(std::string{records::customer_type}, text, limit_))
        add(id, "id");
    }
    if (text.find('@') == std::string::npos)
      find_names(folded_words(text));
    return std::move(found_);
  }

private:
  [[nodiscard]] bool is_full() const { return found_.size() >= limit_; }

  void add(const std::string& id, const std::string& how) {
    if (is_full() || std::ranges::find(ids_, id) != ids_.end())
      return;
    auto record = tables_.records.show(records::customer(id));
    if (!record)
      return;
    (*record)["matched"] = how;
    ids_.push_back(id);
    found_.push_back(std::move(*record));
  }

  void find_identities(const std::string& field, const std::string& kind, const std::string& text) {
    std::vector<std::string> prefixes;
    if (kind == "phone") {
      prefixes = phone_prefixes(text);
    } else if (kind == "email") {
      if (text.find(' ') == std::string::npos)
        prefixes = {lower(text)};
    } else {
      prefixes = {text};
    }
    for (const auto& prefix : prefixes) {
      for (const auto& id :
           tables_.identities.beginning(std::string{records::customer_type}, field, prefix, limit_))
        add(id, field);
    }
  }

  static std::string lower(std::string text) {
    for (auto& c : text)
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
  }

  void find_names(const std::vector<std::string>& words) {
    if (words.empty() || is_full())
      return;
    // As it is written, from any of its words on: the best fit, and one range of the index.
    std::string phrase;
    for (const auto& word : words)
      phrase += (phrase.empty() ? "" : " ") + word;
    tables_.customer_names.visit_beginning(phrase, [&](const std::string&, const std::string& id) {
      add(id, "name");
      return !is_full();
    });
    if (words.size() == 1 || is_full())
      return;
    // The words in any order: those whose names hold the rarest are looked at.
    const auto* rarest = &words.front();
    auto fewest = most_looked_at + 1;
    for (const auto& word : words) {
      const auto count = tables_.customer_names.count_beginning(word, most_looked_at);
      if (count < fewest) {
        fewest = count;
        rarest = &word;
      }
    }
    std::int64_t looked_at = 0;
    tables_.customer_names.visit_beginning(*rarest,
                                           [&](const std::string& name, const std::string& id) {
                                             if (has_words(name, words))
                                               add(id, "name");
                                             return !is_full() && ++looked_at < most_looked_at;
                                           });
  }

  table_set& tables_;
  std::size_t limit_;
  std::vector<std::string> ids_{};
  std::vector<json> found_{};
};

} // namespace

std::vector<json> search_customers(table_set& tables, const std::string& text, std::size_t limit) {
  const auto wanted = trimmed(text);
  return wanted.empty() ? std::vector<json>{} : customer_search{tables, limit}.run(wanted);
}

} // namespace sojourn::storage
