// The web console in a real Chromium, against a real daemon with a shop in it: every page in both
// languages, light and dark, on a phone and on a wide screen.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {mkdirSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {createServer as createSocket} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {chromium} from "playwright-core";
import {launchArguments, program, root, until} from "./house.mjs";
import {openShop} from "./shop.mjs";

const axe = readFileSync(join(root, "build/browser/node_modules/axe-core/axe.min.js"), "utf8");
const shots = join(root, "build/browser/shots/console");
const most_bytes_of_a_first_load = 260_000;

let browser, shop, address, folder, instance, held;
const daemons = [];

const freePort = () => new Promise(resolve => {
  const socket = createSocket().listen(0, "127.0.0.1", () => {
    const {port} = socket.address();
    socket.close(() => resolve(port));
  });
});

const ask = async (method, path, body, type = "application/json") => {
  const answer = await fetch(address + path, {method,
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    headers: body === undefined ? {} : {"Content-Type": type}});
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
};

/// A daemon with a data directory of its own, on a virtual clock; its address.
const serve = async name => {
  const port = await freePort();
  const at = "http://127.0.0.1:" + port;
  daemons.push(spawn(program, ["serve", "--data", join(folder, name), "--port", String(port), "--clock", "virtual",
    "--clock-start", "2026-03-01T09:00:00+07:00"], {stdio: "ignore"}));
  await until(async () => (await fetch(at + "/readyz")).ok, "the daemon");
  return at;
};

before(async () => {
  mkdirSync(shots, {recursive: true});
  folder = mkdtempSync(join(tmpdir(), "sojourn-console-"));
  address = await serve("data");
  shop = await openShop(ask);
  instance = (await ask("GET", "/v1/instances?campaign=tier-upgrade&limit=1")).items[0].id;
  held = (await until(async () => {
    const {items} = await ask("GET", "/v1/instances?status=held&limit=1");
    return items.length > 0 && items;
  }, "somebody who is held"))[0].id;
  browser = await chromium.launch({executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true,
    args: launchArguments});
}, {timeout: 300_000});

after(async () => {
  await browser?.close();
  for (const daemon of daemons) {
    daemon.kill("SIGTERM");
    await new Promise(resolve => daemon.once("exit", resolve));
  }
  rmSync(folder, {recursive: true, force: true});
});

/// A person with a language, a theme and a screen.
const person = async ({language = "vi", theme = "light", width = 1440, height = 900} = {}) => {
  const context = await browser.newContext({viewport: {width, height}, timezoneId: "Asia/Ho_Chi_Minh"});
  await context.addInitScript(([language, theme]) => {
    localStorage.setItem("sojourn.language", language);
    localStorage.setItem("sojourn.theme", theme);
  }, [language, theme]);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000); // a machine may do other things, too
  page.said = [];
  page.on("console", line => ["error", "warning"].includes(line.type()) && page.said.push(line.text()));
  page.on("pageerror", error => page.said.push(String(error)));
  return page;
};

/// What the console of the browser said: nothing is what it should have said.
const complaints = page => page.said;

const open = async (page, path, at = address) => {
  await page.goto(at + "/console" + path);
  await page.waitForSelector("main h1");
  await until(() => page.evaluate(() => document.querySelector("main .loading") === null), "what " + path + " shows");
};

/// Through the browser's own door: the policy of the page lets no script in.
const violations = async page => {
  const session = await page.context().newCDPSession(page);
  const {result} = await session.send("Runtime.evaluate", {awaitPromise: true, returnByValue: true,
    expression: axe + ";axe.run().then(found => found.violations.map(one => one.id + \": \" + one.nodes.slice(0, 3).map(node => node.target.join(\" \")).join(\", \")))"});
  return result.value;
};

