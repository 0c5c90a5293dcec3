// Answers of hosted forms: what is taken once, what it writes, and consents that wait for the owner
// of an address.
#include "storage/hosted_forms.hpp"

#include "fixture.hpp"
#include "storage/erasures.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"

namespace sojourn::storage {
namespace {

using campaign::form_identity;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class hosted_forms : public storage_test {
protected:
  hosted_forms() { open(); }
  ~hosted_forms() override { EXPECT_THAT(violations(), IsEmpty()); }

  void put_customer(const std::string& id, const json& record) {
    const auto written = write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"customer", id}, record, {}, {}, monday);
    });
    ASSERT_TRUE(written) << written.error().message;
  }
  json customer(const std::string& id) { return data->reader().records().data({"customer", id}); }

  /// An answer by the link of An.
  static hosted_answer by_link(const std::string& key) {
    return {.form = "survey",
            .version = 1,
            .key = key,
            .subject = subject_ref{"customer", "an"},
            .link = "00112233445566778899aabbccddeeff",
            .language = "vi",
            .answers = {{"score", 9}}};
  }
  static hosted_answer in_public(const std::string& key, const std::string& email,
                                 form_identity identifies = form_identity::known) {
    return {.form = "contact",
            .version = 1,
            .key = key,
            .language = "vi",
            .answers = {{"email", email}},
            .identifies = identifies,
            .contact = {{"email", email}}};
  }
  answer_taken take(const hosted_answer& answer, instant at = monday) {
    auto taken = write(*data, [&](transaction& tx) { return take_answer(tx, answer, {}, at); });
    EXPECT_TRUE(taken) << taken.error().message;
    return taken ? *taken : answer_taken{};
  }
  answer_fate fate(const hosted_answer& answer, instant at = monday) {
    return take(answer, at).fate;
  }
  std::vector<json> answers(const std::string& form) {
    return data->reader().hosted_forms().answers({.form = form}).items;
  }
  /// What was heard: type and subject of each event.
  std::vector<std::string> heard() {
    std::vector<std::string> all;
    raw_file raw{file()};
    const auto count = raw.integer("SELECT count(*) FROM event");
    for (std::int64_t row = 0; row < count; ++row)
      all.push_back(
          raw.text("SELECT type || ' ' || subject FROM event ORDER BY number LIMIT 1 OFFSET " +
                   std::to_string(row)));
    return all;
  }
  bool confirm(std::int64_t request, instant at = monday) {
    const auto confirmed =
        write(*data, [&](transaction& tx) { return confirm_consent(tx, request, {}, at); });
    EXPECT_TRUE(confirmed) << confirmed.error().message;
    return confirmed && confirmed->counts;
  }
};

given_consent news_to(const std::string& email) {
  return {.channel = "email", .double_opt_in = true, .email = email};
}

TEST_F(hosted_forms, take_the_same_answer_once) {
  put_customer("an", {{"name", "An"}});
  EXPECT_EQ(fate(by_link("k")), answer_fate::taken);
  EXPECT_EQ(fate(by_link("k")), answer_fate::same);
  EXPECT_THAT(heard(), ElementsAre("form.answered customer:an"));
  EXPECT_THAT(answers("survey"), SizeIs(1));
}

TEST_F(hosted_forms, take_as_many_answers_of_a_link_a_person_and_all_as_they_say) {
  put_customer("an", {{"name", "An"}});
  auto second = by_link("2");
  second.per_link = 1;
  EXPECT_EQ(fate(by_link("1")), answer_fate::taken);
  EXPECT_EQ(fate(second), answer_fate::answered);
  second.link = "ffeeddccbbaa99887766554433221100";
  EXPECT_EQ(fate(second), answer_fate::taken) << "another message, another link";

  auto third = by_link("3");
  third.per_person = 2;
  EXPECT_EQ(fate(third), answer_fate::answered);
  third.per_person = 3;
  third.in_all = 2;
  EXPECT_EQ(fate(third), answer_fate::full);
  third.in_all = 3;
  EXPECT_EQ(fate(third), answer_fate::taken);
}

