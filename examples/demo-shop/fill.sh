#!/usr/bin/env bash
# Fills a daemon on a virtual clock with a made-up shop: examples/demo-shop/fill.sh SOJOURN URL
#
# 500 customers with their orders, carts, follows and wishes; three campaigns of the library with
# people in them; a booster in its teasing phase. SOJOURN is the command; a token, where one is
# needed, is taken from SOJOURN_TOKEN.
set -euo pipefail

sojourn=$1
url=$2
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

sj() { "$sojourn" --url "$url" "$@"; }
today() { sj clock --json | jq -r '.now[:10]'; }
# day N: so many days after the clock's day.
day() { date -u -d "$(today) + $1 days" +%Y-%m-%d; }
pass() { sj clock advance "$1" > /dev/null; }

# load TYPE [OPTION...]: writes the records of a type and imports them.
load() {
  local type=$1
  shift
  jq -nc --arg type "$type" --arg now "$(today)" -f "$here/records.jq" > "$folder/$type.ndjson"
  sj import "$folder/$type.ndjson" --type "$type" "$@" > /dev/null
}

# pool NAME COUNT: a pool of codes.
pool() {
  awk -v name="$1" -v count="$2" \
    'BEGIN { for (i = 1; i <= count; i++) printf "%s-%04d\n", toupper(name), i }' > "$folder/codes.txt"
  sj vouchers create "$1" > /dev/null
  sj vouchers add "$1" "$folder/codes.txt" > /dev/null
}

# The past: no campaign reacts to it.
for type in product customer order follow wishlist_item; do
  load "$type" --silent
done

pool gio-hang 200
pool sieu-sale 3000
sj library install abandoned-cart --parameters '{"pool": "gio-hang"}' --activate > /dev/null
sj library install unpaid-order --activate > /dev/null
sj library install review-after-delivery --activate > /dev/null

# The sale is three days away, so its teasing has begun.
sj eligibility put-inputs - > /dev/null << END
{"positive_rating": 0.93, "chat_response": 0.9, "followers": 160,
 "revenue_30_days": {"amount": "2150.00", "currency": "USD"}}
END
sj eligibility evaluate --why "the demo shop" > /dev/null
jq -n --arg date "$(day 3)" '{title: {vi: "Siêu sale trà", en: "The big tea sale"},
  timezone: "Asia/Ho_Chi_Minh", date: $date, voucher_pool: "sieu-sale", via: ["mailbox"],
  approved_skus: ["sp-0001", "sp-0002", "sp-0003", "sp-0004", "sp-0005", "sp-0006"],
  messages_a_day: 2}' | sj boosters put sieu-sale - > /dev/null
sj boosters setup sieu-sale > /dev/null

for card in teasing-new teasing-follower day-wishlist day-in-cart day-unpaid day-pay-reminder; do
  sj cards switch sieu-sale "$card" on --why "the demo shop" > /dev/null
done

# order ID CUSTOMER STATUS SKU: an order of today.
order() {
  jq -n --arg customer "$2" --arg status "$3" --arg sku "$4" --arg at "$(sj clock --json | jq -r .now)" \
    '{customer_id: $customer, status: $status, placed_at: $at, amount: 180000, currency: "VND",
      lines: [{sku: $sku, quantity: 1, price: 180000, category: "tea"}]}
      + if $status == "placed" then {} else {paid_at: $at} end
      + if $status == "delivered" then {delivered_at: $at} else {} end' |
    sj records put order "$1" - > /dev/null
}

# The present: carts are left, orders wait for their money or arrive.
load cart
for number in 1 2 3 4 5 6 7 8 9; do
  order "moi-$number" "kh-001$number" placed "sp-000$number"
  order "giao-$number" "kh-002$number" delivered "sp-000$number"
done

# A day later a card was sent, and carts were reminded of.
pass P1DT2H

# Some of those who were written to buy.
sj mailbox --all --json |
  jq -r 'select(.campaign == "sieu-sale.teasing-follower") | .subject | ltrimstr("customer:")' |
  head -n 12 > "$folder/shown.txt"
while IFS= read -r customer; do
  order "sale-$customer" "$customer" paid sp-0001
done < "$folder/shown.txt"
for number in 0 1 2 3 4 5; do
  order "gio-mua-$number" "kh-00${number}7" paid sp-0003
done
