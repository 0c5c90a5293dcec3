// A shop as an operator finds it in the morning: customers, orders, campaigns with people inside,
// somebody who got stuck, vouchers, a budget, a hook whose calls were refused, a sales event.
import {readFileSync} from "node:fs";
import {join} from "node:path";

const examples = join(process.cwd(), "examples");
const example = path => JSON.parse(readFileSync(join(examples, path), "utf8"));
const families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ"];
const names = ["Thị Hương", "Văn Đức", "Hoàng Yến", "Minh Anh", "Thu Hà", "Quốc Bảo", "Ngọc Ánh", "Gia Huy"];
const tiers = ["member", "silver", "gold", "diamond"];

/// A campaign whose call goes where nobody listens: whoever comes to it is held.
const stuck = {
  id: "thank-you", name: "Cảm ơn sau mua hàng", timezone: "Asia/Ho_Chi_Minh",
  trigger: {type: "event", event: "order.paid"},
  start: "tell-crm",
  steps: {
    "tell-crm": {type: "http", method: "POST", url: "http://127.0.0.1:9/", body: {}, next: "thank",
      retry: {max_attempts: 1}},
    thank: {type: "send", message: "thanks", via: ["mailbox"], next: "end"},
  },
  messages: {thanks: {purpose: "service", fallback: "vi", languages: {
    vi: {subject: "Cảm ơn bạn", text: "Cảm ơn bạn đã mua hàng."}}}},
};

const survey = {
  name: "Khảo sát sau mua",
  header: {title: {vi: "Đơn hàng của bạn thế nào?", en: "How was your order?"}},
  components: [
    {type: "rating", name: "score", required: true, label: {vi: "Bạn có giới thiệu chúng tôi không?", en: "Would you recommend us?"}},
    {type: "long_text", name: "comment", label: {vi: "Điều gì chưa tốt?", en: "What was not good?"}, show_when: {"<": [{var: "answers.score"}, 7]}},
    {type: "choice", name: "how", label: {vi: "Bạn mua ở đâu?", en: "Where did you buy?"},
      choices: [{value: "shop", label: {vi: "Cửa hàng", en: "Shop"}}, {value: "web", label: {vi: "Trang web", en: "Website"}}]},
  ],
  settings: {languages: ["vi", "en"]},
  access: {who: "public"},
};

const welcome = {
  name: "Chào mừng khách mới", purpose: "service", fallback: "vi",
  languages: {
    vi: {subject: "Chào {{#fallback}}{{customer.name}}|bạn{{/fallback}}", text: "Chào mừng bạn đến với cửa hàng.\nHạng của bạn: {{customer.tier}}.",
      channels: {zns: {template_id: "300001", template_data: {ten: "{{#fallback}}{{customer.name}}|bạn{{/fallback}}"}}}},
    en: {subject: "Welcome, {{#fallback}}{{customer.name}}|you{{/fallback}}", text: "Welcome to the shop."},
  },
};

/// `count` customers as NDJSON, whose phones and names are all different.
export const customers = count => Array.from({length: count}, (_, at) => JSON.stringify({
  id: String(1000 + at), name: `${families[at % families.length]} ${names[at % names.length]}`,
  phone: "+8490" + String(1000000 + at), email: `khach${at}@example.com`, language: at % 5 ? "vi" : "en",
  tier: tiers[at % 4], birthday: `199${at % 10}-0${1 + at % 9}-1${at % 9}`,
})).join("\n");

/// A sales event in its first phase: products, people with carts, an eligible shop, cards of which one is on.
const openEvent = async ask => {
  const skus = ["tea-1", "tea-2", "tea-3", "cup-1", "cup-2"];
  for (const [at, sku] of skus.entries())
    await ask("PUT", "/v1/records/product/" + sku, {name: "Trà " + (at + 1), link: "https://shop.example/" + sku, price: 90000});
  for (let at = 0; at < 12; ++at)
    await ask("PUT", "/v1/records/cart/c-" + at, {customer_id: String(1000 + at), changed_at: "2026-03-06T02:00:00Z",
      lines: [{sku: skus[at % 5], product_id: skus[at % 5], quantity: 1}]});
  await ask("PUT", "/v1/eligibility/inputs", {positive_rating: 0.91, chat_response: 0.88, followers: 120,
    revenue_30_days: {amount: "1250.00", currency: "USD"}});
  await ask("POST", "/v1/eligibility/evaluate", {});
  await ask("PUT", "/v1/boosters/9-9", {title: {vi: "Siêu sale 9.9", en: "The 9.9 sale"}, timezone: "Asia/Ho_Chi_Minh",
    date: "2026-03-20", approved_skus: skus, voucher_pool: "booster-9-9", via: ["mailbox"], messages_a_day: 2});
  await ask("POST", "/v1/boosters/9-9/setup", {});
  await ask("POST", "/v1/boosters/9-9/cards/before-in-cart/switch", {to: "on"});
  await ask("POST", "/v1/clock", {advance: "P3DT12H"});
};

