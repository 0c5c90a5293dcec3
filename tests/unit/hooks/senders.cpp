// The hooks of known senders, each with calls in the shape that its pages describe.
#include "hooks/hook.hpp"
#include "hooks/templates.hpp"
#include "tests/support/sender_calls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::hooks {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const instant received_at = parse_instant("2026-03-01T03:00:00Z").value();
const std::string secret_of_sender = "whsec_the-secret-that-the-sender-has";

definition_ptr hook_of(const std::string& sender, const json& parameters = json::object()) {
  const auto filled = fill_template(*find_template(sender), parameters, "/parameters");
  EXPECT_TRUE(filled);
  const auto read = read_document(*filled);
  if (!read) {
    const auto& details = read.error().details;
    ADD_FAILURE() << sender << " " << details.front().pointer << ": " << details.front().message;
    return nullptr;
  }
  return read->hook;
}

/// What the sender's hook makes of a call that the sender has signed.
message take(const std::string& sender, const tests::sender_call& call,
             const json& parameters = json::object()) {
  const auto hook = hook_of(sender, parameters);
  const auto sent =
      tests::signed_call(sender, call, secret_of_sender, to_unix_ms(received_at) / 1000);
  const std::vector secrets{secret_of_sender};
  const hooks::call arrived{sent.headers, sent.body};
  const auto checked = verify(hook->signature, secrets, arrived, received_at, 5min);
  EXPECT_TRUE(checked) << sender << ": " << (checked ? "" : checked.error().message);
  const std::vector<std::string> others{"another secret of somebody"};
  EXPECT_FALSE(verify(hook->signature, others, arrived, received_at, 5min));
  auto read = read_call(*hook, arrived, received_at);
  EXPECT_TRUE(read) << sender << ": "
                    << (read ? ""
                             : read.error().details.at(0).pointer + " " + read.error().message);
  return read ? std::move(*read) : message{};
}

/// The fields of the only record of a type.
json fields_of(const part& of, const std::string& type) {
  json found;
  for (const auto& one : of.records) {
    if (one.type != type)
      continue;
    EXPECT_TRUE(found.is_null()) << "there are two of " << type;
    found = one.fields;
  }
  return found;
}

std::vector<std::string> ids_of(const part& of) {
  std::vector<std::string> ids;
  for (const auto& one : of.records)
    ids.push_back(one.type + " " + one.id.value_or("of the subject"));
  return ids;
}

json identities_of(const part& of) {
  json found = json::object();
  for (const auto& [field, value] : of.identities)
    found[field] = value;
  return found;
}

TEST(hook_of_a_sender, has_its_words_in_two_languages_and_can_be_read) {
  ASSERT_THAT(shipped_templates(), SizeIs(6));
  for (const auto& one : shipped_templates()) {
    for (const auto* language : {"vi", "en"}) {
      EXPECT_FALSE(one.source.at("title").at(language).get<std::string>().empty()) << one.id;
      EXPECT_FALSE(one.source.at("explanation").at(language).get<std::string>().empty()) << one.id;
      EXPECT_GE(one.source.at("setup").at(language).size(), 3u) << one.id;
    }
    EXPECT_FALSE(one.source.at("documentation").empty()) << one.id;
    const auto hook = hook_of(one.id);
    ASSERT_TRUE(hook) << one.id;
    EXPECT_EQ(dump(hook->source).find("{{"), std::string::npos) << one.id;
  }
  EXPECT_EQ(find_template("nobody"), nullptr);
}

TEST(hook_of_a_sender, takes_parameters_and_tells_wrong_ones) {
  const auto problem = [](const json& parameters) {
    const auto filled = fill_template(*find_template("haravan"), parameters, "/parameters");
    return filled ? std::string{} : filled.error().details.at(0).pointer;
  };
  EXPECT_EQ(problem({{"prefix", ""}, {"country", "1"}, {"timezone", "Asia/Tokyo"}}), "");
  EXPECT_EQ(problem({{"country", "0"}}), "/parameters/country");
  EXPECT_EQ(problem({{"timezone", "Hanoi"}}), "/parameters/timezone");
  EXPECT_EQ(problem({{"currency", 5}}), "/parameters/currency");
  EXPECT_EQ(problem({{"prefixes", "x"}}), "/parameters/prefixes");
  const auto plain =
      take("haravan", tests::haravan_order("orders/create", "pending", "2026-03-01T02:00:01Z"),
           {{"prefix", ""}});
  EXPECT_EQ(plain.parts.at(0).subject->id, "1001");
}

