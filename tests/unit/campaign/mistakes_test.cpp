// Each check alone: one mistake in a sound definition is told once, at its place, with
// what to do about it.
// Kept whole: a table of mistakes, by the part of the definition they are in.
#include "definitions.hpp"

#include <gmock/gmock.h>

namespace sojourn::campaign {

namespace {

const std::string a_send =
    R"({"type": "send", "message": "hello", "via": ["email"], "next": "end"})";
const std::string a_delay = R"({"type": "delay", "for": "P1D", "next": "end"})";
const std::string a_wait =
    R"({"type": "wait", "events": [{"event": "order.paid", "next": "end"}]})";
const std::string a_voucher = R"({"type": "voucher", "pool": "p", "as": "offer", "next": "end"})";
const std::string an_http =
    R"({"type": "http", "method": "POST", "url": "https://shop.example", "next": "end"})";
const std::string an_update = R"({"type": "update", "set": {"told": true}, "next": "end"})";
const std::string a_split = R"({"type": "split", "shares": [
    {"name": "a", "share": 1, "next": "end"}, {"name": "b", "share": 1, "next": "end"}]})";
const std::string by_value = R"({"type": "branch", "on": {"var": "customer.tier"},
    "cases": {"gold": "end"}, "otherwise": "end"})";
const std::string by_condition = R"({"type": "branch",
    "cases": [{"when": {"var": "customer.vip"}, "next": "end"}], "otherwise": "end"})";
const std::string a_webhook = R"({"type": "webhook", "hook": "h"})";

/// Puts `value` at `pointer` of a definition whose one step is `step`.
json bad_step(const std::string& step, const std::string& pointer, const std::string& value) {
  return changed(with_step(step), "/steps/only" + pointer, value);
}

struct mistake_case {
  json source;
  std::string pointer;
  std::string message;
};

void expect_each_alone(const std::vector<mistake_case>& cases, const surroundings& around = {}) {
  for (const auto& [source, pointer, message] : cases) {
    const auto found = mistakes_in(source, around);
    EXPECT_EQ(as_text(found), as_text({{pointer, message}}));
  }
}

} // namespace

TEST(campaign_mistakes, a_definition_is_an_object) {
  expect_each_alone({
      {json::array(), "",
       "expected a campaign definition: an object with id, name, trigger, start and steps, not a "
       "list of 0"},
      {nullptr, "",
       "expected a campaign definition: an object with id, name, trigger, start and steps, not "
       "null"},
      {"text", "",
       "expected a campaign definition: an object with id, name, trigger, start and steps, not "
       "\"text\""},
  });
}

TEST(campaign_mistakes, an_empty_object_lacks_everything_that_is_required) {
  EXPECT_EQ(
      as_text(mistakes_in(json::object())),
      R"(/id: "id" is missing: a name: 1 to 64 of a-z, 0-9, "-", "_" and ".", a letter or digit first
/name: "name" is missing: the campaign's title, 1 to 200 characters
/start: "start" is missing: the id of a step, or "end"
/steps: "steps" is missing: the steps by id, 1 to 500 of them
/trigger: "trigger" is missing: an object whose type says what starts the campaign
)");
}

TEST(campaign_mistakes, at_the_top) {
  expect_each_alone({
      {changed(smallest(), "/id", R"("Not A Name")"), "/id",
       "expected a name: 1 to 64 of a-z, 0-9, \"-\", \"_\" and \".\", a letter or digit first, "
       "not \"Not A Name\""},
      {changed(smallest(), "/id", R"("small\n")"), "/id",
       "expected a name: 1 to 64 of a-z, 0-9, \"-\", \"_\" and \".\", a letter or digit first, "
       "not \"small\n\""},
      {changed(smallest(), "/name", "5"), "/name",
       "expected the campaign's title, 1 to 200 characters, not 5"},
      {changed(smallest(), "/audiense", "true"), "/audiense",
       "nothing reads \"audiense\"; did you mean \"audience\"?"},
      {changed(smallest(), "/zzzzzzzzzz", "true"), "/zzzzzzzzzz",
       "nothing reads \"zzzzzzzzzz\"; known here are \"audience\", \"description\", \"exit\", "
       "\"goal\", \"id\", \"limits\", \"messages\", \"meta\", \"name\", \"on_pause\", "
       "\"reads\", \"reentry\" and 6 more"},
      {changed(smallest(), "/timezone", R"("Asia/Hanoi")"), "/timezone",
       "there is no zone \"Asia/Hanoi\"; write an IANA name such as \"Asia/Ho_Chi_Minh\""},
      {changed(smallest(), "/start", R"("stopp")"), "/start",
       "there is no step \"stopp\"; did you mean \"stop\"?"},
      {changed(smallest(), "/meta", "[]"), "/meta",
       "expected an object of your own notes, not a list of 0"},
  });
}

