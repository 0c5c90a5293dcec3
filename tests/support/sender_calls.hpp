// Calls as known shops and payment services send them: written for these tests in the shape that
// the pages in library/hooks describe, and signed as they say.
#pragma once

#include "base/json.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"

#include <map>
#include <string>

namespace sojourn::tests {

/// A call of a sender; names of headers in lower case.
struct sender_call {
  std::string body;
  std::map<std::string, std::string> headers{};
};

/// With the header by which the sender signs; `sender` is the id of a shipped template. Stripe
/// signs the time, too.
inline sender_call signed_call(const std::string& sender, sender_call call,
                               const std::string& secret, std::int64_t timestamp_s = 0) {
  if (sender == "stripe") {
    const auto time = std::to_string(timestamp_s);
    call.headers["stripe-signature"] =
        "t=" + time +
        ",v1=" + signing::hex_encode(signing::hmac_sha256(secret, time + "." + call.body)) +
        ",v0=00";
    return call;
  }
  const auto digest = signing::hmac_sha256(secret, call.body);
  if (sender == "kiotviet") {
    call.headers["x-hub-signature"] = "sha256=" + signing::hex_encode(digest);
    return call;
  }
  const std::map<std::string, std::string> headers{{"shopify", "x-shopify-hmac-sha256"},
                                                   {"woocommerce", "x-wc-webhook-signature"},
                                                   {"haravan", "x-haravan-hmacsha256"},
                                                   {"sapo", "x-sapo-hmac-sha256"}};
  call.headers[headers.at(sender)] = signing::base64_encode(digest);
  return call;
}

// An order 5001 of An, who is 1001 at the sender. `updated_at` is an instant of RFC 3339.

/// Shape: https://shopify.dev/docs/api/webhooks, topics orders/*.
inline sender_call shopify_order(const std::string& topic, const std::string& financial_status,
                                 const std::string& updated_at) {
  const json body{
      {"id", 5001},
      {"name", "#1001"},
      {"email", "An@Shop.example"},
      {"phone", nullptr},
      {"created_at", "2026-03-01T09:00:00+07:00"},
      {"processed_at", "2026-03-01T09:00:00+07:00"},
      {"updated_at", updated_at},
      {"cancelled_at", nullptr},
      {"currency", "VND"},
      {"total_price", "350000.00"},
      {"financial_status", financial_status},
      {"fulfillment_status", nullptr},
      {"checkout_token", "chk-1"},
      {"customer",
       {{"id", 1001},
        {"email", "an@shop.example"},
        {"phone", "+84912345678"},
        {"first_name", "An"},
        {"last_name", "Nguyễn"},
        {"default_address", {{"city", "Hà Nội"}, {"phone", "0912345678"}}}}},
      {"line_items",
       {{{"id", 1}, {"sku", "TEA-1"}, {"title", "Trà"}, {"quantity", 2}, {"price", "150000.00"}},
        {{"id", 2},
         {"sku", nullptr},
         {"variant_id", 77},
         {"title", "Cốc"},
         {"quantity", 1},
         {"price", "50000.00"}}}}};
  return {dump(body),
          {{"content-type", "application/json"},
           {"x-shopify-topic", topic},
           {"x-shopify-shop-domain", "an-tea.myshopify.com"},
           {"x-shopify-webhook-id", topic + "@" + updated_at}}};
}

/// Shape: https://developer.woocommerce.com/docs/apis/rest-api/v3/orders/. `updated_at`: without
/// its offset.
inline sender_call woocommerce_order(const std::string& status, const std::string& updated_at,
                                     const json& date_paid) {
  const json body{{"id", 5001},
                  {"number", "5001"},
                  {"status", status},
                  {"currency", "VND"},
                  {"date_created_gmt", "2026-03-01T02:00:00"},
                  {"date_modified_gmt", updated_at},
                  {"date_paid_gmt", date_paid},
                  {"date_completed_gmt", nullptr},
                  {"total", "350000.00"},
                  {"customer_id", 1001},
                  {"billing",
                   {{"first_name", "An"},
                    {"last_name", "Nguyễn"},
                    {"city", "Hà Nội"},
                    {"email", "an@shop.example"},
                    {"phone", "0912 345 678"}}},
                  {"line_items",
                   {{{"name", "Trà"},
                     {"product_id", 12},
                     {"variation_id", 0},
                     {"quantity", 2},
                     {"sku", "TEA-1"},
                     {"price", 175000}}}}};
  return {dump(body),
          {{"content-type", "application/json"},
           {"x-wc-webhook-topic", "order.updated"},
           {"x-wc-webhook-delivery-id", status + "@" + updated_at}}};
}

/// Shape: https://docs.haravan.com/docs/omni-apis/orders/.
inline sender_call haravan_order(const std::string& topic, const std::string& financial_status,
                                 const std::string& updated_at) {
  const json body{{"id", 5001},
                  {"name", "#100001"},
                  {"email", "an@shop.example"},
                  {"created_at", "2026-03-01T02:00:00.633Z"},
                  {"updated_at", updated_at},
                  {"cancelled_at", nullptr},
                  {"currency", "VND"},
                  {"total_price", 350000.0000},
                  {"financial_status", financial_status},
                  {"fulfillment_status", "notfulfilled"},
                  {"confirmed_status", "confirmed"},
                  {"fulfillments", json::array()},
                  {"billing_address", {{"phone", "0912345678"}}},
                  {"customer",
                   {{"id", 1001},
                    {"email", "an@shop.example"},
                    {"phone", "0912345678"},
                    {"first_name", "An"},
                    {"last_name", "Nguyễn"},
                    {"birthday", "1990-05-17T00:00:00Z"},
                    {"default_address", {{"province", "Hà Nội"}}}}},
                  {"line_items",
                   {{{"sku", "TEA-1"},
                     {"title", "Trà"},
                     {"type", "Đồ uống"},
                     {"quantity", 2},
                     {"price", 175000.0000}}}}};
  return {dump(body), {{"content-type", "application/json"}, {"x-haravan-topic", topic}}};
}

/// Shape: https://support.sapo.vn/cac-thuoc-tinh-cua-order-api.
inline sender_call sapo_order(const std::string& topic, const std::string& financial_status,
                              const std::string& updated_at) {
  const json body{
      {"id", 5001},
      {"name", "#1001"},
      {"email", "an@shop.example"},
      {"created_on", "2026-03-01T02:00:00Z"},
      {"modified_on", updated_at},
      {"cancelled_on", nullptr},
      {"currency", "VND"},
      {"total_price", 350000.0},
      {"status", "open"},
      {"financial_status", financial_status},
      {"fulfillment_status", nullptr},
      {"billing_address", {{"phone", "0912345678"}}},
      {"customer",
       {{"id", 1001},
        {"email", "an@shop.example"},
        {"phone", nullptr},
        {"first_name", "An"},
        {"last_name", "Nguyễn"}}},
      {"line_items", {{{"sku", "TEA-1"}, {"title", "Trà"}, {"quantity", 2}, {"price", 175000.0}}}}};
  return {dump(body), {{"content-type", "application/json"}, {"x-sapo-topic", topic}}};
}

/// Shape: the webhooks of KiotViet's public API. `modified` is local time of Vietnam.
inline sender_call kiotviet_order(const std::string& id, int status, const std::string& modified) {
  const json order{{"Id", 5001},
                   {"Code", "DH005001"},
                   {"PurchaseDate", "2026-03-01T09:00:00.0000000"},
                   {"BranchId", 7},
                   {"CustomerId", 1001},
                   {"CustomerCode", "KH001001"},
                   {"CustomerName", "Nguyễn An"},
                   {"Total", 350000.0},
                   {"TotalPayment", status == 3 ? 350000.0 : 0.0},
                   {"Status", status},
                   {"ModifiedDate", modified},
                   {"OrderDetails",
                    {{{"ProductId", 12},
                      {"ProductCode", "TEA-1"},
                      {"ProductName", "Trà"},
                      {"Quantity", 2.0},
                      {"Price", 175000.0}}}}};
  const json customer{{"Id", 1001},
                      {"Code", "KH001001"},
                      {"Name", "Nguyễn An"},
                      {"ContactNumber", "0912345678"},
                      {"Email", "an@shop.example"},
                      {"BirthDate", "1990-05-17T00:00:00.0000000"},
                      {"ModifiedDate", modified}};
  const json body{{"Id", id},
                  {"Attempt", 1},
                  {"Notifications",
                   {{{"Action", "customer.update.500"}, {"Data", {customer}}},
                    {{"Action", "order.update.500"}, {"Data", {order}}}}}};
  return {dump(body), {{"content-type", "application/json"}}};
}

/// Shape: https://docs.stripe.com/api/events/types, checkout.session.completed.
inline sender_call stripe_session(const std::string& event_id, std::int64_t created_s) {
  const json body{{"id", event_id},
                  {"object", "event"},
                  {"type", "checkout.session.completed"},
                  {"created", created_s},
                  {"data",
                   {{"object",
                     {{"id", "cs_1"},
                      {"object", "checkout.session"},
                      {"created", created_s - 60},
                      {"amount_total", 1999},
                      {"currency", "usd"},
                      {"customer", nullptr},
                      {"customer_details",
                       {{"email", "an@shop.example"}, {"name", "Nguyễn An"}, {"phone", nullptr}}},
                      {"client_reference_id", "order-17"},
                      {"payment_intent", "pi_1"},
                      {"payment_status", "paid"},
                      {"status", "complete"}}}}}};
  return {dump(body), {{"content-type", "application/json"}}};
}

} // namespace sojourn::tests