TEST(hook_of_shopify, makes_an_order_of_an_order_and_empties_its_checkout) {
  const auto read =
      take("shopify", tests::shopify_order("orders/paid", "paid", "2026-03-01T09:05:00+07:00"));
  EXPECT_EQ(read.id, "orders/paid@2026-03-01T09:05:00+07:00") << "the sender's delivery";
  ASSERT_THAT(read.parts, SizeIs(1));
  const auto& only = read.parts[0];
  EXPECT_EQ(only.subject, (subject_ref{"customer", "shopify-1001"}));
  EXPECT_EQ(identities_of(only), json::parse(R"({"shopify_id": "1001", "phone": "+84912345678",
                                                 "email": "an@shop.example"})"));
  EXPECT_THAT(ids_of(only),
              ElementsAre("customer of the subject", "order shopify-5001", "cart shopify-chk-1"));
  EXPECT_EQ(fields_of(only, "order"), json::parse(R"({
    "status": "paid", "number": "#1001", "placed_at": "2026-03-01T02:00:00Z",
    "paid_at": "2026-03-01T02:05:00Z", "amount": 350000, "currency": "VND",
    "updated_at": "2026-03-01T02:05:00Z",
    "lines": [{"sku": "TEA-1", "name": "Trà", "quantity": 2, "price": 150000},
              {"sku": "77", "name": "Cốc", "quantity": 1, "price": 50000}]})"));
  EXPECT_EQ(fields_of(only, "customer").at("name"), "An Nguyễn");
  EXPECT_EQ(fields_of(only, "cart").at("lines"), json::array());
}

TEST(hook_of_shopify, makes_a_cart_of_a_checkout_and_products_of_variants) {
  const json checkout{{"id", 9},
                      {"token", "chk-1"},
                      {"email", "an@shop.example"},
                      {"updated_at", "2026-03-01T09:00:00+07:00"},
                      {"completed_at", nullptr},
                      {"currency", "VND"},
                      {"customer", {{"id", 1001}}},
                      {"line_items", {{{"sku", "TEA-1"}, {"quantity", 1}, {"price", "10.00"}}}}};
  const auto cart = take("shopify", {dump(checkout), {{"x-shopify-topic", "checkouts/update"}}});
  EXPECT_EQ(fields_of(cart.parts.at(0), "cart").at("lines").size(), 1u);

  const json product{{"id", 12},
                     {"title", "Trà"},
                     {"handle", "tra"},
                     {"status", "active"},
                     {"product_type", "Đồ uống"},
                     {"updated_at", "2026-03-01T09:00:00+07:00"},
                     {"variants",
                      {{{"id", 77},
                        {"title", "100 g"},
                        {"sku", "TEA-1"},
                        {"price", "150000.00"},
                        {"compare_at_price", "180000.00"},
                        {"inventory_quantity", 3}},
                       {{"id", 78}, {"title", "Default Title"}, {"price", "90000.00"}}}}};
  const auto read = take("shopify", {dump(product),
                                     {{"x-shopify-topic", "products/update"},
                                      {"x-shopify-shop-domain", "an-tea.myshopify.com"}}});
  const auto& only = read.parts.at(0);
  EXPECT_FALSE(only.names_somebody());
  EXPECT_THAT(ids_of(only),
              ElementsAre("customer of the subject", "product shopify-77", "product shopify-78"));
  EXPECT_EQ(only.records[1].fields.at("name"), "Trà - 100 g");
  EXPECT_EQ(only.records[1].fields.at("price"), 180000);
  EXPECT_EQ(only.records[1].fields.at("sale_price"), 150000);
  EXPECT_EQ(only.records[1].fields.at("link"), "https://an-tea.myshopify.com/products/tra");
  EXPECT_EQ(only.records[2].fields.at("name"), "Trà");
  EXPECT_FALSE(take("shopify", {"{}", {{"x-shopify-topic", "app/uninstalled"}}}).is_wanted);
}