TEST(campaign_mistakes, in_triggers) {
  const auto with_trigger = [](const std::string& trigger) {
    return changed(smallest(), "/trigger", trigger);
  };
  expect_each_alone({
      {with_trigger(R"({"type": "broadcast"})"), "/trigger/to",
       "\"to\" is missing: \"customers\", \"visitors\" or \"both\""},
      {with_trigger(R"({"type": "broadcast", "to": "everybody"})"), "/trigger/to",
       "expected \"customers\", \"visitors\" or \"both\", not \"everybody\""},
      {with_trigger(R"({"type": "record_chnged"})"), "/trigger/type",
       "there is no trigger type \"record_chnged\"; did you mean \"record_changed\"?"},
      {with_trigger(R"({})"), "/trigger/type",
       "\"type\" is missing: one of \"broadcast\", \"event\", \"manual\", \"record_changed\", "
       "\"record_created\", "
       "\"record_created_or_changed\", \"schedule\", "
       "\"webhook\""},
      {with_trigger(R"({"type": 5})"), "/trigger/type",
       "expected one of \"broadcast\", \"event\", \"manual\", \"record_changed\", "
       "\"record_created\", "
       "\"record_created_or_changed\", \"schedule\", \"webhook\", not "
       "5"},
      {with_trigger(R"("manual")"), "/trigger",
       "expected an object whose type says what starts the campaign, not \"manual\""},
      {with_trigger(R"({"type": "schedule", "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                        "start": "2026-01-01T09:00"})"),
       "/trigger/rule",
       "the rule names no day within a hundred years of its start: its parts exclude each other, "
       "as "
       "in 30 February, or it ends before the start"},
      {with_trigger(R"({"type": "schedule", "rule": "FREQ=DAILY;UNTIL=20251231T000000",
                        "start": "2026-01-01T09:00"})"),
       "/trigger/rule",
       "the rule names no day within a hundred years of its start: its parts exclude each other, "
       "as "
       "in 30 February, or it ends before the start"},
      {with_trigger(R"({"type": "record_changed", "record": "customer", "fields": []})"),
       "/trigger/fields", "expected a list of 1 to 32 field names, none twice, not a list of 0"},
      {with_trigger(R"({"type": "record_changed", "record": "customer"})"), "/trigger/fields",
       "\"fields\" is missing: a list of 1 to 32 field names, none twice"},
      {with_trigger(
           R"({"type": "record_changed", "record": "customer", "fields": ["tier", "tier"]})"),
       "/trigger/fields", "\"tier\" stands in this list more than once; write it once"},
      {with_trigger(R"({"type": "record_changed", "record": "customer", "fields": ["a.b"]})"),
       "/trigger/fields/0",
       "expected the name of a field: 1 to 64 bytes without dots and blanks, not \"a.b\""},
      {changed(with_trigger(a_webhook), "/trigger/secrets", R"(["whsec_c2hvcnQ="])"),
       "/trigger/secrets",
       "a campaign has no secrets of its own: the hook checks who calls; put them there with PUT "
       "/v1/hooks/{hook}"},
      {changed(with_trigger(a_webhook), "/trigger/subject", R"({"var": "customer.id"})"),
       "/trigger/subject",
       "\"customer.id\" reads nothing: \"customer\" is only in reach of the conditions and texts "
       "of a campaign"},
  });
}

TEST(campaign_mistakes, a_secret_is_never_repeated) {
  const std::string secret = "hush-this-is-a-secret-without-its-prefix";
  for (const auto& bad : {R"(["hush-this-is-a-secret-without-its-prefix", 5])",
                          R"("hush-this-is-a-secret-without-its-prefix")",
                          R"({"0": "hush-this-is-a-secret-without-its-prefix"})"}) {
    const auto source =
        changed(changed(smallest(), "/trigger", a_webhook), "/trigger/secrets", bad);
    const auto found = as_text(mistakes_in(source));
    EXPECT_FALSE(found.empty());
    EXPECT_EQ(found.find("hush"), std::string::npos) << found;
  }
}

TEST(campaign_mistakes, in_reentry_goals_and_exits) {
  expect_each_alone({
      {changed(smallest(), "/reentry", R"({"policy": "skip_if_opn"})"), "/reentry/policy",
       "expected \"once\", \"skip_if_open\", \"restart\" or \"parallel\", not \"skip_if_opn\"; "
       "did you mean \"skip_if_open\"?"},
      {changed(smallest(), "/reentry", R"({"key": {"var": "instance.id"}})"), "/reentry/key",
       "\"instance.id\" reads nothing: \"instance\" is only in reach of what is asked after the "
       "start"},
      {changed(smallest(), "/reentry", R"({"key": "customer.id"})"), "/reentry/key",
       "the key reads nothing of the start, so everybody would have the same one; write "
       "{\"var\": \"customer.id\"}"},
      {changed(smallest(), "/reentry", R"({"key": {"cat": ["a", "b"]}})"), "/reentry/key",
       "the key reads nothing of the start, so everybody would have the same one; write "
       "{\"var\": \"customer.id\"}, for example"},
      {changed(smallest(), "/goal", R"({"match": true})"), "/goal/event",
       "\"event\" is missing: an event type: 1 to 255 characters without blanks, such as "
       "\"order.paid\""},
      {changed(smallest(), "/goal", "[]"), "/goal",
       "expected a list of 1 to 20 objects with an event and its match, not a list of 0"},
      {changed(smallest(), "/exit", R"([{"event": "a"}, {"event": "b", "when": true}])"),
       "/exit/1/when", "nothing reads \"when\"; known here are \"event\", \"match\""},
      {changed(smallest(), "/exit", "5"), "/exit",
       "expected an object with an event and its match, not 5"},
  });
}

TEST(campaign_mistakes, in_retries) {
  expect_each_alone({
      {changed(smallest(), "/retry", R"({"max_attempts": 0})"), "/retry/max_attempts",
       "expected a whole number of attempts from 1 to 100, not 0"},
      {changed(smallest(), "/retry", R"({"max_attempts": 1.5})"), "/retry/max_attempts",
       "expected a whole number of attempts from 1 to 100, not 1.5"},
      {changed(smallest(), "/retry", R"({"backoff": 0.5})"), "/retry/backoff",
       "expected a factor from 1 to 10, not 0.5"},
      {changed(smallest(), "/retry", R"({"jitter": 2})"), "/retry/jitter",
       "expected a share from 0 to 1, not 2"},
      {changed(smallest(), "/retry", R"({"initial": "P1D"})"), "/retry/initial",
       "a pause between attempts is counted in hours, minutes and seconds; write \"PT24H\" for a "
       "day"},
      {changed(smallest(), "/retry", R"({"max": "PT721H"})"), "/retry/max",
       "a pause between attempts is 30 days at most, \"PT720H\""},
      {bad_step(a_send, "/retry", R"({"initial": "PT2H"})"), "/steps/only/retry",
       "the first pause, PT2H, is longer than the longest, PT1H; raise \"max\" or lower "
       "\"initial\""},
  });
}

