// The script of the shop's pages in a real Chromium, against a real daemon.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {join} from "node:path";
import {root, start, until} from "./house.mjs";

let house;
before(async () => {
  house = await start();
  await house.install(house.example("banner.json"));
  await house.install(house.example("thanks.json"));
}, {timeout: 120_000});
after(() => house?.stop());

/// A visitor of their own, with the page's console in `page.said`.
const visit = async (path = "/", origin = house.shop) => {
  const context = await house.browser.newContext();
  const page = await context.newPage();
  page.said = [];
  page.on("console", line => page.said.push(line.text()));
  page.on("pageerror", error => page.said.push(String(error)));
  await page.goto(origin + path);
  return page;
};
/// What it looks like, for whoever wants to see: build/browser/shots/NAME.png.
const keepLook = (page, name) => page.screenshot({path: join(root, "build/browser/shots", name + ".png")});
const visitorOf = page => page.evaluate(() => sojourn.visitor);
const eventually = (page, selector) => page.waitForSelector(selector, {timeout: 30_000});

test("a banner stands in its slot at once, under a strict content security policy", async () => {
  const page = await visit();
  await eventually(page, "[data-sojourn-slot=home-top] .sojourn-banner");
  const text = await page.textContent("[data-sojourn-slot=home-top]");
  assert.match(text, /Giảm 20% cuối tuần/);
  assert.equal(await page.getAttribute("[data-sojourn-slot=home-top] a", "href"), house.shop + "/sale");
  const padding = await page.$eval(".sojourn-banner", box => getComputedStyle(box).paddingTop);
  assert.equal(padding, "16px", "its style is there, too");
  assert.deepEqual(page.said.filter(line => /policy|error/i.test(line)), []);
  await eventually(page, "form.sojourn-form");
  await keepLook(page, "banner-and-form");
  await page.context().close();
});

test("what has a delay comes when it is over", async () => {
  const page = await visit();
  await eventually(page, ".sojourn-banner");
  const began = Date.now();
  assert.equal(await page.$("form.sojourn-form"), null);
  await eventually(page, "[data-sojourn-slot=newsletter] form.sojourn-form");
  assert.ok(Date.now() - began > 300, "a second later, less what the first look took");
  await page.context().close();
});

test("something that is shown three times at most is not shown a fourth time", async () => {
  const page = await visit();
  for (let time = 1; time <= 3; ++time) {
    await eventually(page, ".sojourn-banner");
    await page.reload();
  }
  await eventually(page, "form.sojourn-form");
  assert.equal(await page.$(".sojourn-banner"), null);
  await page.context().close();
});

test("a banner that is closed goes, and the daemon hears of it", async () => {
  const page = await visit();
  await eventually(page, ".sojourn-banner");
  const told = page.waitForResponse(answer => answer.url().endsWith("/v1/onsite/events") &&
    (answer.request().postData() || "").includes("closed"));
  await page.click(".sojourn-banner .sojourn-close");
  assert.equal(await page.$(".sojourn-banner"), null);
  assert.equal((await told).status(), 201);
  await page.context().close();
});

test("a popup appears on its pages alone, after its delay", async () => {
  const home = await visit("/");
  const sale = await visit("/sale");
  await eventually(sale, "[role=dialog]");
  assert.match(await sale.textContent("[role=dialog]"), /Còn 10 phút/);
  await keepLook(sale, "popup");
  const [title, cross] = await Promise.all([".sojourn-title", ".sojourn-close"].map(one =>
    sale.locator("[role=dialog] " + one).boundingBox()));
  assert.ok(title.x + title.width <= cross.x, "the cross hides nothing of a narrow title");
  assert.equal(await home.$("[role=dialog]"), null);
  await sale.click("[role=dialog] .sojourn-close");
  assert.equal(await sale.$("[role=dialog]"), null);
  await home.context().close();
  await sale.context().close();
});

test("a popup is a modal dialog with a name, holds the focus, closes by Escape and gives the focus back", async () => {
  const page = await visit("/sale");
  await page.focus("#subscribe");
  const dialog = await eventually(page, "[role=dialog]");
  const told = page.waitForResponse(answer => answer.url().endsWith("/v1/onsite/events") &&
    (answer.request().postData() || "").includes("closed"));
  assert.equal(await dialog.getAttribute("aria-modal"), "true");
  const name = await dialog.evaluate(one => document.getElementById(one.getAttribute("aria-labelledby")).textContent);
  assert.equal(name, "Còn 10 phút");
  assert.equal(await page.getAttribute("[role=dialog] .sojourn-close", "aria-label"), "Đóng",
    "in the language of the page");
  const inside = () => page.evaluate(() => !!document.activeElement.closest("[role=dialog]"));
  assert.ok(await inside(), "the focus is in it");
  for (const key of ["Tab", "Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"]) {
    await page.keyboard.press(key);
    assert.ok(await inside(), "and stays there: " + key);
  }
  await page.click("#subscribe", {timeout: 500, trial: true}).then(
    () => assert.fail("the page behind it is inert"), () => {});
  await page.keyboard.press("Escape");
  assert.equal(await page.$("[role=dialog]"), null);
  assert.equal((await told).status(), 201);
  assert.equal(await page.evaluate(() => document.activeElement.id), "subscribe", "where it was");
  await page.context().close();
});

