// HTML as browsers read it: addresses, texts, and what is made to take long.
#include "messages/html.hpp"

#include <gmock/gmock.h>

namespace sojourn::messages {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// "element.attribute=value" of each address.
std::vector<std::string> addresses(const std::string& html) {
  std::vector<std::string> all;
  const auto contents = read_html(html).value_or(html_contents{});
  for (const auto& one : contents.addresses)
    all.push_back(one.element + "." + one.attribute + "=" + one.value);
  return all;
}

std::string unsafe(const std::string& html) {
  return unsafe_address(read_html(html).value()).value_or("");
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i)
    all += text;
  return all;
}

TEST(html, has_the_addresses_of_its_attributes_in_their_order) {
  EXPECT_THAT(addresses(R"(<a HREF=/a>x</a><img src='b.png' alt="c"><form action="d"></form>)"),
              ElementsAre("a.href=/a", "img.src=b.png", "form.action=d"));
  EXPECT_THAT(addresses("<!doctype html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" "
                        "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">"
                        "<html xmlns=\"http://www.w3.org/1999/xhtml\"><!-- <a href=\"x\"> -->"
                        "<script>'<a href=\"y\">'</script>"),
              IsEmpty());
  EXPECT_THAT(addresses(R"(<meta http-equiv="Refresh" content="0; URL='https://a.example'">)"),
              ElementsAre("meta.content=https://a.example'"));
}

TEST(html, has_the_texts_that_people_read) {
  const auto contents = read_html("<p>See https&#58;//shop.vn/a</p><!-- no --><script>no</script>");
  EXPECT_THAT(contents->texts, ElementsAre("See https://shop.vn/a"));
}

TEST(html, may_not_hold_an_address_that_runs_a_script) {
  for (const std::string html :
       {"<a href=\"javascript:alert(1)\">", "<a href=' JAVA&#x0A;SCRIPT&colon;alert(1)'>",
        "<a href=&#106;avascript:alert(1)>", "<a href='\x01vbscript:x'>",
        "<form action=javascript:x>", "<button formaction='data:text/html,x'>",
        "<iframe src='data:text/html,x'>", "<img src=javascript:x>",
        "<a href='data:image/png;base64,AA=='>",
        "<svg><a xlink:href='javascript:x'><text>y</text></a></svg>",
        "<img srcset='a.png 1x, javascript:x 2x'>",
        "<meta http-equiv=refresh content='0;url=javascript:x'>",
        "<!--[if mso]><a href='javascript:x'><![endif]-->"})
    EXPECT_NE(unsafe(html), "") << html;
  for (const std::string html :
       {"<a href='https://shop.example/javascript:x'>", "<a href='mailto:an@shop.example'>",
        "<img src='data:image/png;base64,AA=='>", "<p>javascript:alert(1)</p>", "<a href=''>",
        "<a title='javascript:x'>", "<img src='cid:logo'>", "<a href='tel:+84901234567'>"})
    EXPECT_EQ(unsafe(html), "") << html;
  EXPECT_EQ(unsafe("<a href=javascript:x>"),
            "the \"href\" of a <a> is a \"javascript:\" address, which no message may hold");
}

TEST(html, of_a_usual_mail_is_read_whatever_its_size) {
  const auto row = std::string{"<tr><td style=\"color:red\"><a href=\"https://shop.example/a\">"} +
                   std::string(60, 'x') + "</a></td></tr>\n";
  const auto contents = read_html("<table>" + repeated(row, 8'000) + "</table>");
  ASSERT_TRUE(contents);
  EXPECT_EQ(contents->addresses.size(), 8'000u);
}

TEST(html, that_is_made_to_take_long_is_given_up) {
  std::string many_formats;
  std::string many_attributes = "<a";
  for (int i = 0; i < 40'000; ++i)
    many_formats += "<b a=" + std::to_string(i) + ">";
  for (int i = 0; i < 120'000; ++i)
    many_attributes += " a" + std::to_string(i);
  for (const auto& html :
       {repeated("<div>", 200'000), many_formats + repeated("<p>x</p>", 40'000),
        many_attributes + ">", repeated("<table>", 100'000), repeated("<a><p>", 100'000),
        repeated("<svg>", 100'000), repeated("<!--[if mso]><p><![endif]-->", 30'000),
        "<textarea>" + repeated("</x", 300'000), repeated("&amp", 250'000),
        repeated("<", 1'000'000)})
    (void)read_html(html); // or not: it returns, and soon
}

TEST(html, of_any_bytes_is_read) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte)
    all += static_cast<char>(byte);
  for (const auto& html :
       {all, "<a href=\"" + all + "\">", "<a " + all + ">", std::string{"<a href="},
        std::string{"<a href='x"}, std::string{}, std::string(3, '\0'),
        std::string{"<!--[if mso]>"}, std::string{"<!--[if mso]><![endif]-->"}})
    EXPECT_TRUE(read_html(html));
}

} // namespace
} // namespace sojourn::messages