TEST_F(hosted_forms, count_answers_also_when_they_were_removed) {
  auto answer = in_public("1", "an@shop.example");
  answer.in_all = 1;
  EXPECT_EQ(fate(answer), answer_fate::taken);
  const auto removed = write(*data, [&](transaction& tx) -> result<std::int64_t> {
    return remove_answers(tx, "contact", 10, "boss", "", monday);
  });
  EXPECT_EQ(removed.value_or(0), 1);
  answer.key = "2";
  EXPECT_EQ(fate(answer), answer_fate::full);
}

TEST_F(hosted_forms, write_fields_of_the_person_whose_link_it_was) {
  put_customer("an", {{"name", "An"}});
  auto answer = by_link("k");
  answer.fields = {{"survey_score", 9}};
  EXPECT_EQ(fate(answer), answer_fate::taken);
  EXPECT_EQ(customer("an").at("survey_score"), 9);
}

TEST_F(hosted_forms, write_nothing_about_a_customer_whose_address_somebody_typed) {
  put_customer("an", {{"name", "An"}, {"email", "an@shop.example"}});
  auto answer = in_public("k", "An@shop.example");
  answer.fields = {{"tier", "gold"}};
  answer.consents = {{.channel = "email"}};
  EXPECT_EQ(fate(answer), answer_fate::taken);
  EXPECT_FALSE(customer("an").contains("tier"));
  EXPECT_THAT(data->reader().sends().consents({"customer", "an"}), IsEmpty());
  EXPECT_THAT(heard(), ElementsAre("form.answered customer:an"));
  EXPECT_EQ(answers("contact").at(0).at("proven"), false);
}

TEST_F(hosted_forms, make_a_customer_of_an_address_that_is_nobodys) {
  auto answer = in_public("k", "binh@shop.example", form_identity::known_or_new);
  answer.fields = {{"survey_score", 9}};
  EXPECT_EQ(fate(answer), answer_fate::taken);
  const auto subject = answers("contact").at(0).at("subject").get<std::string>();
  ASSERT_TRUE(subject.starts_with("customer:")) << subject;
  const auto made = customer(subject.substr(9));
  EXPECT_EQ(made.at("email"), "binh@shop.example");
  EXPECT_EQ(made.at("survey_score"), 9);
}

TEST_F(hosted_forms, ask_the_owner_of_an_address_once_a_day_whoever_types_it) {
  put_customer("an", {{"email", "an@shop.example"}});
  put_customer("an-too", {{"email", "other@shop.example"}});
  for (int i = 0; i < 3; ++i) {
    auto answer = in_public(std::to_string(i), "an@shop.example");
    answer.consents = {news_to("AN@shop.example")};
    take(answer, monday + std::chrono::hours{i});
  }
  EXPECT_EQ(std::ranges::count(heard(), "consent.asked customer:an"), 1);

  auto next_day = in_public("4", "an@shop.example");
  next_day.consents = {news_to("an@shop.example")};
  take(next_day, monday + between_requests + std::chrono::hours{3});
  EXPECT_EQ(std::ranges::count(heard(), "consent.asked customer:an"), 2);
  EXPECT_THAT(data->reader().sends().consents({"customer", "an"}), IsEmpty());
}

TEST_F(hosted_forms, give_a_consent_when_its_owner_confirms_it) {
  put_customer("an", {{"email", "an@shop.example"}});
  auto answer = in_public("k", "an@shop.example");
  answer.consents = {news_to("an@shop.example")};
  take(answer);
  EXPECT_TRUE(confirm(1));
  EXPECT_TRUE(confirm(1)) << "a second click";
  EXPECT_THAT(data->reader().sends().consents({"customer", "an"}), SizeIs(1));
  EXPECT_EQ(std::ranges::count(heard(), "consent.confirmed customer:an"), 1);
}

