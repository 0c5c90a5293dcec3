#include "base/mistakes.hpp"
#include "campaign/forms_named.hpp"
#include "content/links.hpp"
#include "content/lint.hpp"
#include "content/lint_links.hpp"
#include "content/reads.hpp"
#include "content/render.hpp"
#include "messages/picture_size.hpp"
#include "messages/tracking.hpp"
#include "records/traits.hpp"
#include "text/text_length.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace sojourn::content {

namespace {

/// Traits that are nothing for some customers; the others are numbers.
constexpr auto nullable_traits =
    std::to_array<std::string_view>({"unpaid_since", "first_paid_at", "last_paid_at", "cart_since",
                                     "last_delivered_at", "last_viewed_product", "last_viewed_at"});

/// Members of channel parts that are pictures.
constexpr auto picture_members = std::to_array<std::string_view>(
    {"image", "image_url", "picture", "icon", "banner", "photo", "attachment", "logo", "cover"});

/// Longest texts, in characters, of what a channel shows, and where it shows them.
struct limit {
  std::string_view channel;
  std::string_view field;   ///< of the channel's own parts
  std::string_view instead; ///< what it shows where these lack it: "subject" or "text"
  std::size_t most;
  std::string_view why;
};
constexpr auto limits = std::to_array<limit>({
    {"web_push", "title", "subject", 35, "longer titles are cut"},
    {"web_push", "body", "text", 55, "longer texts are cut"},
    {"email", "subject", "subject", 78, "longer subjects are cut or folded"},
});
constexpr std::size_t most_sms_segments = 1;

/// What a Mac shows of the title of a push.
constexpr std::size_t most_title_on_mac = 25;
/// What the text of a push may take, which has its pictures in it; channels/web_push says it, too.
constexpr std::size_t most_push_bytes = 3993;
/// The size in which browsers show a picture of a push; a larger one of the same shape is shrunk.
struct push_picture {
  const char* field;
  messages::picture_size shown;
};
constexpr std::array push_pictures{push_picture{"icon", {192, 192}},
                                   push_picture{"image", {360, 240}}};

bool fits(const messages::picture_size& is, const messages::picture_size& shown) {
  return is.width >= shown.width &&
         std::uint64_t{is.width} * shown.height == std::uint64_t{is.height} * shown.width;
}

std::string size_text(const messages::picture_size& size) {
  return std::to_string(size.width) + "×" + std::to_string(size.height);
}

template <class Names>
bool is_among(std::string_view name, const Names& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether a JSON value has a member that is a picture, anywhere.
bool has_picture(const json& value) {
  if (!value.is_structured())
    return false;
  if (value.is_object() &&
      std::any_of(value.items().begin(), value.items().end(),
                  [](const auto& item) { return is_among(item.key(), picture_members); }))
    return true;
  return std::any_of(value.begin(), value.end(), has_picture);
}

/// The checks of one message; adds to one list.
class message_lint {
public:
  message_lint(const campaign::message& message, std::string pointer,
               const std::vector<std::string>& channels, const lint_figures& by)
      : message_{message}, pointer_{std::move(pointer)}, channels_{channels}, by_{by} {}

  std::vector<finding> run() && {
    bool has_incentive = message_.purpose != messages::purpose::promotional;
    for (const auto& entry : message_.languages) {
      const auto& language = entry.first;
      const auto& parts = entry.second;
      const auto at = pointer_to(pointer_ + "/languages", language);
      campaign::each_text(
          parts, at, [&](const text::message_template& text, const std::string& where) {
            check_names(text, where);
            for (auto& one : lint_form_links(text, where, by_))
              add(std::move(one.code), one.how, one.pointer, std::move(one.message));
            if (parts.html && &text == &*parts.html)
              check_html(text.source(), where);
            else
              check_links(linked_hosts(text.source()), where);
            has_incentive = has_incentive || shows_incentive(text);
          });
      has_incentive = has_incentive || shows_picture(parts);
      check_rendered(language, parts, at);
    }
    check_pictures();
    if (!has_incentive)
      add("no_incentive", severity::warning, pointer_,
          "it shows neither a voucher nor a picture nor a product, and so gives no reason to act");
    return std::move(found_);
  }

private:
  void add(std::string code, severity how, const std::string& pointer, std::string message,
           std::map<std::string, std::string> facts = {}) {
    finding one{std::move(code), how, pointer, std::move(message), std::move(facts)};
    if (!is_among_found(one))
      found_.push_back(std::move(one));
  }
  [[nodiscard]] bool is_among_found(const finding& one) const {
    return std::find(found_.begin(), found_.end(), one) != found_.end();
  }

  static bool shows_incentive(const text::message_template& text) {
    const auto names = text.names();
    return std::any_of(names.begin(), names.end(), [](const std::string& name) {
      return name.starts_with("products.") || name.find("product") != std::string::npos ||
             name.find("voucher") != std::string::npos ||
             (name.starts_with("vars.") && name.ends_with(".code"));
    });
  }

  static bool shows_picture(const campaign::message_parts& parts) {
    if (parts.html && parts.html->source().find("<img") != std::string::npos)
      return true;
    return std::any_of(parts.channels.begin(), parts.channels.end(), [](const auto& own) {
      const auto value = json::parse(own.second.source(), nullptr, false);
      // A template that the provider has registered may show anything.
      return has_picture(value) || (value.is_object() && value.contains("template_id"));
    });
  }

  /// The pictures that the part for a push names, "cid:NAME".
  static void add_pictures_of_push(const std::string& source,
                                   std::set<std::string, std::less<>>& shown) {
    const auto fields = json::parse(source, nullptr, false);
    for (const auto& one : push_pictures) {
      const auto* named = find_path(fields, one.field);
      if (named != nullptr && named->is_string() &&
          named->get_ref<const std::string&>().starts_with("cid:"))
        shown.insert(named->get_ref<const std::string&>().substr(4));
    }
  }

  /// Each picture that HTML shows is there, and each that is there is shown somewhere.
  void check_pictures() {
    std::vector<std::string> names;
    for (const auto& picture : message_.pictures)
      names.push_back(picture->name);
    std::set<std::string, std::less<>> shown;
    bool any_computed = false;
    for (const auto& [language, parts] : message_.languages) {
      if (const auto* push = parts_for_channel(parts, "web_push"))
        add_pictures_of_push(push->source(), shown);
      if (!parts.html)
        continue;
      for (const auto& place : messages::picture_places(parts.html->source())) {
        if (place.name.find("{{") != std::string_view::npos) {
          any_computed = true; // any of them, for all that can be told
        } else if (shown.emplace(place.name); !is_among(place.name, names)) {
          add("picture_missing", severity::error,
              pointer_to(pointer_ + "/languages", language) + "/html",
              "it shows \"cid:" + std::string{place.name} +
                  "\", and the message has no such picture" +
                  hint(place.name, names, "it has", mistake_list{}));
        }
      }
    }
    for (const auto& name : names) {
      if (!any_computed && !shown.contains(name))
        add("picture_unused", severity::warning, pointer_to(pointer_ + "/pictures", name),
            "nothing shows it; write <img src=\"cid:" + name + "\"> into the HTML");
    }
  }

  void check_names(const text::message_template& text, const std::string& where) {
    for (const auto& read : names_shown(text)) {
      const auto name = std::string_view{read.name};
      if (auto why = problem_of(name); !why.empty())
        add("unknown_field", severity::warning, where, in_quotes(name) + ": " + why);
      else if (!read.guarded && may_be_absent(name))
        add("missing_fallback", severity::warning, where,
            in_quotes(name) +
                " may be absent, and then nothing stands there; write {{#fallback}}{{" + read.name +
                "}}|…{{/fallback}}");
    }
  }

  static std::string unknown_in(const records::record_type_ptr& type, std::string_view field) {
    if (type == nullptr || field.empty() || field == "id")
      return {};
    std::vector<std::string> known;
    const auto properties = type->schema->find("properties");
    if (properties == type->schema->end() || !properties->is_object())
      return {};
    for (const auto& [name, told] : properties->items())
      known.push_back(name);
    if (is_among(field, known))
      return {};
    return "the record type " + in_quotes(type->name) + " describes no such field" +
           hint(field, known, "it has", mistake_list{});
  }

  [[nodiscard]] std::string problem_of(std::string_view name) const {
    constexpr std::string_view customer = "customer.";
    constexpr std::string_view viewed = "products.last_viewed.";
    const auto field = [&](std::string_view prefix) {
      return name.substr(prefix.size(), name.find('.', prefix.size()) - prefix.size());
    };
    if (name.starts_with(customer))
      return unknown_in(by_.customer_type, field(customer));
    if (name.starts_with(viewed) && !(message_.products.fallback.is_object() &&
                                      message_.products.fallback.contains(field(viewed))))
      return unknown_in(by_.product_type, field(viewed));
    return {};
  }

  [[nodiscard]] bool may_be_absent(std::string_view name) const {
    constexpr std::string_view viewed = "products.last_viewed.";
    if (name.starts_with("customer."))
      return name != "customer.id";
    if (name.starts_with("traits."))
      return is_among(name.substr(std::string_view{"traits."}.size()), nullable_traits);
    if (name.starts_with(viewed)) {
      const auto& fallback = message_.products.fallback;
      return fallback.is_null() ||
             (fallback.is_object() && !fallback.contains(name.substr(viewed.size())));
    }
    return false;
  }

  void check_html(std::string_view html, const std::string& where) {
    const auto links = links_in_html(html);
    if (links.is_too_much)
      add("html_too_deep", severity::error, where,
          "its HTML is nested too deeply to be looked through, and is not sent");
    if (links.unsafe)
      add("link_unsafe", severity::error, where, *links.unsafe);
    check_links(links.hosts, where);
  }

  void check_links(const std::vector<std::string>& hosts, const std::string& where) {
    for (const auto& host : hosts) {
      if (by_.allowed_link_domains.empty() || messages::is_host_of(host, by_.allowed_link_domains))
        continue;
      if (host.find("{{") != std::string::npos)
        add("link_computed", severity::warning, where,
            "where " + in_quotes(host) + " leads is only known when it is sent");
      else
        add("link_outside", severity::error, where,
            "it links to " + in_quotes(host) +
                ", which is none of the allowed domains: " + listed(by_.allowed_link_domains));
    }
  }

  /// The channels that a rendering is measured for.
  [[nodiscard]] std::vector<std::string> measured(const campaign::message_parts& parts) const {
    if (!channels_.empty())
      return channels_;
    std::vector<std::string> all{"email"};
    for (const auto& [channel, fields] : parts.channels) {
      if (channel != all.front())
        all.push_back(channel);
    }
    return all;
  }

  void check_rendered(const std::string& language, const campaign::message_parts& parts,
                      const std::string& at) {
    for (const auto& channel : measured(parts)) {
      const auto made = render(message_, {.data = by_.sample,
                                          .channel = channel,
                                          .zone = by_.zone,
                                          .language = language,
                                          .links_base = by_.links_base});
      if (!made)
        continue;
      const auto kind = channel.substr(0, channel.find(':'));
      const auto own = pointer_to(
          at + "/channels", parts.channels.contains(channel) ? std::string_view{channel} : kind);
      if (made->fields_broken)
        add("broken_fields", severity::warning, own,
            "with these values it is no JSON; a raw value ({{{…}}}) breaks it");
      check_limits(kind, *made, at, own);
      check_links(linked_hosts(made->subject), at + "/subject");
      check_links(linked_hosts(made->text), at + "/text");
      if (!made->html.empty())
        check_html(made->html, at + "/html");
      if (made->fields.is_object())
        check_links(linked_hosts(dump(made->fields)), own);
      if (kind == "sms")
        check_sms(*made, at, own);
      if (kind == "web_push")
        check_push(*made, at, own);
      check_template(channel, kind, made->fields, own);
    }
  }

  struct shown_text {
    std::string text;
    std::string where;
  };
  static shown_text shown_as(const rendered_message& made, std::string_view field,
                             std::string_view instead, const std::string& at,
                             const std::string& own) {
    if (made.fields.is_object()) {
      if (const auto found = made.fields.find(field);
          found != made.fields.end() && found->is_string())
        return {found->get<std::string>(), pointer_to(own, field)};
    }
    return {instead == "subject" ? made.subject : made.text, at + "/" + std::string{instead}};
  }

  void check_limits(std::string_view kind, const rendered_message& made, const std::string& at,
                    const std::string& own) {
    for (const auto& one : limits) {
      if (one.channel != kind)
        continue;
      const auto shown = shown_as(made, one.field, one.instead, at, own);
      if (const auto length = text::characters(shown.text); length > one.most)
        add("too_long", severity::warning, shown.where,
            "over " + std::string{kind} + " it has " + std::to_string(length) +
                " characters, and " + std::to_string(one.most) +
                " are shown: " + std::string{one.why});
    }
  }

  void check_push(const rendered_message& made, const std::string& at, const std::string& own) {
    const auto title = shown_as(made, "title", "subject", at, own);
    const auto length = text::characters(title.text);
    if (length > most_title_on_mac && length <= limits.front().most)
      add("cut_on_mac", severity::note, title.where,
          "the title has " + std::to_string(length) + " characters; a Mac shows " +
              std::to_string(most_title_on_mac),
          {{"characters", std::to_string(length)}, {"shown", std::to_string(most_title_on_mac)}});
    if (!made.fields.is_object())
      return;
    for (const auto& one : push_pictures)
      check_push_picture(made.fields, one, own);
    if (const auto bytes = dump(made.fields).size(); bytes > most_push_bytes)
      add("push_too_large", severity::error, own,
          "it has " + std::to_string(bytes) + " bytes, and push services take " +
              std::to_string(most_push_bytes) +
              "; put larger pictures on your site, and name their URLs",
          {{"bytes", std::to_string(bytes)}, {"most", std::to_string(most_push_bytes)}});
  }

  /// A picture is measured where its bytes are in the message; nothing is fetched.
  void check_push_picture(const json& fields, const push_picture& one, const std::string& own) {
    const auto field = fields.find(one.field);
    if (field == fields.end() || !field->is_string() ||
        field->get_ref<const std::string&>().empty())
      return;
    const auto& address = field->get_ref<const std::string&>();
    const auto where = pointer_to(own, one.field);
    if (address.starts_with("cid:"))
      return add("picture_missing", severity::error, where,
                 "it shows " + in_quotes(address) + ", and the message has no such picture");
    const auto bytes = messages::picture_in_place(address);
    const auto size = bytes ? messages::size_of_picture(*bytes) : std::nullopt;
    if (!size)
      return add("picture_unchecked", severity::note, where,
                 "the size of the picture could not be checked, for it is not in the message; "
                 "browsers show it in " +
                     size_text(one.shown),
                 {{"shown", size_text(one.shown)}});
    if (!fits(*size, one.shown))
      add("picture_size", severity::warning, where,
          "the picture has " + size_text(*size) + " pixels, and browsers show it in " +
              size_text(one.shown) + ": it is stretched or cut",
          {{"size", size_text(*size)}, {"shown", size_text(one.shown)}});
  }

  void check_sms(const rendered_message& made, const std::string& at, const std::string& own) {
    const auto shown = shown_as(made, "text", "text", at, own);
    const auto size = text::size_as_sms(shown.text);
    if (size.segments > most_sms_segments)
      add("too_long", severity::warning, shown.where,
          "it takes " + std::to_string(size.segments) + " SMS of " +
              (size.gsm ? "153 characters"
                        : "67, for it has letters that the GSM alphabet lacks (70 fit in one)"));
  }

  void check_template(const std::string& channel, std::string_view kind, const json& fields,
                      const std::string& own) {
    auto registry = by_.templates.find(channel);
    if (registry == by_.templates.end())
      registry = by_.templates.find(kind);
    if (registry == by_.templates.end())
      return;
    const auto* id = find_path(fields, "template_id");
    const auto known = id != nullptr && id->is_string()
                           ? registry->second.find(id->get_ref<const std::string&>())
                           : registry->second.end();
    if (known == registry->second.end())
      return add("template_unknown", severity::error, own + "/template_id",
                 id == nullptr ? "it names no template of the provider"
                               : "the provider has no template " + shown(*id));
    if (!known->second.usable)
      add("template_unusable", severity::error, own + "/template_id",
          "the provider does not send the template " + in_quotes(known->first) + ": " +
              known->second.why);
    const auto* given = find_path(fields, "template_data");
    check_parameters(known->second, given != nullptr ? *given : json::object(),
                     own + "/template_data");
  }

  void check_parameters(const provider_template& registered, const json& given,
                        const std::string& at) {
    for (const auto& [name, most] : registered.parameters) {
      const auto value = given.is_object() ? given.find(name) : given.end();
      if (value == given.end())
        add("template_parameter", severity::error, at,
            "the template has the parameter " + in_quotes(name) + ", which is not given");
      else if (most != 0 && value->is_string() &&
               text::characters(value->get_ref<const std::string&>()) > most)
        add("too_long", severity::warning, pointer_to(at, name),
            "the provider takes " + std::to_string(most) + " characters of it, and it has " +
                std::to_string(text::characters(value->get_ref<const std::string&>())));
    }
    if (!given.is_object())
      return;
    for (const auto& [name, value] : given.items()) {
      if (!registered.parameters.contains(name))
        add("template_parameter", severity::error, pointer_to(at, name),
            "the template has no parameter " + in_quotes(name));
    }
  }

  const campaign::message& message_;
  const std::string pointer_;
  const std::vector<std::string>& channels_;
  const lint_figures& by_;
  std::vector<finding> found_;
};

} // namespace

std::string_view to_text(severity how) {
  switch (how) {
  case severity::note:
    return "note";
  case severity::warning:
    return "warning";
  case severity::error:
    break;
  }
  return "error";
}

json as_json(const finding& one) {
  json shown{{"code", one.code},
             {"severity", to_text(one.how)},
             {"pointer", one.pointer},
             {"message", one.message}};
  if (!one.facts.empty())
    shown["facts"] = one.facts;
  return shown;
}

std::vector<finding> lint_message(const campaign::message& message, const std::string& pointer,
                                  const std::vector<std::string>& channels,
                                  const lint_figures& figures) {
  return message_lint{message, pointer, channels, figures}.run();
}

} // namespace sojourn::content