const pages = () => [
  "/", "/campaigns", "/campaigns/tier-upgrade", "/campaigns/tier-upgrade?view=table&step=rest",
  "/campaigns/tier-upgrade?tab=results", "/campaigns/tier-upgrade?tab=people", "/campaigns/birthday?tab=runs",
  "/campaigns/tier-upgrade?tab=history", "/campaigns?sort=-entered&kind=changed_data", "/library", "/library/abandoned-cart",
  "/boosters", "/boosters/" + shop.booster, `/boosters/${shop.booster}?tab=plan`, `/boosters/${shop.booster}?tab=gate`,
  `/boosters/${shop.booster}/cards/${shop.card}`, `/boosters/${shop.booster}/cards/${shop.card}?tab=preview`,
  "/monitor?booster=" + shop.booster, `/monitor?booster=${shop.booster}&by=day&figure=sent`, "/monitor?campaign=tier-upgrade",
  "/desk", "/desk?by=code&q=1001", "/desk?tab=tasks", "/access", "/access?tab=roles", "/access?tab=tokens", "/profile", "/backups",
  "/settings?tab=retention", "/instances/" + instance, `/instances/${held}?level=all`, "/held",
  "/customers", "/customers/" + shop.customer, `/customers/${shop.customer}?tab=campaigns`, `/customers/${shop.customer}?tab=consents`, "/customers?q=nguyen",
  `/customers/${shop.customer}?tab=segments&segment=regulars`, "/segments", "/segments/regulars",
  `/segments/regulars?tab=why&customer=${shop.customer}`, "/messages", "/messages/welcome?customer=1001",
  "/forms", "/forms/order-survey", "/forms/order-survey?tab=answers", "/forms/order-survey?tab=check", "/forms/order-survey?tab=versions",
  "/campaigns/tier-upgrade/edit", "/campaigns/new",
  "/score", "/score?tab=benchmarks", "/score?tab=hours", "/vouchers?code=GOLD-1", "/developer?tab=events", "/vouchers", "/vouchers/gold-2026", "/budget", "/channels", "/imports", "/jobs", "/audit", "/settings",
  "/settings?tab=rules", "/settings?tab=types", "/settings?tab=clock", "/settings?tab=inForce", "/developer", "/developer?tab=event",
  "/developer?tab=api", "/developer/hooks/shop-orders", "/there-is-no-such-page",
];