TEST(campaign_mistakes, in_the_types_and_ids_of_steps) {
  expect_each_alone({
      {with_step(R"({"type": "vouchr", "next": "end"})"), "/steps/only/type",
       "there is no step type \"vouchr\"; did you mean \"voucher\"?"},
      {with_step(R"({"next": "end"})"), "/steps/only/type",
       "\"type\" is missing: one of \"branch\", \"count_gate\", \"delay\", \"end\", \"http\", "
       "\"pause_campaign\", \"points\", \"send\", \"show\", \"split\", \"start\", \"tag\" and "
       "5 more"},
      {with_step("5"), "/steps/only",
       "expected an object whose type says what the step does, not 5"},
      {changed(smallest(), "/steps", "{}"), "/steps",
       "expected the steps by id, 1 to 500 of them, not an empty object"},
      {changed(changed(smallest(), "/start", R"("Bad Id")"), "/steps",
               R"({"Bad Id": {"type": "end"}})"),
       "/steps/Bad Id",
       "expected a step id: 1 to 64 of a-z, 0-9, \"_\" and \"-\"; the last of several may be "
       "\"?\", not \"Bad Id\""},
      {changed(changed(smallest(), "/start", R"("end")"), "/steps",
               R"({"end": {"type": "delay", "for": "P1D", "next": "end"}})"),
       "/steps/end",
       "the target \"end\" ends the instance; give this step another id, or the type \"end\""},
      {bad_step(a_delay, "/via", R"(["email"])"), "/steps/only/via",
       "nothing reads \"via\" in \"delay\" steps; it is a field of \"send\" steps"},
      {bad_step(a_delay, "/nxt", R"("end")"), "/steps/only/nxt",
       "nothing reads \"nxt\" in \"delay\" steps; did you mean \"next\"?"},
      {with_step(R"({"type": "delay", "for": "P1D"})"), "/steps/only/next",
       "\"next\" is missing: the id of a step, or \"end\""},
  });
}

TEST(campaign_mistakes, in_targets) {
  expect_each_alone({
      {bad_step(a_send, "/next", R"("olny")"), "/steps/only/next",
       "there is no step \"olny\"; did you mean \"only\"?"},
      {bad_step(a_send, "/on_failure", R"("somewhere-else")"), "/steps/only/on_failure",
       "there is no step \"somewhere-else\"; there are \"only\""},
      {bad_step(by_value, "/cases/gold", R"("nowhere")"), "/steps/only/cases/gold",
       "there is no step \"nowhere\"; there are \"only\""},
      {bad_step(a_split, "/shares/1/next", R"("nowhere")"), "/steps/only/shares/1/next",
       "there is no step \"nowhere\"; there are \"only\""},
  });
}

TEST(campaign_mistakes, in_sends_and_messages) {
  const auto text = [](const std::string& value) {
    return changed(with_step(a_send), "/messages/hello/languages/en/text", json(value).dump());
  };
  const std::string place = "/messages/hello/languages/en/text";
  expect_each_alone(
      {
          {bad_step(a_send, "/message", R"("helo")"), "/steps/only/message",
           "there is no message \"helo\"; did you mean \"hello\"?"},
          {bad_step(a_send, "/via/0", R"("emial")"), "/steps/only/via/0",
           "there is no channel \"emial\"; did you mean \"email\"?"},
          {bad_step(a_send, "/via", "[]"), "/steps/only/via",
           "expected a list of 1 to 16 channels, none twice, the preferred one first, not a list "
           "of 0"},
          {bad_step(a_send, "/on_unknown", R"("wait")"), "/steps/only/on_unknown",
           "expected \"hold\", \"retry\" or \"next\", not \"wait\""},
          {changed(with_step(a_send), "/messages/hello/fallback", R"("vi")"),
           "/messages/hello/fallback",
           "the message has no texts in the fallback language \"vi\"; it has \"en\""},
          {changed(with_step(a_send), "/messages/hello/languages/English", R"({"text": "x"})"),
           "/messages/hello/languages/English",
           "expected a language tag, such as \"vi\" or \"en-GB\", not \"English\""},
          {changed(with_step(a_send), "/messages/hello/languages/en/subject", R"("a\nb")"),
           "/messages/hello/languages/en/subject", "expected one line without control characters"},
          {text("Hi {{customer.name"), place,
           "line 1, column 4: the tag is never closed; \"}}\" is missing"},
          {text("Hi {{custmer.name}}"), place,
           "\"{{custmer.name}}\" shows nothing: there is no \"custmer\"; did you mean "
           "\"customer\"?"},
          {text("{{#money}}{{vars.price}}{{/money}}"), place,
           "\"{{vars.price}}\" shows nothing: no step writes a variable \"price\" with its "
           "\"as\"; there are none"},
          {text("{{event.code}}"), place,
           "\"{{event.code}}\" shows nothing: \"event\" is only in reach of the \"match\" of an "
           "event"},
          {text("{{> footer}}"), place, "there are no partials, so \"{{>footer}}\" shows nothing"},
      },
      {.channels = {"email", "mailbox"}});
}