test("a popup without a title is named by its text", async () => {
  await house.install({
    id: "plain", name: "plain", timezone: "UTC", trigger: {type: "broadcast", to: "both"}, start: "one",
    steps: {one: {type: "show", kind: "popup", slot: "plain", next: "end", content: {text: "Only today"}}}});
  const page = await visit();
  const dialog = await eventually(page, "[role=dialog]");
  assert.equal(await dialog.evaluate(one => document.getElementById(one.getAttribute("aria-labelledby")).textContent),
    "Only today");
  await house.ask("POST", "/v1/campaigns/plain/end", {});
  await page.context().close();
});

test("the fields of a form say what browsers may fill in, and one that is refused is pointed at", async () => {
  const page = await visit();
  const form = await eventually(page, "form.sojourn-form");
  const purposes = await form.$$eval("input", inputs => inputs.map(one => [one.name, one.autocomplete]));
  assert.deepEqual(purposes, [["name", "name"], ["email", "email"], ["phone", "tel"]]);
  await page.fill("[name=name]", "Look at https://evil.example");
  await page.fill("[name=email]", "an@example.com");
  await page.click("form.sojourn-form button");
  await page.waitForSelector("[name=name][aria-invalid=true]");
  assert.equal(await page.evaluate(() => document.activeElement.name), "name");
  assert.notEqual(await page.textContent("form.sojourn-form [role=alert]"), "");
  await keepLook(page, "form-refused");
  await page.context().close();
});

test("a form becomes a lead, and a campaign answers on the page without a reload", async () => {
  const page = await visit();
  const form = await eventually(page, "form.sojourn-form");
  assert.equal(await form.$eval("[name=email]", input => input.required), true);
  await form.$eval("[name=email]", input => input.type).then(type => assert.equal(type, "email"));
  await page.fill("[name=name]", "Nguyễn <b>An</b>");
  await page.fill("[name=email]", "an@example.com");
  await page.click("form.sojourn-form button");
  await eventually(page, ".sojourn-thanks");

  const push = await eventually(page, ".sojourn-corner .sojourn-push");
  assert.match(await push.textContent(), /Mã của bạn: HELLO10.*an@example\.com/s);
  await keepLook(page, "push");
  const visitor = await visitorOf(page);
  const leads = (await house.ask("GET", "/v1/records/lead?data.visitor_id=" + visitor)).items;
  assert.equal(leads.length, 1);
  assert.equal(leads[0].data.email, "an@example.com");
  assert.equal(leads[0].data.name, "Nguyễn <b>An</b>");
  const instances = (await house.ask("GET", "/v1/instances?subject=visitor:" + visitor)).items;
  assert.equal(instances.length, 1);

  await page.reload();
  await eventually(page, "form.sojourn-form");
  assert.equal(await page.$(".sojourn-push"), null, "a push is shown once");
  await page.context().close();
});

test("whoever types a customer's address brings them their lead, and sees nothing of theirs", async () => {
  await house.ask("PUT", "/v1/records/customer/chi", {name: "Trần Thị Chi", email: "chi@example.com"});
  await house.install({
    id: "members", name: "members", timezone: "UTC", trigger: {type: "event", event: "form.identified"}, start: "one",
    steps: {one: {type: "show", kind: "popup", slot: "members", content: "{{customer.name}}", next: "rest"},
      rest: {type: "delay", for: "PT30M", next: "end"}}});
  const page = await visit();
  await eventually(page, "form.sojourn-form");
  await page.fill("[name=email]", "Chi@Example.com");
  const told = page.waitForResponse(answer => answer.url().endsWith("/v1/onsite/forms"));
  await page.click("form.sojourn-form button");
  assert.deepEqual(Object.keys(await (await told).json()), ["id"]);

  const visitor = await visitorOf(page);
  const link = await house.ask("GET", "/v1/identities/" + visitor);
  assert.deepEqual([link.customer, link.proven], ["chi", false]);
  await until(async () => (await house.ask("GET", "/v1/instances?subject=customer:chi")).items.length === 1,
    "the customer's instance");
  await eventually(page, ".sojourn-push"); // what answers the visitor comes all the same
  await page.evaluate(() => sojourn.refresh());
  assert.doesNotMatch(await page.content(), /Trần Thị Chi/);

  // The shop's server knows who has logged in; the page that is open is told at once.
  await house.ask("POST", "/v1/identities", {visitor, customer: "chi"});
  const dialog = await eventually(page, "[role=dialog]");
  assert.match(await dialog.textContent(), /Trần Thị Chi/);
  await house.ask("POST", "/v1/campaigns/members/end", {});
  await page.context().close();
});

