#include "messages/html.hpp"

#include "base/ascii.hpp"
#include "messages/web_address.hpp"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <gumbo.h>
#include <new>
#include <utility>

namespace sojourn::messages {

namespace {

/// What one reading may take: memory for the tree, which is some twenty times as large as the
/// source of a usual mail, and time of the processor, for what is made so that its tree is large
/// or long to walk. A mail of 100 kB takes two milliseconds.
constexpr std::size_t least_tree_bytes = std::size_t{16} << 20;
constexpr std::size_t tree_bytes_per_byte = 32;
constexpr double most_seconds = 0.5;
constexpr std::size_t block_bytes = std::size_t{64} << 10;
constexpr std::size_t allocations_per_look = 64; ///< at the clock

double processor_seconds() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

/// The memory of one reading. It is given back as a whole, and not by walking the tree, which the
/// library does by recursion; and where it runs out, reading ends, since the library looks at no
/// allocation. Reading is then left by longjmp, so that nothing in between may need a destructor.
struct arena {
  struct block {
    block* before;
  };
  block* last = nullptr;
  char* free = nullptr; ///< within `last`
  std::size_t free_bytes = 0;
  std::size_t left_bytes = 0; ///< that may still be asked of the system
  std::size_t allocations = 0;
  double until_seconds = 0;
  std::jmp_buf give_up{};

  explicit arena(std::size_t source_bytes)
      : left_bytes{least_tree_bytes + tree_bytes_per_byte * source_bytes},
        until_seconds{processor_seconds() + most_seconds} {}
  ~arena() {
    while (last != nullptr)
      std::free(std::exchange(last, last->before));
  }
  arena(const arena&) = delete;
  arena& operator=(const arena&) = delete;
};

constexpr std::size_t aligned(std::size_t size) {
  constexpr auto alignment = alignof(std::max_align_t);
  return (size + alignment - 1) / alignment * alignment;
}

void* allocate(void* from, std::size_t size) {
  auto& memory = *static_cast<arena*>(from);
  size = aligned(size);
  if (++memory.allocations % allocations_per_look == 0 &&
      processor_seconds() > memory.until_seconds)
    std::longjmp(memory.give_up, 1);
  if (size > memory.free_bytes) {
    constexpr auto head = aligned(sizeof(arena::block));
    const auto whole = std::max(block_bytes, size + head);
    auto* made = whole > memory.left_bytes ? nullptr : static_cast<char*>(std::malloc(whole));
    if (made == nullptr)
      std::longjmp(memory.give_up, 1);
    memory.left_bytes -= whole;
    memory.last = new (made) arena::block{memory.last};
    memory.free = made + head;
    memory.free_bytes = whole - head;
  }
  memory.free_bytes -= size;
  return std::exchange(memory.free, memory.free + size);
}

void keep(void*, void*) {}

/// The tree, which lives as long as its memory; nullptr: it takes too much.
const GumboNode* parse(arena& memory, std::string_view html) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = allocate;
  options.deallocator = keep;
  options.userdata = &memory;
  options.max_errors = 0;
  if (setjmp(memory.give_up) != 0)
    return nullptr;
  return gumbo_parse_with_options(&options, html.data(), html.size())->document;
}

bool equal_ignoring_case(std::string_view one, std::string_view other) {
  return lower_ascii(one) == lower_ascii(other);
}

template <std::size_t Size>
bool is_one_of(std::string_view name, const std::array<std::string_view, Size>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Attributes that hold an address each; "srcset" holds several.
constexpr auto address_attributes = std::to_array<std::string_view>(
    {"href", "xlink:href", "src", "srcset", "action", "formaction", "background", "poster", "cite",
     "data", "longdesc", "lowsrc", "dynsrc", "ping", "codebase", "manifest", "icon", "profile"});
/// Attributes that may show a picture, which may be written in place ("data:image/png;…").
constexpr auto picture_attributes =
    std::to_array<std::string_view>({"src", "srcset", "background", "poster", "lowsrc", "dynsrc"});
/// Elements whose src is a document or a program.
constexpr auto document_elements =
    std::to_array<std::string_view>({"iframe", "frame", "embed", "object", "script"});

std::string name_of(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN)
    return gumbo_normalized_tagname(element.tag);
  auto written = element.original_tag;
  gumbo_tag_from_original_text(&written);
  return lower_ascii({written.data, written.length});
}

/// Outlook alone reads these comments, and draws buttons of what is in them.
std::string_view read_by_outlook(std::string_view comment) {
  constexpr std::string_view begin = "<!--[if ";
  const auto inside = comment.find("]>");
  if (!equal_ignoring_case(comment.substr(0, begin.size()), begin) ||
      inside == std::string_view::npos)
    return {};
  const auto end = comment.rfind("<![");
  return end == std::string_view::npos || end <= inside + 2
             ? std::string_view{}
             : comment.substr(inside + 2, end - inside - 2);
}

/// Browsers overlook controls around an address, and the library makes other letters of them: they
/// become blanks, so that every place stays where it is.
std::string without_controls(std::string_view source) {
  std::string clean{source};
  std::replace_if(
      clean.begin(), clean.end(),
      [](char c) {
        return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r' &&
               c != '\f';
      },
      ' ');
  return clean;
}

class html_reader {
public:
  explicit html_reader(std::string_view source)
      : source_{without_controls(source)}, memory_{source.size()} {}

