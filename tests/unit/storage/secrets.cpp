// Secrets are stored sealed, and a data directory opens with its own key alone.
#include "storage/secrets.hpp"

#include "fixture.hpp"
#include "signing/base64.hpp"
#include "storage/hooks.hpp"
#include "storage/idempotency.hpp"
#include "storage/named_secrets.hpp"
#include "storage/reader.hpp"
#include "storage/sqlite/data_file.hpp"

#include <fstream>
#include <sys/stat.h>

namespace sojourn::storage {
namespace {

using ::testing::HasSubstr;

const std::string hook_text = "whsec_c2VjcmV0IHRoYXQgbm9ib2R5IG1heSByZWFk";

class secrets_stored : public storage_test {
protected:
  [[nodiscard]] std::string key_path() const { return options.directory + "/secret.key"; }

  /// All bytes of the data file and its log.
  std::string bytes_on_disk() {
    std::string all;
    for (const auto& name : {file(), file() + "-wal"}) {
      std::ifstream from{name, std::ios::binary};
      all.append(std::istreambuf_iterator<char>{from}, {});
    }
    return all;
  }

  void keep(const std::string& name, const std::string& plain) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<int> {
      put_secret(tx, name, plain, monday);
      return 0;
    }));
  }

  void put_hook_with_secret() {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return put_hook(tx,
                      {.id = "shop",
                       .definition = json::object(),
                       .secrets = {hook_text},
                       .first_secret = {},
                       .must_be_new = true},
                      monday);
    }));
  }

  error refused() {
    close();
    auto opened = store::open(options);
    EXPECT_FALSE(opened);
    return opened ? error{} : opened.error();
  }
};

TEST_F(secrets_stored, a_secret_is_kept_over_a_restart_and_its_text_is_nowhere_on_the_disk) {
  open();
  keep("zalo.tokens", "the refresh token");
  reopen();
  EXPECT_EQ(data->reader().secrets().find("zalo.tokens"), "the refresh token");
  EXPECT_EQ(data->reader().secrets().find("another"), std::nullopt);
  keep("zalo.tokens", "its successor");
  EXPECT_EQ(data->reader().secrets().find("zalo.tokens"), "its successor");
  EXPECT_EQ(bytes_on_disk().find("refresh token"), std::string::npos);
  EXPECT_NE(bytes_on_disk().find("zalo.tokens"), std::string::npos) << "the bytes were looked at";
}

TEST_F(secrets_stored, the_first_start_makes_a_key_that_only_its_owner_can_read) {
  open();
  struct stat about {};
  ASSERT_EQ(stat(key_path().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST_F(secrets_stored, another_key_is_refused_and_changes_nothing) {
  open();
  keep("a", "b");
  close();
  const auto before = bytes_on_disk();
  options.secret_key = signing::base64_encode(std::string(32, 'x'));
  const auto why = refused();
  EXPECT_EQ(why.code, error_code::data_unusable);
  EXPECT_THAT(why.message, HasSubstr("not the one"));
  EXPECT_EQ(bytes_on_disk(), before);
}

TEST_F(secrets_stored, a_key_that_is_gone_is_refused_and_no_new_one_takes_its_place) {
  open();
  close();
  std::filesystem::remove(key_path());
  const auto why = refused();
  EXPECT_EQ(why.code, error_code::data_unusable);
  EXPECT_THAT(why.message, HasSubstr("missing"));
  EXPECT_FALSE(std::filesystem::exists(key_path()));
}

TEST_F(secrets_stored, a_key_in_the_environment_beats_the_file_and_needs_none) {
  options.secret_key = signing::base64_encode(std::string(32, 'k'));
  open();
  keep("a", "b");
  reopen();
  EXPECT_EQ(data->reader().secrets().find("a"), "b");
  EXPECT_FALSE(std::filesystem::exists(key_path()));
}

TEST_F(secrets_stored, a_file_that_the_settings_name_must_be_there_and_hold_a_key) {
  options.secret_key_file = folder.path() + "/my.key";
  EXPECT_THAT(refused().message, HasSubstr("my.key"));
  std::ofstream{options.secret_key_file} << "not a key, but private";
  const auto why = refused();
  EXPECT_EQ(why.code, error_code::invalid_settings);
  EXPECT_THAT(why.message, ::testing::Not(HasSubstr("private")));
  std::ofstream{options.secret_key_file} << signing::base64_encode(std::string(32, 'k')) << "\n";
  open();
}

TEST_F(secrets_stored, secrets_of_hooks_are_sealed) {
  open();
  put_hook_with_secret();
  reopen();
  EXPECT_EQ(data->reader().hooks().list().at(0).secrets.at(0).text, hook_text);
  EXPECT_EQ(bytes_on_disk().find(hook_text), std::string::npos);
}

TEST_F(secrets_stored, a_confidential_answer_is_remembered_sealed) {
  open();
  const json shown{{"secret", hook_text}};
  const auto ask = [&](transaction& tx) { return find_answer(tx, "key", "print", monday); };
  ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<int> {
    remember_answer(tx, "key", "print", shown, monday, answer_kind::confidential);
    return 0;
  }));
  EXPECT_EQ(write(*data, ask), shown);
  close();
  EXPECT_EQ(bytes_on_disk().find(hook_text), std::string::npos);
}

TEST_F(secrets_stored, a_seal_in_the_place_of_another_does_not_open) {
  open();
  keep("a", "of a");
  keep("b", "of b");
  close();
  raw_file{file()}.run("UPDATE sealed SET value = (SELECT value FROM sealed WHERE name = 'a') "
                       "WHERE name = 'b'");
  open();
  EXPECT_EQ(data->reader().secrets().find("a"), "of a");
  EXPECT_THROW((void)data->reader().secrets().find("b"), read_failure);
}

TEST_F(secrets_stored, those_that_campaigns_name_are_sealed_and_outlive_the_daemon) {
  open();
  ASSERT_TRUE(write(*data, [&](transaction& tx) {
                return put_named_secret(tx, "crm", "value-of-the-crm", monday);
              }).value());
  EXPECT_FALSE(write(*data,
                     [&](transaction& tx) {
                       return put_named_secret(tx, "crm", "newer-of-the-crm", monday);
                     })
                   .value())
      << "it takes the place of the first";
  EXPECT_EQ(bytes_on_disk().find("of-the-crm"), std::string::npos);

  reopen();

  const auto kept = read_named_secrets(data->reader());
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept.at("crm").value, "newer-of-the-crm");
  EXPECT_EQ(kept.at("crm").changed_at, monday);
  EXPECT_TRUE(write(*data, [](transaction& tx) -> result<int> {
    if (auto removed = remove_named_secret(tx, "crm", monday); !removed)
      return fail(removed.error());
    EXPECT_FALSE(remove_named_secret(tx, "crm", monday));
    return 0;
  }));
  EXPECT_TRUE(read_named_secrets(data->reader()).empty());
}

} // namespace
} // namespace sojourn::storage