TEST(hook_of_woocommerce, makes_an_order_of_an_order_and_knows_its_ping) {
  const auto read =
      take("woocommerce",
           tests::woocommerce_order("processing", "2026-03-01T02:05:00", "2026-03-01T02:04:00"));
  const auto& only = read.parts.at(0);
  EXPECT_EQ(only.subject->id, "woo-1001");
  EXPECT_EQ(identities_of(only).at("phone"), "+84912345678");
  EXPECT_EQ(fields_of(only, "order"), json::parse(R"({
    "status": "paid", "number": "5001", "placed_at": "2026-03-01T02:00:00Z",
    "paid_at": "2026-03-01T02:04:00Z", "amount": 350000, "currency": "VND",
    "updated_at": "2026-03-01T02:05:00Z",
    "lines": [{"sku": "TEA-1", "name": "Trà", "quantity": 2, "price": 175000}]})"));
  EXPECT_TRUE(is_ping(*hook_of("woocommerce"), {{}, "webhook_id=5"}));

  const auto deleted =
      take("woocommerce", {R"({"id": 5001})", {{"x-wc-webhook-topic", "order.deleted"}}});
  ASSERT_THAT(deleted.parts.at(0).records, SizeIs(2));
  EXPECT_EQ(deleted.parts[0].records[1].mode, record_mode::remove);
}

TEST(hook_of_woocommerce, knows_a_guest_by_what_they_wrote) {
  auto order = tests::woocommerce_order("pending", "2026-03-01T02:05:00", nullptr);
  auto body = json::parse(order.body);
  body["customer_id"] = 0;
  order.body = dump(body);
  const auto guest = take("woocommerce", order);
  EXPECT_EQ(guest.parts.at(0).subject, std::nullopt);
  EXPECT_EQ(identities_of(guest.parts[0]),
            json({{"phone", "+84912345678"}, {"email", "an@shop.example"}}));
}

TEST(hook_of_haravan, makes_an_order_of_an_order_and_leaves_out_its_tests) {
  auto call = tests::haravan_order("orders/paid", "paid", "2026-03-01T02:05:00Z");
  const auto read = take("haravan", call);
  const auto& only = read.parts.at(0);
  EXPECT_EQ(read.id, "orders/paid:5001:2026-03-01T02:05:00Z");
  EXPECT_EQ(only.subject->id, "haravan-1001");
  EXPECT_EQ(fields_of(only, "order"), json::parse(R"({
    "status": "paid", "number": "#100001", "placed_at": "2026-03-01T02:00:00.633Z",
    "paid_at": "2026-03-01T02:05:00Z", "amount": 350000, "currency": "VND",
    "updated_at": "2026-03-01T02:05:00Z",
    "lines": [{"sku": "TEA-1", "name": "Trà", "category": "Đồ uống", "quantity": 2,
               "price": 175000}]})"));
  const auto person = fields_of(only, "customer");
  EXPECT_EQ(person.at("name"), "Nguyễn An");
  EXPECT_EQ(person.at("birthday"), "1990-05-17");
  call.headers["x-haravan-test"] = "True";
  EXPECT_FALSE(take("haravan", call).is_wanted);
}

TEST(hook_of_sapo, makes_an_order_of_an_order) {
  const auto read =
      take("sapo", tests::sapo_order("orders/updated", "pending", "2026-03-01T02:05:00Z"));
  const auto& only = read.parts.at(0);
  EXPECT_EQ(only.subject->id, "sapo-1001");
  EXPECT_EQ(identities_of(only).at("phone"), "+84912345678") << "of the bill";
  EXPECT_EQ(fields_of(only, "order"), json::parse(R"({
    "status": "placed", "number": "#1001", "placed_at": "2026-03-01T02:00:00Z",
    "amount": 350000, "currency": "VND", "updated_at": "2026-03-01T02:05:00Z",
    "lines": [{"sku": "TEA-1", "name": "Trà", "quantity": 2, "price": 175000}]})"));
}

