// Reading and checking the document of a hosted form.
#include "base/ascii.hpp"
#include "base/json_schema.hpp"
#include "base/mistakes.hpp"
#include "calendar/calendar.hpp"
#include "campaign/message_reader.hpp"
#include "forms/form.hpp"
#include "forms/form_names.hpp"
#include "messages/web_address.hpp"

#include <algorithm>
#include <memory>
#include <set>

namespace sojourn::forms {

extern const std::string_view form_schema_text; // form.schema.json

namespace {

constexpr std::size_t longest_line = 200; ///< characters, where nothing is said
constexpr std::size_t longest_text = 2000;
constexpr double readable = 4.5; ///< WCAG 2.1, 1.4.3: text on its background
constexpr double visible = 3.0;  ///< WCAG 2.1, 1.4.11: what is operated
const colours light_colours{"#ffffff", "#1b1b1b", "#1a5fb4"};
const colours dark_colours{"#1b1b1b", "#f5f5f5", "#8ab4f8"};

const std::shared_ptr<const json>& schema_document() {
  static const auto parsed = std::make_shared<const json>(json::parse(form_schema_text));
  return parsed;
}

/// The schema of one type of component.
const json_schema& schema_of(std::size_t kind) {
  static const auto all = [] {
    std::vector<json_schema> made;
    for (const auto name : component_names)
      made.emplace_back(schema_document(), name);
    return made;
  }();
  return all[kind];
}

std::string text_in(const json& source, const char* member) {
  const auto found = source.find(member);
  return found != source.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool flag_in(const json& source, const char* member) {
  const auto found = source.find(member);
  return found != source.end() && *found == json(true);
}

/// Tells what the shape of a document is wrong in; components by their type.
void check_shape(const json& source, mistake_list& mistakes) {
  static const json_schema whole{schema_document()};
  whole.check(source, "", mistakes);
  const auto* components = find_path(source, "components");
  if (components == nullptr || !components->is_array())
    return;
  for (std::size_t i = 0; i < components->size(); ++i) {
    const auto& one = (*components)[i];
    const auto place = pointer_to("/components", i);
    if (!one.is_object()) {
      mistakes.add(place, "expected a component: an object with a \"type\"");
      continue;
    }
    const auto type = text_in(one, "type");
    const auto known = std::find(component_names.begin(), component_names.end(), type);
    if (known == component_names.end())
      mistakes.add(one.contains("type") ? place + "/type" : place,
                   "expected the type of a component" +
                       hint(type, component_names, "there are", mistakes));
    else
      schema_of(static_cast<std::size_t>(known - component_names.begin()))
          .check(one, place, mistakes);
  }
}

/// Reads a document whose shape is right, and tells what else is wrong with it.
class form_reader {
public:
  form_reader(const json& source, mistake_list& mistakes) : source_{source}, mistakes_{mistakes} {}

  void read(form& into) {
    form_ = &into;
    into.name = text_in(source_, "name");
    read_settings();
    read_pictures();
    read_header();
    read_access();
    const auto& components = source_.at("components");
    for (std::size_t i = 0; i < components.size(); ++i)
      into.components.push_back(read_component(components[i], pointer_to("/components", i)));
    read_customer();
    check_consents();
  }

private:
  void complain(const std::string& pointer, std::string message) {
    mistakes_.add(pointer, std::move(message));
  }

  // ---- texts ------------------------------------------------------------------------------

  text::message_template read_template(const std::string& source, const std::string& pointer) {
    auto parsed = text::message_template::parse(source);
    if (!parsed) {
      complain(pointer, parsed.error().message);
      return {};
    }
    if (auto why = problem_of_names(source, names_); !why.empty())
      complain(pointer, std::move(why));
    return std::move(*parsed);
  }

  words read_words(const json& of, const char* member, const std::string& place) {
    words made;
    const auto found = of.find(member);
    if (found == of.end())
      return made;
    const auto pointer = place + "/" + member;
    if (found->is_string() && !found->get_ref<const std::string&>().empty()) {
      made.emplace("", read_template(found->get<std::string>(), pointer));
      return made;
    }
    if (!found->is_object() || found->empty()) {
      complain(pointer, "expected a text, or an object with a text for each language");
      return made;
    }
    for (const auto& [language, text] : found->items()) {
      const auto below = pointer_to(pointer, language);
      const auto& offered = form_->languages;
      if (!text.is_string() || text.get_ref<const std::string&>().empty())
        complain(below, "expected a text");
      else if (std::find(offered.begin(), offered.end(), language) == offered.end())
        complain(below, "the languages of the form are " + listed(offered));
      else
        made.emplace(language, read_template(text.get<std::string>(), below));
    }
    if (!found->contains(form_->languages.front()))
      complain(pointer, "it has no text in " + in_quotes(form_->languages.front()) +
                            ", which everybody else reads");
    return made;
  }

  std::string read_picture(const json& of, const std::string& place) {
    auto name = text_in(of, "picture");
    if (name.empty() || form_->find_picture(name) != nullptr)
      return name;
    std::vector<std::string> known;
    for (const auto& one : form_->pictures)
      known.push_back(one->name);
    complain(place + "/picture",
             "the form has no picture " + in_quotes(name) + hint(name, known, "it has", mistakes_));
    return {};
  }

  // ---- the whole page ---------------------------------------------------------------------

  void read_settings() {
    const auto settings = source_.value("settings", json::object());
    if (const auto languages = settings.find("languages"); languages != settings.end())
      form_->languages = languages->get<std::vector<std::string>>();
    if (const auto zone = text_in(settings, "timezone"); !zone.empty()) {
      if (calendar::is_zone(zone))
        form_->timezone = zone;
      else
        complain("/settings/timezone", in_quotes(zone) + " is no IANA time zone");
    }
    form_->thanks = read_words(settings, "thanks", "/settings");
    form_->redirect = text_in(settings, "redirect");
    const auto leads = messages::read_web_address(form_->redirect);
    if (!form_->redirect.empty() &&
        (!leads || leads->has_user || !leads->url.starts_with("https://")))
      complain("/settings/redirect", "expected an address that begins with https://");
    else if (leads)
      form_->redirect = leads->url;
    form_->colours = text_in(settings, "theme") == "dark" ? dark_colours : light_colours;
    const auto drafts = settings.find("drafts");
    form_->drafts = drafts != settings.end()
                        ? *drafts == json(true)
                        : text_in(source_.value("access", json::object()), "who") != "public";
  }

  void read_pictures() {
    const auto pictures = source_.value("pictures", json::object());
    for (const auto& [name, given] : pictures.items()) {
      const auto place = pointer_to("/pictures", name);
      if (!is_name(name)) {
        complain(place, "a picture is called by small letters, digits, \"-\", \"_\" and \".\"");
        continue;
      }
      auto made =
          messages::make_picture(name, text_in(given, "content_type"), text_in(given, "base64"));
      if (made)
        form_->pictures.push_back(std::move(*made));
      else
        complain(place + "/base64", made.error().message);
    }
  }

  void read_header() {
    const auto& given = source_.at("header");
    form_->header.title = read_words(given, "title", "/header");
    form_->header.text = read_words(given, "text", "/header");
    form_->header.alt = read_words(given, "alt", "/header");
    form_->header.picture = read_picture(given, "/header");
    if (!form_->header.picture.empty() && form_->header.alt.empty())
      complain("/header", "whoever does not see the picture is told its \"alt\", which is missing");
    const auto own = given.value("colours", json::object());
    const auto take = [&own](const char* name, std::string& into) {
      if (own.contains(name))
        into = own.at(name).get<std::string>();
    };
    take("background", form_->colours.background);
    take("text", form_->colours.text);
    take("button", form_->colours.button);
    if (own.empty())
      return;
    if (contrast(form_->colours.text, form_->colours.background) < readable)
      complain("/header/colours", "the text cannot be read on this background: their contrast is "
                                  "below 4.5");
    if (contrast(form_->colours.button, form_->colours.background) < visible)
      complain("/header/colours", "the button cannot be told from this background: their contrast "
                                  "is below 3");
  }

  void read_access() {
    const auto given = source_.value("access", json::object());
    auto& access = form_->access;
    access.is_public = text_in(given, "who") == "public";
    const auto read_instant = [&given](const char* name) -> std::optional<instant> {
      const auto read = parse_instant(text_in(given, name));
      return read ? std::optional{*read} : std::nullopt;
    };
    access.from = read_instant("from");
    access.until = read_instant("until");
    if (access.from && access.until && *access.until <= *access.from)
      complain("/access/until", "this is not after \"from\", so nobody could answer");
    access.code = text_in(given, "code");
    const auto answers = given.value("answers", json::object());
    const auto read_count = [&answers](const char* name, std::optional<std::int64_t>& into) {
      if (const auto found = answers.find(name); found != answers.end())
        into = found->get<std::int64_t>();
    };
    read_count("in_all", access.in_all);
    read_count("per_person", access.per_person);
    read_count("per_link", access.per_link);
    if (access.is_public && answers.contains("per_link"))
      complain("/access/answers/per_link", "a public form has one link for everybody");
  }

  // ---- components -------------------------------------------------------------------------

  component read_component(const json& given, const std::string& place) {
    component made;
    const auto type = text_in(given, "type");
    made.kind = static_cast<component_kind>(
        std::find(component_names.begin(), component_names.end(), type) - component_names.begin());
    made.name = text_in(given, "name");
    const auto* said = made.kind == component_kind::page ? "title"
                       : is_input(made.kind)             ? "label"
                                                         : "text";
    made.label = read_words(given, said, place);
    if (made.kind == component_kind::picture)
      made.label = read_words(given, "alt", place);
    made.help = read_words(given, "help", place);
    made.low = read_words(given, "low", place);
    made.high = read_words(given, "high", place);
    made.picture = read_picture(given, place);
    made.required = flag_in(given, "required");
    made.personal_id = flag_in(given, "personal_id");
    made.from_link = flag_in(given, "from_link");
    if (given.contains("value"))
      made.value = read_template(text_in(given, "value"), place + "/value");
    read_rule(given, place, made);
    read_bounds(given, place, made);
    read_options(given, place, made);
    read_terms(given, made);
    if (is_input(made.kind)) {
      check_hidden(made, place);
      if (!names_.insert(made.name).second)
        complain(place + "/name", "another component is called " + in_quotes(made.name));
    }
    return made;
  }

  void read_rule(const json& given, const std::string& place, component& into) {
    const auto found = given.find("show_when");
    if (found == given.end())
      return;
    const auto pointer = place + "/show_when";
    auto rule = rules::rule::parse(*found, pointer);
    if (!rule) {
      for (auto& detail : rule.error().details)
        complain(detail.pointer, std::move(detail.message));
      return;
    }
    if (auto why = problem_of_rule(*rule, names_); !why.empty())
      complain(pointer, std::move(why));
    else
      into.shown_when = std::move(*rule);
  }

  void read_bounds(const json& given, const std::string& place, component& into) {
    const auto number = [&given](const char* name) -> std::optional<double> {
      const auto found = given.find(name);
      return found != given.end() && found->is_number() ? std::optional{found->get<double>()}
                                                        : std::nullopt;
    };
    into.least = number("min");
    into.most = number("max");
    if (into.least && into.most && *into.most < *into.least)
      complain(place + "/max", "this is less than \"min\"");
    into.decimals = given.value("decimals", 0);
    into.longest = given.value("max_length", into.kind == component_kind::long_text ? longest_text
                                                                                    : longest_line);
    if (into.kind == component_kind::date)
      read_days(given, place, into);
  }

  void read_days(const json& given, const std::string& place, component& into) {
    into.first_day = text_in(given, "min");
    into.last_day = text_in(given, "max");
    for (const auto* name : {"min", "max"}) {
      const auto day = text_in(given, name);
      if (!day.empty() && !calendar::parse_local(day, "UTC"))
        complain(place + "/" + name, in_quotes(day) + " is no day of the calendar");
    }
    if (!into.last_day.empty() && into.last_day < into.first_day)
      complain(place + "/max", "this is before \"min\"");
  }

  void read_options(const json& given, const std::string& place, component& into) {
    const auto found = given.find("choices");
    if (found == given.end())
      return;
    std::set<std::string> taken;
    for (std::size_t i = 0; i < found->size(); ++i) {
      const auto& one = (*found)[i];
      const auto below = pointer_to(place + "/choices", i);
      auto value = text_in(one, "value");
      if (!taken.insert(value).second)
        complain(below + "/value", "another choice has the value " + in_quotes(value));
      into.options.push_back({std::move(value), read_words(one, "label", below)});
    }
    if (into.least && *into.least > static_cast<double>(into.options.size()))
      complain(place + "/min",
               "there are only " + std::to_string(into.options.size()) + " choices");
  }

  static void read_terms(const json& given, component& into) {
    if (into.kind != component_kind::consent)
      return;
    into.consent.channel = text_in(given, "channel");
    into.consent.purpose =
        messages::parse_purpose(text_in(given, "purpose")).value_or(into.consent.purpose);
    into.consent.double_opt_in = flag_in(given, "double_opt_in");
    into.consent.address = text_in(given, "address");
  }

  void check_hidden(const component& one, const std::string& place) {
    if (one.kind != component_kind::hidden)
      return;
    if (one.from_link == one.value.has_value())
      complain(place, "a hidden component has a \"value\", or comes \"from_link\"");
    else if (one.from_link && !form_->access.is_public)
      complain(place + "/from_link",
               "only the link of a public form brings anything along; write a "
               "\"value\" such as \"{{trigger.data.order_id}}\"");
  }

  // ---- what becomes of answers --------------------------------------------------------------

  void read_customer() {
    const auto given = source_.value("customer", json::object());
    auto& rules = form_->customer;
    const auto identifies = text_in(given, "identifies");
    rules.identifies = identifies == "known"          ? campaign::form_identity::known
                       : identifies == "known_or_new" ? campaign::form_identity::known_or_new
                                                      : campaign::form_identity::nobody;
    if (rules.identifies != campaign::form_identity::nobody && !form_->access.is_public)
      complain("/customer/identifies", "a personal link says whose it is");
    const bool has_address =
        std::any_of(form_->components.begin(), form_->components.end(), [](const component& one) {
          return one.kind == component_kind::email || one.kind == component_kind::phone;
        });
    if (rules.identifies != campaign::form_identity::nobody && !has_address)
      complain("/customer/identifies", "nothing in the form asks for an e-mail address or a phone "
                                       "number");
    const auto fields = given.value("fields", json::object());
    for (const auto& [field, named] : fields.items()) {
      const auto place = pointer_to("/customer/fields", field);
      const auto* from = find_named(named.get<std::string>(), place);
      if (from != nullptr && from->kind == component_kind::consent)
        complain(place, "a consent is no field of the record; the shop finds it with the customer");
      rules.fields.emplace(field, named.get<std::string>());
    }
    rules.consent = text_in(given, "consent");
    if (rules.consent.empty()) {
      if (!rules.fields.empty())
        complain("/customer", "name the \"consent\" that must be given before answers change a "
                              "record");
      return;
    }
    const auto* asked = find_named(rules.consent, "/customer/consent");
    if (asked != nullptr && asked->kind != component_kind::consent)
      complain("/customer/consent", in_quotes(rules.consent) + " is no consent");
  }

  const component* find_named(const std::string& name, const std::string& place) {
    const auto* found = form_->find(name);
    if (found == nullptr)
      complain(place, "there is no component " + in_quotes(name) +
                          hint(name, names_, "there are", mistakes_));
    return found;
  }

  void check_consents() {
    for (std::size_t i = 0; i < form_->components.size(); ++i) {
      const auto& one = form_->components[i];
      if (one.kind != component_kind::consent || one.consent.channel.empty())
        continue;
      const auto place = pointer_to("/components", i);
      if (form_->access.is_public && !one.consent.double_opt_in)
        complain(place, "anybody could agree in another's name; write \"double_opt_in\": true");
      if (form_->access.is_public && form_->customer.identifies == campaign::form_identity::nobody)
        complain(place, "a consent is a customer's; write what the form \"identifies\"");
      if (!one.consent.double_opt_in) {
        if (!one.consent.address.empty())
          complain(place + "/address", "only what is confirmed has an address to confirm it by");
        continue;
      }
      if (one.consent.address.empty()) {
        if (form_->access.is_public)
          complain(place, "name the \"address\": the component with the e-mail address");
        continue;
      }
      const auto* asked = find_named(one.consent.address, place + "/address");
      if (asked != nullptr && asked->kind != component_kind::email)
        complain(place + "/address",
                 in_quotes(one.consent.address) + " does not ask for an e-mail address");
    }
  }

  const json& source_;
  mistake_list& mistakes_;
  form* form_ = nullptr;
  std::set<std::string> names_; ///< of the inputs so far
};

} // namespace

const json& form_schema() { return *schema_document(); }

result<form> read_form(const std::string& id, const json& source) {
  mistake_list mistakes;
  form made;
  made.id = id;
  if (!is_form_id(id))
    mistakes.add("/id", "a form is called by small letters, digits, \"-\" and \"_\", and begins "
                        "and ends with a letter or a digit");
  if (auto problem = campaign::hostile_shape(source))
    return fail(error_code::invalid_request, "the form \"" + id + "\" has errors",
                {std::move(*problem)});
  auto whole = source;
  if (whole.is_object()) {
    if (const auto named = whole.find("id"); named != whole.end() && *named != json(id))
      mistakes.add("/id", "leave it out, or write \"" + id + "\"");
    whole.erase("id");
  }
  if (dump(whole).size() > max_form_bytes)
    mistakes.add("", "it is longer than " + std::to_string(max_form_bytes) + " bytes");
  check_shape(whole, mistakes);
  if (mistakes.empty())
    form_reader{whole, mistakes}.read(made);
  if (!mistakes.empty())
    return fail(error_code::invalid_request, "the form \"" + id + "\" has errors",
                mistakes.sorted());
  made.source = std::move(whole);
  return made;
}

} // namespace sojourn::forms