/// Brings the shop to the daemon that `ask` talks to. Its clock must be virtual.
export const openShop = async (ask, {count = 200} = {}) => {
  const put = (path, body) => ask("PUT", path, body);
  const finished = async started => {
    for (;;) {
      const told = await ask("GET", "/v1/imports/" + started.id);
      if (told.state === "finished") return told;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  };
  await finished(await ask("POST", "/v1/records/customer/import?triggers=silent", customers(count), "application/x-ndjson"));
  for (const pool of ["birthday", "booster-9-9", "cart"]) {
    await ask("POST", "/v1/vouchers", {id: pool, expires_at: "2026-12-31T17:00:00Z"});
    await ask("POST", `/v1/vouchers/${pool}/codes`, {codes: Array.from({length: 300}, (_, at) => `${pool.toUpperCase()}-${at}`)});
  }
  for (const pool of ["silver-2026", "gold-2026", "diamond-2026"]) {
    await ask("POST", "/v1/vouchers", {id: pool, expires_at: "2026-12-31T17:00:00Z"});
    await ask("POST", `/v1/vouchers/${pool}/codes`, readFileSync(join(examples, `tier-upgrade/vouchers/${pool}.txt`), "utf8"), "text/plain");
  }
  await put("/v1/budget", {timezone: "Asia/Ho_Chi_Minh", resume_at: "06:00",
    tokens: {prices: {send: 1, voucher: 1, http: 1}, fixed: {month: 100000, day: 10000}},
    credits: {zalo: {currency: "VND", prices: {"send:zns": 300}}}});
  await ask("POST", "/v1/budget/credits/zalo/deposits", {amount: 500000, why: "hoá đơn 1207"});
  for (const definition of [example("tier-upgrade/campaign.json"), stuck]) {
    await put("/v1/campaigns/" + definition.id, definition);
    await ask("POST", `/v1/campaigns/${definition.id}/activate`, {});
  }
  await ask("POST", "/v1/library/birthday/install", {activate: true});
  await ask("POST", "/v1/library/unpaid-order/install", {});
  await put("/v1/segments/regulars", {name: "Khách quen, chưa Kim Cương", timezone: "Asia/Ho_Chi_Minh", condition: {and: [
    {">=": [{count: [{var: "paid_orders"}, {within: [{var: "paid_at"}, "P180D"]}]}, 1]},
    {"!=": [{var: "customer.tier"}, "diamond"]}]}});
  await put("/v1/messages/welcome", welcome);
  await put("/v1/forms/order-survey", survey);
  await put("/v1/hooks/shop-orders", {id: "shop-orders", mapping: {subject: {var: "body.customer.id"}, event: "order.paid"}});
  await ask("POST", "/v1/hooks/shop-orders", {customer: {id: "1001"}}).catch(() => {}); // not signed: refused
  for (let at = 0; at < 24; ++at) {
    const id = String(1000 + at * 4 + 1);
    await ask("PATCH", "/v1/records/customer/" + id, {tier: at % 3 ? "gold" : "diamond"});
    if (at % 4 === 0) await ask("POST", "/v1/clock", {advance: "P1D"});
  }
  for (let at = 0; at < 7; ++at) {
    const id = String(1000 + at);
    await put("/v1/records/order/o-" + at, {customer_id: id, status: "paid", paid_at: "2026-03-05T02:00:00Z",
      placed_at: "2026-03-05T01:00:00Z", amount: 350000, currency: "VND", lines: [{sku: "ao-1", quantity: 1}]});
    await ask("POST", "/v1/events", {specversion: "1.0", id: "paid-" + at, source: "/shop", type: "order.paid",
      subject: "customer:" + id, data: {total: 350000}}, "application/cloudevents+json");
  }
  await openEvent(ask);
  await ask("PUT", "/v1/records/customer/1003/consents", {state: "withdrawn", source: "checkout"});
  await ask("POST", "/v1/suppressions", {channel: "email", address: "khach9@example.com", reason: "asked by phone"});
  return {booster: "9-9", card: "before-in-cart", campaign: "tier-upgrade", customer: "1001", segment: "regulars", message: "welcome", pool: "gold-2026", hook: "shop-orders"};
};