TEST(hook_of_kiotviet, makes_a_part_of_each_thing_that_a_call_tells) {
  const auto read =
      take("kiotviet", tests::kiotviet_order("n-1", 3, "2026-03-01T09:05:00.1230000"));
  EXPECT_EQ(read.id, "n-1");
  ASSERT_THAT(read.parts, SizeIs(2));
  EXPECT_EQ(read.parts[0].subject->id, "kiotviet-1001");
  EXPECT_EQ(identities_of(read.parts[0]).at("email"), "an@shop.example");
  EXPECT_EQ(fields_of(read.parts[0], "customer").at("birthday"), "1990-05-17");
  EXPECT_EQ(read.parts[1].subject->id, "kiotviet-1001");
  EXPECT_EQ(fields_of(read.parts[1], "order"), json::parse(R"({
    "status": "delivered", "number": "DH005001", "placed_at": "2026-03-01T02:00:00Z",
    "paid_at": "2026-03-01T02:05:00Z", "amount": 350000, "currency": "VND", "shop_id": "7",
    "updated_at": "2026-03-01T02:05:00Z",
    "lines": [{"sku": "TEA-1", "name": "Trà", "quantity": 2, "price": 175000}]})"));
}

TEST(hook_of_kiotviet, writes_the_invoice_of_an_order_into_the_order) {
  const json invoice{
      {"Id", 8},
      {"Code", "HD000008"},
      {"OrderCode", "DH005001"},
      {"CustomerId", nullptr},
      {"Total", 10.5},
      {"TotalPayment", 10.5},
      {"Status", 1},
      {"PurchaseDate", "2026-03-01T09:00:00"},
      {"InvoiceDetails", {{{"ProductCode", "RICE"}, {"Quantity", 0.5}, {"Price", 21}}}}};
  const json body{{"Id", "n-2"},
                  {"Notifications", {{{"Action", "invoice.update"}, {"Data", {invoice}}}}}};
  const auto read = take("kiotviet", {dump(body), {}});
  const auto& only = read.parts.at(0);
  EXPECT_FALSE(only.names_somebody()) << "who walks in has no name";
  EXPECT_THAT(ids_of(only), ElementsAre("customer of the subject", "order kiotviet-DH005001"));
  EXPECT_EQ(fields_of(only, "order").at("lines").at(0).at("quantity"), 1)
      << "half a kilogram is a piece";
}

TEST(hook_of_stripe, makes_a_paid_order_of_a_session_in_units_of_its_currency) {
  const auto created = to_unix_ms(received_at) / 1000;
  const auto read = take("stripe", tests::stripe_session("evt_1", created));
  EXPECT_EQ(read.id, "evt_1");
  const auto& only = read.parts.at(0);
  EXPECT_EQ(only.subject, std::nullopt);
  EXPECT_EQ(identities_of(only), json({{"email", "an@shop.example"}}));
  EXPECT_EQ(fields_of(only, "order"), json::parse(R"({
    "status": "paid", "number": "order-17", "placed_at": "2026-03-01T02:59:00Z",
    "paid_at": "2026-03-01T03:00:00Z", "amount": 19.99, "currency": "USD",
    "updated_at": "2026-03-01T03:00:00Z"})"));
}

TEST(hook_of_stripe, tells_of_a_refund_in_the_order_that_was_paid) {
  const json charge{{"id", "ch_1"},
                    {"payment_intent", "pi_1"},
                    {"amount", 1999},
                    {"currency", "usd"},
                    {"refunded", true},
                    {"customer", "cus_9"},
                    {"billing_details", {{"email", "an@shop.example"}}}};
  const json body{{"id", "evt_2"},
                  {"type", "charge.refunded"},
                  {"created", to_unix_ms(received_at) / 1000},
                  {"data", {{"object", charge}}}};
  const auto read = take("stripe", {dump(body), {}});
  const auto& only = read.parts.at(0);
  EXPECT_EQ(only.subject->id, "stripe-cus_9");
  EXPECT_THAT(ids_of(only), ElementsAre("customer of the subject", "order stripe-pi_1"));
  EXPECT_EQ(fields_of(only, "order").at("status"), "refunded");
}

} // namespace
} // namespace sojourn::hooks
