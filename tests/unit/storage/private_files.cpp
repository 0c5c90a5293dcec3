#include "storage/sqlite/private_files.hpp"

#include "fixture.hpp"

#include <fstream>
#include <sys/stat.h>

namespace sojourn::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class private_data : public storage_test {
protected:
  private_data() {
    earlier_mask_ = umask(0022); // as most users have it
    options.on_notice = [this](const std::string& sentence) { notices.push_back(sentence); };
  }
  ~private_data() override { umask(earlier_mask_); }

  static unsigned mode(const std::string& path) {
    return static_cast<unsigned>(fs::status(path).permissions()) & 0777U;
  }
  static void open_to_all(const std::string& path) {
    fs::permissions(path, fs::perms::group_read | fs::perms::others_read, fs::perm_options::add);
  }

  std::vector<std::string> notices;

private:
  mode_t earlier_mask_;
};

TEST_F(private_data, a_new_directory_and_its_files_are_for_their_owner_alone) {
  open();
  (void)traveller{*data, ids, sleeper()}.start("42");
  const auto backup = data->backup(monday, {});

  EXPECT_EQ(mode(options.directory), 0700U);
  for (const auto& entry : fs::recursive_directory_iterator{options.directory})
    EXPECT_EQ(mode(entry.path()) & 077U, 0U) << entry.path();
  EXPECT_EQ(mode(*backup), 0600U);
  EXPECT_THAT(notices, IsEmpty());
}

TEST_F(private_data, one_that_was_open_to_others_is_closed_and_told_of) {
  open();
  const auto backup = data->backup(monday, {});
  close();
  for (const auto& path : {options.directory, file(), *backup})
    open_to_all(path);

  open();

  EXPECT_EQ(mode(options.directory), 0700U);
  EXPECT_EQ(mode(file()), 0600U);
  EXPECT_EQ(mode(*backup), 0600U);
  EXPECT_THAT(notices, Contains(HasSubstr(options.directory + " was open to other users")));
  EXPECT_THAT(notices, Contains(HasSubstr(file() + " could be read by other users (mode 644)")));
}

TEST_F(private_data, a_directory_of_other_files_keeps_its_mode) {
  fs::create_directories(options.directory);
  std::ofstream{options.directory + "/letter.txt"} << "mine";
  fs::permissions(options.directory, fs::perms{0755});

  open();

  EXPECT_EQ(mode(options.directory), 0755U);
  EXPECT_EQ(mode(file()), 0600U);
  EXPECT_THAT(notices, Contains(HasSubstr("holds other files")));
}

TEST_F(private_data, a_key_that_others_can_read_is_told_of) {
  open();
  close();
  open_to_all(options.directory + "/secret.key");

  open();

  EXPECT_THAT(notices, Contains(HasSubstr("secret.key, which holds the key for secrets, can be "
                                          "read by other users")));
}

} // namespace
} // namespace sojourn::storage
