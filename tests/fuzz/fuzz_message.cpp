// Any bytes as a message of the library: it is refused with mistakes, or it is read, looked through
// and rendered, and none of that fails.
#include "campaign/message_reader.hpp"
#include "content/lint.hpp"
#include "content/render.hpp"
#include "text/text_length.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace sojourn;
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  static_cast<void>(text::size_as_sms(text));
  if (text::characters(text) > size)
    std::abort();
  const auto source = parse_json(text);
  if (!source)
    return 0;
  const auto read = campaign::read_library_message("fuzzed", *source);
  if (!read) {
    if (read.error().details.empty())
      std::abort();
    return 0;
  }
  const json data{{"customer", {{"name", "An"}, {"city", "Huế"}}}};
  content::lint_figures figures;
  figures.allowed_link_domains = {"shop.example"};
  figures.customer_type = records::find_shipped("customer");
  figures.product_type = records::find_shipped("product");
  figures.sample = data;
  for (const auto& channels : {std::vector<std::string>{}, std::vector<std::string>{"sms"}}) {
    const auto once = content::lint_message(read->parts, "", channels, figures);
    if (once != content::lint_message(read->parts, "", channels, figures))
      std::abort();
    for (const auto& one : once)
      if (one.message.empty() || !is_utf8(one.message))
        std::abort();
  }
  if (!content::render(read->parts,
                       {.data = data, .channel = "web_push", .zone = "UTC", .wants_notes = true}))
    std::abort();
  return 0;
}