TEST(campaign_mistakes, in_delays) {
  expect_each_alone({
      {bad_step(a_delay, "/for", R"("PT0S")"), "/steps/only/for",
       "\"PT0S\" is no time at all; write a longer duration"},
      {with_step(R"({"type": "delay", "next": "end"})"), "/steps/only",
       "a delay needs one of \"for\", \"until\", \"at\", \"window\""},
      {bad_step(a_delay, "/until", R"("2026-03-01")"), "/steps/only",
       "a delay takes one of \"for\", \"until\", \"at\", \"window\"; this one has \"for\", "
       "\"until\""},
      {bad_step(a_delay, "/from", R"("onyl")"), "/steps/only/from",
       "there is no step \"onyl\"; did you mean \"only\"?"},
      {with_step(R"({"type": "delay", "until": "tomorrow", "next": "end"})"), "/steps/only/until",
       "\"tomorrow\" is not a date; write \"2026-03-01\", \"2026-03-01T09:00\" or "
       "\"2026-03-01T09:00:00+07:00\""},
      {with_step(R"({"type": "delay", "until": "2026-03-01", "from": "only", "next": "end"})"),
       "/steps/only/from",
       "\"from\" says what the duration \"for\" counts from; without \"for\" nothing reads it"},
      {with_step(R"({"type": "delay", "window": {"from": "08:00", "to": "08:00"}, "next": "end"})"),
       "/steps/only/window",
       "from and to are the same time, so the window is always open and delays nothing"},
      {with_step(R"({"type": "delay", "window": {"from": "8:00", "to": "20:00"}, "next": "end"})"),
       "/steps/only/window/from",
       "expected a time of day, from \"00:00\" to \"23:59\", not \"8:00\""},
      {with_step(R"({"type": "delay", "window": "best_time", "next": "end"})"),
       "/steps/only/window",
       "expected an object with the times from and to, or \"best_hour\", not \"best_time\""},
  });
  const auto found = mistakes_in(bad_step(a_delay, "/for", R"("25 days")"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].pointer, "/steps/only/for");
  EXPECT_NE(found[0].message.find("P25D"), std::string::npos) << found[0].message;
}

TEST(campaign_mistakes, in_waits) {
  expect_each_alone({
      {bad_step(a_wait, "/timeout", R"("P1D")"), "/steps/only/on_timeout",
       "\"on_timeout\" is missing: the id of a step, or \"end\""},
      {bad_step(a_wait, "/on_timeout", R"("end")"), "/steps/only/timeout",
       "\"timeout\" is missing: an ISO 8601 duration, such as \"P25D\" or \"PT90M\""},
      {bad_step(bad_step(a_wait, "/on_timeout", R"("end")")["steps"]["only"].dump(), "/timeout",
                R"("PT0S")"),
       "/steps/only/timeout", "\"PT0S\" is no time at all; write a longer duration"},
      {bad_step(a_wait, "/events/1", R"({"event": "order.paid", "next": "end"})"),
       "/steps/only/events/1",
       "an earlier event \"order.paid\" without a match takes every one of them; give that one a "
       "match, or put it last"},
      {bad_step(a_wait, "/events/0/as", R"("Order")"), "/steps/only/events/0/as",
       "expected the name of a variable: a-z first, then up to 63 of a-z, 0-9 and \"_\", not "
       "\"Order\""},
      {bad_step(a_wait, "/events", "[]"), "/steps/only/events",
       "expected a list of 1 to 20 events, each with its own next, not a list of 0"},
  });
}

TEST(campaign_mistakes, in_branches_and_splits) {
  expect_each_alone({
      {bad_step(by_value, "/cases", R"([{"when": true, "next": "end"}])"), "/steps/only/cases",
       "expected an object of 1 to 100 values of \"on\" and the step each leads to, not a list of "
       "1"},
      {with_step(R"({"type": "branch", "cases": {"gold": "end"}, "otherwise": "end"})"),
       "/steps/only/on", "\"on\" is missing: a condition in JsonLogic"},
      {bad_step(by_value, "/cases", "{}"), "/steps/only/cases",
       "expected an object of 1 to 100 values of \"on\" and the step each leads to, not an empty "
       "object"},
      {bad_step(by_condition, "/cases/0/when", R"({"sum": [1, 1]})"),
       "/steps/only/cases/0/when/sum", "there is no operator \"sum\"; did you mean \"some\"?"},
      {bad_step(a_split, "/shares/0/share", "0"), "/steps/only/shares/0/share",
       "expected a weight above 0, up to 1000000, not 0"},
      {bad_step(a_split, "/shares/0/share", "-1"), "/steps/only/shares/0/share",
       "expected a weight above 0, up to 1000000, not -1"},
      {bad_step(a_split, "/shares/1/name", R"("a")"), "/steps/only/shares/1/name",
       "another share of this split is called \"a\" too"},
  });
}