TEST_F(hosted_forms, confirm_nothing_for_an_address_that_the_customer_no_longer_has) {
  put_customer("an", {{"email", "an@shop.example"}});
  auto answer = in_public("k", "an@shop.example");
  answer.consents = {news_to("an@shop.example")};
  take(answer);
  put_customer("an", {{"email", "new@shop.example"}});
  EXPECT_FALSE(confirm(1));
  EXPECT_FALSE(confirm(2)) << "there is no such request";
}

TEST_F(hosted_forms, confirm_nothing_after_thirty_days) {
  put_customer("an", {{"email", "an@shop.example"}});
  auto answer = in_public("k", "an@shop.example");
  answer.consents = {news_to("an@shop.example")};
  take(answer);
  EXPECT_FALSE(confirm(1, monday + requests_last + std::chrono::hours{1}));
}

TEST_F(hosted_forms, keep_a_draft_until_it_is_sent) {
  put_customer("an", {{"name", "An"}});
  const auto kept = write(*data, [&](transaction& tx) -> result<bool> {
    return put_draft(tx, {.key = "link/1",
                          .form = "survey",
                          .subject = "customer:an",
                          .inputs = {{"score", {"4"}}},
                          .at = monday});
  });
  EXPECT_TRUE(kept.value_or(false));
  reopen();
  EXPECT_EQ(data->reader().hosted_forms().draft("link/1")->inputs,
            json::parse(R"({"score": ["4"]})"));
  auto answer = by_link("k");
  answer.draft = "link/1";
  take(answer);
  EXPECT_FALSE(data->reader().hosted_forms().draft("link/1"));
}

TEST_F(hosted_forms, forget_answers_drafts_and_requests_with_the_person) {
  put_customer("an", {{"email", "an@shop.example"}});
  auto answer = in_public("k", "an@shop.example");
  answer.consents = {news_to("an@shop.example")};
  take(answer);
  take(by_link("k"));
  const auto kept = write(*data, [&](transaction& tx) -> result<bool> {
    return put_draft(tx,
                     {.key = "link/1", .form = "survey", .subject = "customer:an", .at = monday});
  });
  EXPECT_TRUE(kept.value_or(false));

  const auto erased = write(*data, [&](transaction& tx) {
    return erase_subject(tx, {"customer", "an"}, {}, "boss", "asked", monday, 10'000);
  });
  ASSERT_TRUE(erased) << erased.error().message;

  EXPECT_EQ(erased->erasure.removed.at("form_answers"), 2);
  EXPECT_EQ(erased->erasure.removed.at("form_drafts"), 1);
  EXPECT_EQ(erased->erasure.removed.at("consent_requests"), 1);
  raw_file raw{file()};
  EXPECT_EQ(raw.integer("SELECT count(*) FROM consent_mail"), 0);
  EXPECT_EQ(fate(by_link("2")), answer_fate::gone);
}

TEST_F(hosted_forms, find_answers_by_person_time_and_value) {
  put_customer("an", {{"name", "An"}});
  take(by_link("1"));
  auto low = by_link("2");
  low.answers = {{"score", 2}, {"reasons", {"late"}}};
  take(low, monday + std::chrono::hours{1});
  const auto count = [&](const answer_query& what) {
    return data->reader().hosted_forms().answers(what).items.size();
  };
  EXPECT_EQ(count({.form = "survey"}), 2u);
  EXPECT_EQ(count({.form = "survey", .subject = "customer:an"}), 2u);
  EXPECT_EQ(count({.form = "survey", .subject = "customer:binh"}), 0u);
  EXPECT_EQ(count({.form = "survey", .language = "en"}), 0u);
  EXPECT_EQ(count({.form = "survey", .from = monday + std::chrono::minutes{1}}), 1u);
  EXPECT_EQ(count({.form = "survey", .to = monday + std::chrono::minutes{1}}), 1u);
  EXPECT_EQ(count({.form = "survey", .values = {{"score", "2"}}}), 1u);
}

} // namespace
} // namespace sojourn::storage
