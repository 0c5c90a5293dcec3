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

let daemon, browser, shop, address, folder, instance, held;

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

before(async () => {
  mkdirSync(shots, {recursive: true});
  folder = mkdtempSync(join(tmpdir(), "sojourn-console-"));
  const port = await freePort();
  address = "http://127.0.0.1:" + port;
  daemon = spawn(program, ["serve", "--data", join(folder, "data"), "--port", String(port), "--clock", "virtual",
    "--clock-start", "2026-03-01T09:00:00+07:00"], {stdio: "ignore"});
  await until(() => ask("GET", "/readyz"), "the daemon");
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
  if (daemon) {
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

/// What the console said that it should not have: everything, but that an older daemon has no /v1/me.
const complaints = page => page.said.filter(line => !/status of 404/.test(line));

const open = async (page, path) => {
  await page.goto(address + "/console" + path);
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
  "/campaigns/tier-upgrade?tab=history", "/instances/" + instance, `/instances/${held}?level=all`, "/held",
  "/customers", "/customers/" + shop.customer, `/customers/${shop.customer}?tab=consents`,
  `/customers/${shop.customer}?tab=segments&segment=regulars`, "/segments", "/segments/regulars",
  `/segments/regulars?tab=why&customer=${shop.customer}`, "/messages", "/messages/welcome?customer=1001",
  "/vouchers", "/vouchers/gold-2026", "/budget", "/channels", "/imports", "/jobs", "/audit", "/settings",
  "/settings?tab=rules", "/settings?tab=types", "/settings?tab=clock", "/developer", "/developer?tab=event",
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
  session.on("Network.requestWillBeSent", ({request}) => hosts.add(new URL(request.url).host));
  await open(page, "/campaigns/tier-upgrade");
  await page.waitForSelector(".svelte-flow__node");
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
  await page.waitForSelector(".svelte-flow__node");
  await page.focus(".svelte-flow__node[data-id=rest]");
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