TEST(campaign_mistakes, in_vouchers_updates_and_calls) {
  expect_each_alone({
      {bad_step(a_voucher, "/as", R"("my offer")"), "/steps/only/as",
       "expected the name of a variable: a-z first, then up to 63 of a-z, 0-9 and \"_\", not \"my "
       "offer\""},
      {bad_step(a_voucher, "/on_unknown", R"("next")"), "/steps/only/on_unknown",
       "nothing reads \"on_unknown\" in \"voucher\" steps; it is a field of \"http\", \"send\" "
       "steps"},
      {bad_step(an_update, "/set", "{}"), "/steps/only/set",
       "expected an object of 1 to 32 fields and the conditions that give their values, not an "
       "empty object"},
      {bad_step(an_update, "/set/id", R"("43")"), "/steps/only/set/id",
       "the id of a record cannot be changed"},
      {bad_step(an_update, "/set/a.b", "1"), "/steps/only/set/a.b",
       "expected the name of a field: 1 to 64 bytes without dots and blanks, not \"a.b\""},
      {bad_step(an_http, "/method", R"("post")"), "/steps/only/method",
       "expected \"GET\", \"POST\", \"PUT\", \"PATCH\" or \"DELETE\", not \"post\""},
      {bad_step(an_http, "/url", R"("ftp://shop.example")"), "/steps/only/url",
       "expected a template that begins with \"http://\" or \"https://\", not "
       "\"ftp://shop.example\""},
      {bad_step(an_http, "/headers", R"({"Authorization": {"secret": "No Name"}})"),
       "/steps/only/headers/Authorization/secret",
       "expected the name of a secret: 1 to 64 of a-z, 0-9, \"-\" and \"_\", a letter first, not "
       "\"No Name\""},
      {bad_step(an_http, "/body", R"({"key": {"secret": "No Name"}})"),
       "/steps/only/body/key/secret",
       "a secret is named by 1 to 64 of a-z, 0-9, \"-\" and \"_\", a letter first"},
      {changed(with_step(a_send), "/messages/hello/languages/en/text", R"("{{secrets.crm}}")"),
       "/messages/hello/languages/en/text",
       "\"{{secrets.crm}}\" shows nothing: \"secrets\" is only in reach of the URL, the headers "
       "and the body of an \"http\" step"},
      {bad_step(an_http, "/headers", R"({"Bad Name": "x"})"), "/steps/only/headers/Bad Name",
       "expected a header name: 1 to 64 letters, digits and any of !#$%&'*+.^_`|~-, not \"Bad "
       "Name\""},
      {bad_step(an_http, "/headers", R"({"X-A": "x\r\nX-B: y"})"), "/steps/only/headers/X-A",
       "expected one line without control characters"},
      {bad_step(an_http, "/body", R"({"a": [1, "{{custmer.id}}"]})"), "/steps/only/body/a/1",
       "\"{{custmer.id}}\" shows nothing: there is no \"custmer\"; did you mean \"customer\"?"},
      {bad_step(an_http, "/body", R"({"{{customer.id}}": 1})"), "/steps/only/body/{{customer.id}}",
       "the keys of a body are not templates; write this one without braces"},
  });
}

TEST(campaign_mistakes, in_gates_points_and_tiers) {
  const std::string a_gate = R"({"type": "count_gate", "otherwise": "end",
      "cases": [{"up_to": 10, "next": "end"}, {"up_to": 20, "next": "end"}]})";
  const std::string points = R"({"type": "points", "amount": 5, "reference": {"var": "trigger.id"},
                                 "next": "end"})";
  const std::string a_tier = R"({"type": "tier", "next": "end",
      "tiers": [{"value": "gold", "when": {">": [{"var": "traits.points"}, 5]}}]})";
  expect_each_alone({
      {bad_step(a_gate, "/cases/1/up_to", "10"), "/steps/only/cases/1/up_to",
       "the cases of a gate are in ascending order, and an earlier one takes the passages up to "
       "10 already"},
      {bad_step(a_gate, "/cases/0/up_to", "0"), "/steps/only/cases/0/up_to",
       "expected a whole number from 1 to 1000000000000: the last passage that goes this way, "
       "not 0"},
      {bad_step(a_gate, "/resets", R"({"rule": "FREQ=OFTEN", "start": "2026-01-01T08:00"})"),
       "/steps/only/resets/rule",
       "FREQ has \"OFTEN\"; write MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY"},
      {with_step(R"({"type": "points", "amount": 5, "next": "end"})"), "/steps/only/reference",
       "\"reference\" is missing: a condition in JsonLogic"},
      {bad_step(points, "/book", R"("My book")"), "/steps/only/book",
       "expected a name: 1 to 64 of a-z, 0-9, \"-\", \"_\" and \".\", a letter or digit first, not "
       "\"My book\""},
      {bad_step(a_tier, "/field", R"("id")"), "/steps/only/field",
       "the id of a record cannot be changed"},
      {bad_step(a_tier, "/tiers/0/when", R"({"var": "traits.pionts"})"), "/steps/only/tiers/0/when",
       "\"traits.pionts\" reads nothing: \"traits\" has no \"pionts\"; did you mean \"points\"?"},
      {bad_step(a_tier, "/tiers/0/when", R"({"var": "vars.gift"})"), "/steps/only/tiers/0/when",
       "\"vars.gift\" reads nothing: \"vars\" is only in reach of steps, messages, goals and "
       "exits"},
  });
}

TEST(campaign_mistakes, in_records_that_are_read) {
  const auto shop =
      changed(with_step(by_condition), "/reads", R"({"shop": {"record": "shop", "id": "ours"}})");
  expect_each_alone({
      {changed(shop, "/reads/shop/id", "7"), "/reads/shop/id",
       "expected the id of the record, not 7"},
      {changed(shop, "/steps/only/cases/0/when", R"({"var": "reads.shp.open"})"),
       "/steps/only/cases/0/when",
       "\"reads.shp.open\" reads nothing: the \"reads\" of the campaign name no record \"shp\"; "
       "did you mean \"shop\"?"},
  });
  EXPECT_EQ(as_text(mistakes_in(
                changed(shop, "/steps/only/cases/0/when", R"({"var": "reads.shop.open"})"))),
            "");
}

TEST(campaign_mistakes, in_starts_of_other_campaigns) {
  const std::string a_start = R"({"type": "start", "campaign": "thanks", "next": "end"})";
  expect_each_alone({
      {bad_step(a_start, "/campaign", R"("small")"), "/steps/only/campaign",
       "a campaign cannot start itself; lead the way back to a step"},
      {bad_step(a_start, "/as", R"("child")"), "/steps/only/as",
       "without \"wait\": true it is not known how the started instance ended"},
      {bad_step(a_start, "/data/a", R"({"var": "custmer.id"})"), "/steps/only/data/a",
       "\"custmer.id\" reads nothing: there is no \"custmer\"; did you mean \"customer\"?"},
      {with_step(R"({"type": "pause_campaign", "next": "end"})"), "/steps/only/next",
       "nothing reads \"next\" in \"pause_campaign\" steps; it is a field of \"delay\", "
       "\"http\", \"points\", \"send\", \"show\", \"start\", \"tag\", \"task\", \"tier\", "
       "\"update\", \"voucher\" steps"},
  });
}

