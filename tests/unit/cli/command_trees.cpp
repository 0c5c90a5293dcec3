// What is generated of the commands: completion for shells, and the manual page.
#include "cli/command_tree.hpp"
#include "cli_fixture.hpp"

#include <gmock/gmock.h>

namespace sojourn::cli {

using testing::HasSubstr;
using testing::Not;

namespace {

command_node small_command() {
  return {.name = "sojourn",
          .about = "A daemon.",
          .options = {{.names = {"--url"}, .about = "Where it answers", .takes_value = true},
                      {.names = {"--json"}, .about = "For programs"}},
          .commands = {{.name = "records",
                        .about = "list, get",
                        .commands = {{.name = "get",
                                      .about = "Show a customer's record",
                                      .arguments = {"type", "id"},
                                      .options = {{.names = {"-n", "--limit"},
                                                   .about = ".how many",
                                                   .takes_value = true}}}}}}};
}

} // namespace

TEST(completion_of_bash, offers_what_may_follow_each_command) {
  const auto script = bash_completion(small_command());
  EXPECT_THAT(script, HasSubstr(R"("sojourn") words="records --url --json" ;;)"));
  EXPECT_THAT(script, HasSubstr(R"("sojourn records") words="get" ;;)"));
  EXPECT_THAT(script, HasSubstr(R"("sojourn records get") words="-n --limit" ;;)"));
}

TEST(completion_of_bash, knows_which_options_a_value_follows) {
  const auto script = bash_completion(small_command());
  EXPECT_THAT(script, HasSubstr("--url|-n|--limit) skip=yes"));
  EXPECT_THAT(script, Not(HasSubstr("--json)")));
}

TEST(completion_of_fish, quotes_what_a_shell_would_read) {
  const auto script = fish_completion(small_command());
  EXPECT_THAT(script, HasSubstr(R"(-d 'Show a customer\'s record')"));
  EXPECT_THAT(script, HasSubstr("-s n -l limit -r"));
}

TEST(the_manual_page, shows_commands_with_arguments_and_options) {
  const auto page = manual_page(small_command(), "1.2.3");
  EXPECT_THAT(page, HasSubstr(".TH SOJOURN 1 \"\" \"sojourn 1.2.3\""));
  EXPECT_THAT(page, HasSubstr(R"(\fBsojourn records get\fR \fItype\fR \fIid\fR)"));
  EXPECT_THAT(page, HasSubstr(R"(\fB\-n\fR, \fB\-\-limit\fR \fIVALUE\fR)"));
}

TEST(the_manual_page, lets_no_text_become_a_macro) {
  EXPECT_THAT(manual_page(small_command(), "1"), HasSubstr("\n\\&.how many\n"));
}

TEST_F(command_line, prints_completion_and_manual_of_all_its_commands) {
  for (const auto* shell : {"bash", "zsh", "fish"})
    EXPECT_EQ(run({"completion", shell}), 0);
  EXPECT_EQ(run({"manual"}), 0);
  EXPECT_THAT(out.str(), HasSubstr(R"("sojourn campaigns") words="list put)"));
  EXPECT_THAT(out.str(), HasSubstr(R"(\fBsojourn campaigns activate\fR)"));
}

} // namespace sojourn::cli