test("two visitors see nothing of each other", async () => {
  const [an, binh] = [await visit(), await visit()];
  await eventually(an, "form.sojourn-form");
  await an.fill("[name=email]", "an@example.com");
  await an.click("form.sojourn-form button");
  await eventually(an, ".sojourn-push");
  assert.notEqual(await visitorOf(an), await visitorOf(binh));
  await binh.evaluate(() => sojourn.refresh());
  assert.equal(await binh.$(".sojourn-push"), null);
  await an.context().close();
  await binh.context().close();
});

test("markup and scripts in texts stay text, and links lead to pages alone", async () => {
  await house.install({
    id: "hostile", name: "hostile", timezone: "UTC", trigger: {type: "broadcast", to: "both"}, start: "one",
    steps: {one: {type: "show", kind: "popup", slot: "anywhere", next: "end", content: {
      title: "<img src=x onerror=alert(1)>", button: "go", link: "javascript:alert(1)"}}}});
  const page = await visit();
  const dialog = await eventually(page, "[role=dialog]");
  assert.match(await dialog.textContent(), /<img src=x/);
  assert.equal(await dialog.$("img"), null);
  assert.equal(await dialog.$("a"), null);
  await house.ask("POST", "/v1/campaigns/hostile/end", {});
  await page.context().close();
});

test("a page of somebody else is shown nothing", async () => {
  const page = await visit("/", house.stranger);
  await until(() => page.said.some(line => /CORS|403|blocked/i.test(line)), "the browser's complaint");
  assert.equal(await page.$(".sojourn-banner"), null);
  await page.context().close();
});

test("a click on the page's own button stores a subscription", async () => {
  const context = await house.browser.newContext();
  await context.grantPermissions(["notifications"], {origin: house.shop});
  const page = await context.newPage();
  // The browser's own push service is beyond this machine: the keys are real, the endpoint is not.
  await page.addInitScript(() => {
    PushManager.prototype.subscribe = async function (options) {
      window.keyBytes = options.applicationServerKey.length;
      const pair = await crypto.subtle.generateKey({name: "ECDH", namedCurve: "P-256"}, true, ["deriveBits"]);
      const text = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
        .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
      const keys = {p256dh: text(await crypto.subtle.exportKey("raw", pair.publicKey)),
        auth: text(crypto.getRandomValues(new Uint8Array(16)))};
      return {toJSON: () => ({endpoint: "https://push.example/abc", expirationTime: null, keys})};
    };
  });
  await page.goto(house.shop + "/");
  await page.click("#subscribe");
  await page.waitForFunction(() => document.getElementById("subscribe").textContent === "Đã bật thông báo");
  assert.equal(await page.evaluate(() => window.keyBytes), 65);
  const visitor = await visitorOf(page);
  const stored = (await house.ask("GET", "/v1/records/push_subscription?data.visitor_id=" + visitor)).items;
  assert.equal(stored.length, 1);
  assert.equal(stored[0].data.endpoint, "https://push.example/abc");
  assert.match(stored[0].data.user_agent, /Chrome/);
  await context.close();
});

test("the service worker shows what is pushed", async () => {
  const context = await house.browser.newContext();
  await context.grantPermissions(["notifications"], {origin: house.shop});
  const page = await context.newPage();
  await page.goto(house.shop + "/");
  await page.evaluate(async () => {
    await navigator.serviceWorker.register("/sojourn-worker.js");
    await navigator.serviceWorker.ready;
  });
  const tools = await context.newCDPSession(page);
  const found = new Promise(resolve => tools.on("ServiceWorker.workerRegistrationUpdated",
    ({registrations}) => registrations.length && resolve(registrations[0].registrationId)));
  await tools.send("ServiceWorker.enable");
  const push = {title: "Giỏ hàng", body: "Còn 2 món", tag: "cart", url: house.shop + "/sale",
    actions: [{action: "buy", title: "Mua", url: house.shop + "/sale"}]};
  await tools.send("ServiceWorker.deliverPushMessage",
    {origin: house.shop + "/", registrationId: await found, data: JSON.stringify(push)});

  const shown = await until(() => page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready;
    return (await worker.getNotifications()).map(one =>
      ({title: one.title, body: one.body, tag: one.tag, urls: one.data.urls}))[0];
  }), "the notification");
  assert.deepEqual(shown, {title: "Giỏ hàng", body: "Còn 2 món", tag: "cart",
    urls: {"": house.shop + "/sale", buy: house.shop + "/sale"}});
  await context.close();
});