TEST(campaign_mistakes, in_tasks_for_the_staff) {
  const std::string a_task = R"({"type": "task", "text": "Call", "next": "end"})";
  expect_each_alone({
      {bad_step(a_task, "/text", R"("Call {{custmer.name}}")"), "/steps/only/text",
       "\"{{custmer.name}}\" shows nothing: there is no \"custmer\"; did you mean \"customer\"?"},
      {bad_step(a_task, "/due", R"("2 days")"), "/steps/only/due",
       "\"2 days\" is not an ISO 8601 duration; write \"P2D\""},
      {bad_step(a_task, "/done_by", R"(["waved"])"), "/steps/only/done_by/0",
       "expected \"greeted\" or \"gift_given\", not \"waved\""},
  });
}

const std::string a_show = R"({"type": "show", "kind": "banner", "slot": "home-top",
                               "content": "Hi {{customer.name}}", "next": "end"})";

TEST(campaign_mistakes, in_what_is_shown) {
  expect_each_alone({
      {bad_step(a_show, "/kind", R"("poster")"), "/steps/only/kind",
       "expected \"banner\", \"popup\", \"form\" or \"push\", not \"poster\""},
      {bad_step(a_show, "/content", R"({"title": "{{custmer.name}}"})"),
       "/steps/only/content/title",
       "\"{{custmer.name}}\" shows nothing: there is no \"custmer\"; did you mean \"customer\"?"},
      {bad_step(a_show, "/from", R"("tomorrow")"), "/steps/only/from",
       mistakes_in(bad_step(a_show, "/from", R"("tomorrow")")).at(0).message},
      {changed(bad_step(a_show, "/until", R"("2026-03-08")"), "/steps/only/for", R"("P1D")"),
       "/steps/only/for", "it is shown \"until\" an instant or \"for\" a time, not both"},
      {changed(bad_step(a_show, "/until", R"("2026-03-08")"), "/steps/only/from",
               R"("2026-03-08T00:00")"),
       "/steps/only/until", "this is not after \"from\", so nobody would see it"},
      {bad_step(a_show, "/identifies", R"("known")"), "/steps/only/identifies",
       "only a form identifies anybody"},
  });
}

TEST(campaign_mistakes, in_broadcasts) {
  const auto broadcast = [](const std::string& step) {
    auto source = with_step(step);
    source.erase("messages");
    source["trigger"] = {{"type", "broadcast"}, {"to", "both"}};
    return source;
  };
  EXPECT_TRUE(mistakes_in(broadcast(a_show)).empty()) << as_text(mistakes_in(broadcast(a_show)));
  const std::string nobody = "a broadcast is for everybody that its trigger names, and nobody goes "
                             "through its steps; leave ";
  const auto text = [&](const std::string& template_text) {
    return changed(broadcast(a_show), "/steps/only/content", json(template_text).dump());
  };
  expect_each_alone({
      {changed(broadcast(a_show), "/audience", "true"), "/audience",
       nobody + "\"audience\" out, or use another trigger"},
      {changed(broadcast(a_show), "/goal", R"({"event": "order.paid"})"), "/goal",
       nobody + "\"goal\" out, or use another trigger"},
      {broadcast(R"({"type": "delay", "for": "P1D", "next": "end"})"), "/steps/only/type",
       "a broadcast has only \"show\" and \"end\" steps, not \"delay\""},
      {changed(broadcast(a_show), "/steps/only/for", R"("P1D")"), "/steps/only/for",
       "a broadcast shows the same to who comes later, so it has no time to count \"for\" from; "
       "write \"until\""},
      {text("{{vars.offer.code}}"), "/steps/only/content",
       "\"{{vars.offer.code}}\" shows nothing: nobody goes through a broadcast, so there is no "
       "\"vars\"; in reach are \"customer\", \"subject\", \"campaign\", \"traits\", \"reads\", "
       "\"products\""},
      {text("{{trigger.data.x}}"), "/steps/only/content",
       "\"{{trigger.data.x}}\" shows nothing: nobody goes through a broadcast, so there is no "
       "\"trigger\"; in reach are \"customer\", \"subject\", \"campaign\", \"traits\", "
       "\"reads\", \"products\""},
  });
}