for (const [language, theme, width, height] of [["vi", "light", 1440, 900], ["en", "dark", 390, 844]]) {
  test(`every page works in ${language}, ${theme}, ${width} wide`, {timeout: 1_200_000}, async () => {
    const page = await person({language, theme, width, height});
    for (const path of pages()) {
      page.said.length = 0;
      await open(page, path);
      const name = `${path.replace(/[^a-z0-9]+/gi, "-") || "home"}-${language}`;
      await page.screenshot({path: join(shots, name + ".png")});
      assert.deepEqual(await violations(page), [], path);
      assert.deepEqual(complaints(page), [], path);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${path} is ${overflow} pixels wider than the screen`);
    }
    await page.context().close();
  });
}

test("the first load of the campaign page is small, and asks no other host", {timeout: 240_000}, async () => {
  const page = await person();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  const hosts = new Set();
  session.on("Network.loadingFinished", ({encodedDataLength}) => (bytes += encodedDataLength));
  session.on("Network.requestWillBeSent", ({request}) => {
    if (!request.url.startsWith("data:")) hosts.add(new URL(request.url).host); // the browser's own pictures are no host's
  });
  await open(page, "/campaigns/tier-upgrade");
  await page.waitForSelector("[data-node]");
  assert.ok(bytes <= most_bytes_of_a_first_load, `${bytes} bytes`);
  assert.deepEqual([...hosts], [new URL(address).host]);
  await page.context().close();
});

test("a person is found, told why they wait, and skipped with a reason", {timeout: 240_000}, async () => {
  const page = await person();
  await open(page, "/held");
  await page.click("text=Một ví dụ");
  await page.waitForSelector("text=Bị giữ ở");
  await page.click("button:has-text('Bỏ qua bước')");
  const confirm = page.locator("dialog[open] button:has-text('Bỏ qua bước')");
  await confirm.click();
  assert.ok(await page.isVisible("dialog[open]"), "without a reason nothing is done");
  await page.fill("dialog[open] textarea", "hệ thống kia đã ngừng");
  await confirm.click();
  await page.waitForSelector("text=Có người bỏ qua bước");
  await page.waitForSelector("text=hệ thống kia đã ngừng");
  assert.deepEqual(complaints(page), []);
  await page.context().close();
});

test("a campaign is paused with a reason, and the switch shows what is committed", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/campaigns");
  const toggle = page.getByRole("switch", {name: /nâng hạng/});
  assert.equal(await toggle.getAttribute("aria-checked"), "true");
  await toggle.click();
  assert.equal(await toggle.getAttribute("aria-checked"), "true", "nothing happened yet");
  await page.fill("dialog[open] textarea", "the codes are used up");
  await page.click("dialog[open] button:has-text('Pause')");
  await until(async () => (await toggle.getAttribute("aria-checked")) === "false", "the switch to follow");
  assert.equal((await ask("GET", "/v1/campaigns/tier-upgrade")).state, "paused");
  await ask("POST", "/v1/campaigns/tier-upgrade/resume", {});
  await page.context().close();
});

test("all that is held is retried by a job that was counted first", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/campaigns/thank-you?tab=people&status=held");
  await page.click("button[aria-label^='Act on everybody']");
  await page.click("text=Retry all");
  await page.waitForSelector("text=/Exactly \\d+ instances/");
  await page.fill("dialog[open] textarea", "the other system is back");
  await page.click("dialog[open] button:has-text('Start the job')");
  await page.waitForURL(/\/console\/jobs\/job_/);
  await page.context().close();
});

test("the console is walked by keyboard alone", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "To the content");
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await page.waitForURL(/\/console\/campaigns$/);
  await page.keyboard.press("Control+k");
  await page.waitForSelector("[role=combobox]:focus");
  await page.keyboard.type("nang hang");
  await page.waitForSelector("[role=option]:has-text('nâng hạng')");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/console\/campaigns\/tier-upgrade/);
  await page.waitForSelector("[data-node]");
  await page.focus("[data-node=rest]");
  await page.keyboard.press("Enter");
  await page.waitForURL(/step=rest/);
  await page.context().close();
});

test("what is on the screen stays in the address", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/campaigns/tier-upgrade?tab=people&status=waiting");
  assert.equal(await page.inputValue("main select >> nth=0"), "waiting");
  await page.click("main nav >> text=History");
  await page.waitForURL(/tab=history/);
  await page.goBack();
  await page.waitForURL(/status=waiting/);
  await page.context().close();
});

test("a daemon that does not answer is said, with the time of the figures", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/campaigns");
  await page.context().setOffline(true);
  await page.waitForSelector("text=/The server does not answer. The figures on the screen are those of/", {timeout: 60_000});
  await page.context().setOffline(false);
  await page.waitForSelector("text=/The server does not answer/", {state: "detached", timeout: 60_000});
  await page.context().close();
});

test("a scenario of the library is switched on with three clicks from its card", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/library");
  await page.click("main h3 a:has-text('Abandoned cart')");
  await page.waitForSelector("text=Customers it is about now");
  await page.click("button:has-text('Switch it on')");
  await page.click("dialog[open] button:has-text('Make and switch on')");
  await page.waitForURL(/\/console\/campaigns\/abandoned-cart/);
  assert.equal((await ask("GET", "/v1/campaigns/abandoned-cart")).state, "active");
  assert.deepEqual(complaints(page), []);
  await page.context().close();
});

test("what stands against a scenario is said, and its draft is kept", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/library/win-back");
  await page.waitForSelector("text=There is no voucher pool “win-back”");
  await page.click("button:has-text('Switch it on')");
  await page.click("dialog[open] button:has-text('Make and switch on')");
  await page.waitForSelector("dialog[open] >> text=there is no such pool");
  assert.equal((await ask("GET", "/v1/campaigns/win-back")).state, "draft");
  await page.context().close();
});

test("a card of an event is edited, previewed, and switched on and off", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  const card = "day-in-cart";
  await open(page, `/boosters/${shop.booster}/cards/${card}`);
  await page.fill("textarea[lang=vi]", "Chỉ hôm nay. Mã {{vars.offer.code}}.");
  await page.click("button:has-text('Save')");
  await page.waitForSelector("text=The card is saved.");
  await page.click("main nav >> text=Preview");
  await page.waitForSelector("text=Chỉ hôm nay. Mã SAMPLE-CODE.");
  await open(page, `/boosters/${shop.booster}?phase=day`);
  const toggle = page.getByRole("switch", {name: "Switch the card of Items in the cart on or off"});
  for (const [button, isOn] of [["Switch on", "true"], ["Switch off", "false"]]) {
    await toggle.click();
    await page.click(`dialog[open] button:has-text('${button}')`);
    await until(async () => (await toggle.getAttribute("aria-checked")) === isOn, "the switch to follow");
  }
  assert.equal((await ask("GET", `/v1/boosters/${shop.booster}/cards/${card}`)).status, "off");
  assert.deepEqual(complaints(page), []);
  await page.context().close();
});

test("the monitor leads from a figure to the customers behind it", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/monitor?booster=" + shop.booster);
  await page.click("ol a >> nth=0");
  await page.waitForURL(/figure=sent/);
  await page.waitForSelector("h2:has-text('Sent:')");
  await page.context().close();
});

test("whoever stands at the desk finds a customer by phone and greets them", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/desk");
  await page.fill("main input[type=tel]", "0901000001");
  await page.press("main input[type=tel]", "Enter");
  await page.waitForSelector("main article h2");
  await page.click("main article button:has-text('Greeted')");
  await until(async () => (await ask("GET", "/v1/events?type=desk.greeted")).items.length === 1, "the event");
  await page.click("main article button:has-text('Undo')");
  await until(async () => (await ask("GET", "/v1/events?type=desk.undone")).items.length === 1, "that it was taken back");
  assert.deepEqual(complaints(page), []);
  await page.context().close();
});

test("an instance goes on from a step that an operator chooses", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  const {items} = await ask("GET", "/v1/instances?campaign=tier-upgrade&status=waiting&limit=1");
  await open(page, "/instances/" + items[0].id);
  await page.click("main button:has-text('Continue from a step')");
  await page.selectOption("dialog[open] select", "remind");
  await page.fill("dialog[open] textarea", "they asked for the reminder");
  await page.click("dialog[open] button:has-text('Continue from a step')");
  await page.waitForSelector("text=Somebody let it continue from a step");
  await page.context().close();
});

test("the first administrator is made, adds a user, and that user sets a password of their own", {timeout: 240_000}, async () => {
  const at = await serve("fresh");
  const page = await person({language: "en"});
  await open(page, "/access", at);
  await page.fill("input[autocomplete=username]", "anna");
  await page.fill("input[type=password] >> nth=0", "correct horse battery");
  await page.fill("input[type=password] >> nth=1", "correct horse battery");
  await page.click("button:has-text('Make and log in')");
  await page.waitForSelector("main a:has-text('anna')");
  await page.click("main button:has-text('Add a user')");
  await page.fill("dialog[open] input >> nth=0", "binh");
  await page.selectOption("dialog[open] select >> nth=0", "marketer");
  await page.click("dialog[open] button:has-text('Add a user')");
  const password = await page.textContent("dialog[open] .notice code");
  await page.keyboard.press("Escape");
  await page.click("button:has-text('Log out')");
  await page.waitForSelector("h1:has-text('Log in')");

  const own = await person({language: "en"});
  await own.goto(at + "/console/");
  await own.fill("input[autocomplete=username]", "binh");
  await own.fill("input[type=password]", password);
  await own.click("form button:has-text('Log in')");
  await own.waitForSelector("h1:has-text('Set your password')");
  await own.fill("input[type=password] >> nth=0", "a horse of my own");
  await own.fill("input[type=password] >> nth=1", "a horse of my own");
  await own.click("button:has-text('Change the password')");
  await own.waitForSelector("nav >> text=Campaigns");
  assert.equal(await own.isVisible("nav >> text=Access"), false, "a marketer has nothing to administer");
  await page.context().close();
  await own.context().close();
});