  std::optional<html_contents> run() {
    if (!read(source_, true))
      return std::nullopt;
    auto& all = found_.addresses;
    // A tag that the rules of nesting repeat stands in the source once.
    std::sort(all.begin(), all.end(),
              [](const auto& one, const auto& other) { return one.begin < other.begin; });
    all.erase(
        std::unique(all.begin(), all.end(),
                    [](const auto& one, const auto& other) { return one.begin == other.begin; }),
        all.end());
    return std::move(found_);
  }

private:
  bool read(std::string_view part, bool with_comments) {
    const auto* document = parse(memory_, part);
    if (document == nullptr)
      return false;
    std::vector<const GumboNode*> left{document};
    while (!left.empty()) {
      const auto& node = *left.back();
      left.pop_back();
      switch (node.type) {
      case GUMBO_NODE_DOCUMENT:
        add_children(node.v.document.children, left);
        break;
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE:
        take(node.v.element);
        add_children(node.v.element.children, left);
        break;
      case GUMBO_NODE_COMMENT:
        if (with_comments && !take_comment(node.v.text))
          return false;
        break;
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
        if (node.parent == nullptr || node.parent->type != GUMBO_NODE_ELEMENT ||
            node.parent->v.element.tag != GUMBO_TAG_SCRIPT)
          found_.texts.emplace_back(node.v.text.text);
        break;
      case GUMBO_NODE_WHITESPACE:
        break;
      }
    }
    return true;
  }

  static void add_children(const GumboVector& children, std::vector<const GumboNode*>& left) {
    for (unsigned i = children.length; i > 0; --i)
      left.push_back(static_cast<const GumboNode*>(children.data[i - 1]));
  }

  bool take_comment(const GumboText& comment) {
    const auto inside = read_by_outlook({comment.original_text.data, comment.original_text.length});
    return inside.empty() || read(inside, false);
  }

  void take(const GumboElement& element) {
    if (element.attributes.length == 0)
      return;
    const auto name = name_of(element);
    for (unsigned i = 0; i < element.attributes.length; ++i)
      take(name, element, *static_cast<const GumboAttribute*>(element.attributes.data[i]));
  }

  void take(const std::string& element, const GumboElement& whole, const GumboAttribute& one) {
    if (one.attr_namespace == GUMBO_ATTR_NAMESPACE_XMLNS || one.original_value.length == 0)
      return;
    const std::string_view attribute = one.name;
    if (attribute == "style")
      return found_.texts.emplace_back(one.value), void();
    const bool is_refresh = element == "meta" && attribute == "content" && refreshes(whole);
    if (!is_refresh && !is_one_of(attribute, address_attributes))
      return;
    html_address made{.is_link = attribute == "href" &&
                                 (element == "a" || element == "area" || element.starts_with("v:")),
                      .element = element,
                      .attribute = std::string{attribute},
                      .value = one.value};
    if (is_refresh) {
      const auto url = lower_ascii(made.value).find("url=");
      made.value = url == std::string::npos ? "" : made.value.substr(url + 4);
      made.value.erase(0, std::min(made.value.find_first_not_of("'\" "), made.value.size()));
    }
    made.begin = static_cast<std::size_t>(one.original_value.data - source_.data());
    made.end = made.begin + one.original_value.length;
    found_.addresses.push_back(std::move(made));
  }

  static bool refreshes(const GumboElement& meta) {
    const auto* kind = gumbo_get_attribute(&meta.attributes, "http-equiv");
    return kind != nullptr && equal_ignoring_case(kind->value, "refresh");
  }

  const std::string source_;
  arena memory_;
  html_contents found_;
};

/// The addresses of an attribute: of "srcset" all that stand before a comma and a width.
std::vector<std::string_view> addresses_of(const html_address& one) {
  if (one.attribute != "srcset")
    return {one.value};
  std::vector<std::string_view> all;
  for (std::string_view left = one.value; !left.empty();) {
    left.remove_prefix(std::min(left.find_first_not_of(", \t\r\n"), left.size()));
    const auto end = std::min(left.find_first_of(" \t\r\n"), left.size());
    all.push_back(left.substr(0, end));
    left.remove_prefix(std::min(left.find(',', end), left.size()));
  }
  return all;
}

bool is_picture_in_place(const html_address& one, std::string_view address) {
  return is_one_of(one.attribute, picture_attributes) &&
         !is_one_of(one.element, document_elements) &&
         lower_ascii(address.substr(std::min(address.find(':'), address.size())))
             .starts_with(":image/");
}

} // namespace

std::optional<html_contents> read_html(std::string_view html) { return html_reader{html}.run(); }

std::optional<std::string> unsafe_address(const html_contents& contents) {
  for (const auto& one : contents.addresses) {
    for (const auto address : addresses_of(one)) {
      const auto scheme = unsafe_scheme(address);
      if (!scheme.empty() && !(scheme == "data" && is_picture_in_place(one, address)))
        return "the \"" + one.attribute + "\" of a <" + one.element + "> is a \"" +
               std::string{scheme} + ":\" address, which no message may hold";
    }
  }
  return std::nullopt;
}

} // namespace sojourn::messages