TEST(campaign_mistakes, body_texts_that_are_templates_alone_but_not_together) {
  const auto found =
      mistakes_in(bad_step(an_http, "/body", R"({"a": "{{=<% %>=}}", "b": "<%#customer.id%>"})"));
  EXPECT_FALSE(found.empty());
}

TEST(campaign_mistakes, in_the_data_that_conditions_read) {
  const auto audience = [](const std::string& rule) {
    return changed(smallest(), "/audience", rule);
  };
  const auto watching = [](const std::string& rule) {
    return changed(
        changed(smallest(), "/trigger",
                R"({"type": "record_changed", "record": "customer", "fields": ["tier"]})"),
        "/audience", rule);
  };
  const auto step_rule = [](const std::string& rule) {
    auto source = with_step(a_voucher);
    source["steps"]["only"]["next"] = "ask";
    source["steps"]["ask"] = json::parse(by_condition);
    source["steps"]["ask"]["cases"][0]["when"] = json::parse(rule);
    return source;
  };
  const std::string when = "/steps/ask/cases/0/when";
  expect_each_alone({
      {audience(R"({"var": "costumer.tier"})"), "/audience",
       "\"costumer.tier\" reads nothing: there is no \"costumer\"; did you mean \"customer\"?"},
      {audience(R"({"var": "subject.name"})"), "/audience",
       "\"subject.name\" reads nothing: \"subject\" has no \"name\"; it has \"type\", \"id\""},
      {audience(R"({"var": "traits.order_paid"})"), "/audience",
       "\"traits.order_paid\" reads nothing: \"traits\" has no \"order_paid\"; did you mean "
       "\"orders_paid\"?"},
      {audience(R"({"var": "vars.offer.code"})"), "/audience",
       "\"vars.offer.code\" reads nothing: \"vars\" is only in reach of steps, messages, goals and "
       "exits"},
      {audience(R"({"var": "change.tier.from"})"), "/audience",
       "\"change.tier.from\" reads nothing: only the record triggers give a "
       "\"change\""},
      {watching(R"({"var": "change.points.from"})"), "/audience",
       "\"change.points.from\" reads nothing: the trigger does not watch \"points\"; it watches "
       "\"tier\""},
      {watching(R"({"var": "change.tier.form"})"), "/audience",
       "\"change.tier.form\" reads nothing: \"change.tier\" has no \"form\"; did you mean "
       "\"from\"?"},
      {step_rule(R"({"var": "vars.ofer.code"})"), when,
       "\"vars.ofer.code\" reads nothing: no step writes a variable \"ofer\" with its \"as\"; did "
       "you mean \"offer\"?"},
      {step_rule(R"({"var": "vars.offer.redeem_at"})"), when,
       "\"vars.offer.redeem_at\" reads nothing: \"vars.offer\" has no \"redeem_at\"; did you mean "
       "\"redeemed_at\"?"},
      {step_rule(R"({"var": "event.code"})"), when,
       "\"event.code\" reads nothing: \"event\" is only in reach of the \"match\" of an event"},
      {step_rule(R"({"==": [{"outcome": "only"}, "accepted"]})"), when + "/==/0/outcome",
       "the step \"only\" is a \"voucher\" step; only \"send\" and \"http\" steps have an "
       "outcome"},
      {step_rule(R"({"outcome": ["onyl", "status"]})"), when + "/outcome",
       "there is no step \"onyl\"; did you mean \"only\"?"},
      {step_rule(R"({"in_segment": {"var": "customer.tier"}})"), when + "/in_segment",
       "the name of the segment must be written out"},
      {step_rule(R"({"within": [{"var": "customer.paid_at"}, "30 days"]})"), when + "/within/1",
       mistakes_in(step_rule(R"({"within": [{"var": "customer.paid_at"}, "30 days"]})"))
           .at(0)
           .message},
  });
}

TEST(campaign_mistakes, in_the_lists_that_conditions_read) {
  const surroundings shop{.own_lists = std::set<std::string, std::less<>>{"ticket"}};
  const auto audience = [](const std::string& rule) {
    return changed(smallest(), "/audience", rule);
  };
  expect_each_alone(
      {
          {audience(R"({"some": [{"var": "tickets"}, {"var": "open"}]})"), "/audience",
           "\"tickets\" reads nothing: there is no \"tickets\"; did you mean \"ticket\"?"},
          {audience(R"({"var": "ticket.open"})"), "/audience",
           "\"ticket.open\" reads nothing: \"ticket\" is a list of records and has no \"open\"; go "
           "through it with \"some\", \"count\", \"filter\" or another loop"},
          {audience(R"({"var": "orders.paid"})"), "/audience",
           "\"orders.paid\" reads nothing: \"orders\" is a list of records and has no \"paid\"; go "
           "through it with \"some\", \"count\", \"filter\" or another loop"},
          {changed(smallest(), "/reentry", R"({"key": {"var": "ticket.0.id"}})"), "/reentry/key",
           "\"ticket.0.id\" reads nothing: \"ticket\" is only in reach of conditions: the "
           "audience, "
           "steps, goals, exits and tiers"},
      },
      shop);
}

TEST(campaign_mistakes, a_name_may_be_a_list_where_the_types_of_the_shop_are_not_known) {
  const surroundings elsewhere{.own_lists = std::nullopt};
  const auto found = [&](const std::string& rule) {
    return as_text(mistakes_in(changed(smallest(), "/audience", rule), elsewhere));
  };
  EXPECT_EQ(found(R"({"some": [{"var": "ticket"}, {"var": "open"}]})"), "");
  EXPECT_EQ(found(R"({"var": "ticket.0.open"})"), "");
  EXPECT_THAT(found(R"({"var": "costumer.tier"})"), testing::HasSubstr("did you mean"));
}

TEST(campaign_mistakes, in_the_graph) {
  auto lost = smallest();
  lost["steps"]["lost"] = {{"type", "end"}};
  auto round = with_step(R"({"type": "update", "set": {"a": 1}, "next": "back"})");
  round["steps"]["back"] = json::parse(a_send);
  round["steps"]["back"]["next"] = "only";
  auto self = with_step(R"({"type": "update", "set": {"a": 1}, "next": "only"})");
  auto passed = round;
  passed["steps"]["back"] =
      json::parse(R"({"type": "delay", "until": "2026-03-01", "next": "only"})");
  expect_each_alone({
      {lost, "/steps/lost",
       "no way leads to the step \"lost\" from the start \"stop\"; lead one there, or remove it"},
      {round, "/steps/back",
       "these steps go round without a pause: back → only → back; put a delay with \"for\", or a "
       "wait, into the loop"},
      {self, "/steps/only",
       "these steps go round without a pause: only → only; put a delay with \"for\", or a wait, "
       "into the loop"},
      {passed, "/steps/back",
       "these steps go round without a pause: back → only → back; put a delay with \"for\", or a "
       "wait, into the loop"},
  });
}

TEST(campaign_mistakes, a_slip_in_a_step_does_not_make_the_steps_after_it_unreachable) {
  auto source = with_step(a_send);
  source["steps"]["only"].erase("next");
  source["steps"]["only"]["nxt"] = "after";
  source["steps"]["after"] = {{"type", "end"}};
  EXPECT_EQ(as_text(mistakes_in(source)),
            "/steps/only/next: \"next\" is missing: the id of a step, or \"end\"\n"
            "/steps/only/nxt: nothing reads \"nxt\" in \"send\" steps; did you mean \"next\"?\n");
}

// Kept whole: forty mistakes of one definition.
TEST(campaign_mistakes, forty_in_one_definition_are_all_told_once_in_order) {
  const auto source = json::parse(R"({
    "id": "Bad Id", "name": "", "timezone": "Mars/Olympus", "audiense": true,
    "trigger": {"type": "record_changed", "record": "Customer", "fields": [], "when": 1},
    "audience": {"in": [{"var": "costumer.tier"}, ["gold"]]},
    "reentry": {"policy": "sometimes", "kee": 1},
    "goal": [{"event": "Order Paid"}, {"match": {"nope": 1}}],
    "exit": 7,
    "retry": {"max_attempts": 1000, "initial": "5s", "jitter": -1},
    "start": "b1",
    "steps": {
      "b1": {"type": "branch", "cases": [{"when": {"var": "vars.nothing"}, "next": "s1"},
                                         {"next": "d1"}], "otherwise": "d2"},
      "s1": {"type": "send", "message": "missing-one", "via": [], "on_unknown": "maybe",
             "next": "w1"},
      "d1": {"type": "delay", "for": "25 days", "message": "x", "next": "w2"},
      "d2": {"type": "delay", "window": {"from": "9:00", "too": "10:00"}, "next": "nowhere-at-all"},
      "w1": {"type": "wait", "events": [{"event": "a", "next": "v1"}, {"event": "a", "next": "end"}],
             "timeout": "PT0S"},
      "w2": {"type": "wait", "events": [{"event": "x", "as": "9x", "next": "sp"}]},
      "v1": {"type": "voucher", "pool": 5, "next": "h1"},
      "sp": {"type": "split", "shares": [{"name": "a", "share": 0, "next": "u1"}]},
      "u1": {"type": "update", "set": {"id": 1}, "next": "end"},
      "h1": {"type": "http", "method": "GOT", "url": "shop", "next": "pts"},
      "pts": {"type": "shoe", "next": "end"},
      "lost": {"type": "end", "reasn": "x"}
    },
    "messages": {
      "m": {"fallback": "vi", "languages": {"en": {"text": "{{#open}}", "subjct": "x"}}}
    }
  })");
  const auto found = mistakes_in(source);
  std::vector<std::string> pointers;
  for (const auto& one : found)
    pointers.push_back(one.pointer);
  EXPECT_EQ(pointers, (std::vector<std::string>{
                          "/audience",
                          "/audiense",
                          "/exit",
                          "/goal/0/event",
                          "/goal/1/event",
                          "/goal/1/match/nope",
                          "/id",
                          "/messages/m/fallback",
                          "/messages/m/languages/en/subjct",
                          "/messages/m/languages/en/text",
                          "/name",
                          "/reentry/kee",
                          "/reentry/policy",
                          "/retry/initial",
                          "/retry/jitter",
                          "/retry/max_attempts",
                          "/steps/b1/cases/0/when",
                          "/steps/b1/cases/1/when",
                          "/steps/d1/for",
                          "/steps/d1/message",
                          "/steps/d2/next",

                          "/steps/d2/window/from",
                          "/steps/d2/window/to",
                          "/steps/d2/window/too",
                          "/steps/h1/method",
                          "/steps/h1/url",
                          "/steps/lost",
                          "/steps/lost/reasn",
                          "/steps/pts/type",
                          "/steps/s1/message",
                          "/steps/s1/on_unknown",
                          "/steps/s1/via",
                          "/steps/sp/shares",
                          "/steps/sp/shares/0/share",
                          "/steps/u1/set/id",
                          "/steps/v1/as",
                          "/steps/v1/pool",

                          "/steps/w1/events/1",
                          "/steps/w1/on_timeout",
                          "/steps/w1/timeout",
                          "/steps/w2/events/0/as",
                          "/timezone",
                          "/trigger/fields",
                          "/trigger/record",
                          "/trigger/when",
                      }))
      << as_text(found);
}

TEST(campaign_mistakes, numbers_in_pointers_are_sorted_as_numbers) {
  json cases = json::array();
  for (int i = 0; i < 12; ++i)
    cases.push_back({{"when", true}, {"next", "gone-" + std::to_string(i)}});
  auto source = with_step(R"({"type": "branch", "otherwise": "end"})");
  source["steps"]["only"]["cases"] = cases;
  const auto found = mistakes_in(source);
  ASSERT_EQ(found.size(), 12u);
  EXPECT_EQ(found[2].pointer, "/steps/only/cases/2/next");
  EXPECT_EQ(found[11].pointer, "/steps/only/cases/11/next");
}

TEST(campaign_mistakes, the_texts_of_one_channel_are_templates_at_their_own_place) {
  auto source = with_step(R"({"type": "send", "message": "hello", "via": ["x"], "next": "end"})");
  source["messages"]["hello"]["languages"]["en"]["channels"] = {
      {"zns", {{"template_data", {{"name", "{{custmer.name}}"}}}}}};
  EXPECT_THAT(as_text(mistakes_in(source)),
              testing::StartsWith("/messages/hello/languages/en/channels/zns/template_data/name"));
}

} // namespace sojourn::campaign
