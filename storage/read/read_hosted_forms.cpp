// Reading hosted forms, their answers and what waits for its owner.
#include "storage/hosted_forms.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_hosted_form_reader final : public hosted_form_reader {
public:
  explicit pooled_hosted_form_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<stored_document> all() override {
    return pool_.with_tables([](table_set& tables) { return tables.forms.all(); });
  }
  std::vector<std::string> ids() override {
    std::vector<std::string> found;
    for (const auto& one : all())
      found.push_back(one.id);
    return found;
  }
  std::optional<stored_document> find(const std::string& id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.forms.find(id); });
  }
  std::vector<stored_document> versions(const std::string& id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.forms.versions(id); });
  }
  std::map<std::string, std::int64_t> counts() override {
    return pool_.with_tables([](table_set& tables) { return tables.form_answers.counts(); });
  }
  std::int64_t count_by_link(const std::string& form, const std::string& link) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.form_answers.count_by_link(form, link); });
  }
  answers_found answers(const answer_query& what) override {
    return pool_.with_tables([&](table_set& tables) { return tables.form_answers.list(what); });
  }
  std::optional<form_draft> draft(const std::string& key) override {
    return pool_.with_tables([&](table_set& tables) { return tables.form_drafts.find(key); });
  }
  std::optional<consent_request> request(std::int64_t number) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.consent_requests.find(number); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<hosted_form_reader> make_hosted_form_reader(reader_pool& pool) {
  return std::make_unique<pooled_hosted_form_reader>(pool);
}

} // namespace sojourn::storage
