// What people come to the console for, each walked from its beginning to its end in a real browser against
// a daemon of its own: nothing is done but what a person does, and what came of it is asked of the daemon.
// The builder's two journeys are in builder.test.mjs; those of the first user, of the library's abandoned
// cart and of the desk in console.test.mjs.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {createHmac} from "node:crypto";
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {createServer} from "node:http";
import {createServer as createSocket} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {chromium} from "playwright-core";
import {launchArguments, program, root, until} from "./house.mjs";
import {openShop} from "./shop.mjs";

const axe = readFileSync(join(root, "build/browser/node_modules/axe-core/axe.min.js"), "utf8");
const shots = join(root, "build/browser/shots/journeys");
let browser, address, folder, daemon, shop;

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
  folder = mkdtempSync(join(tmpdir(), "sojourn-journeys-"));
  const port = await freePort();
  address = "http://127.0.0.1:" + port;
  // The other systems of these journeys are on loopback, where campaigns call nobody unless it is said.
  const settings = join(folder, "sojourn.toml");
  writeFileSync(settings, "[channels.webhook]\nallow_private_addresses = true\n");
  daemon = spawn(program, ["serve", "--config", settings, "--data", join(folder, "data"), "--port", String(port), "--clock", "virtual",
    "--clock-start", "2026-03-01T09:00:00+07:00"], {stdio: "ignore"});
  await until(async () => (await fetch(address + "/readyz")).ok, "the daemon");
  shop = await openShop(ask);
  browser = await chromium.launch({executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true,
    args: launchArguments});
}, {timeout: 300_000});

after(async () => {
  await browser?.close();
  daemon.kill("SIGTERM");
  await new Promise(resolve => daemon.once("exit", resolve));
  rmSync(folder, {recursive: true, force: true});
});

/// Walks a journey, and looks at the page at each stop: no violation, nothing on the browser's console.
const journey = (name, language, walk) => test(name, {timeout: 240_000}, async () => {
  const context = await browser.newContext({viewport: {width: 1280, height: 860}, timezoneId: "Asia/Ho_Chi_Minh"});
  await context.addInitScript(chosen => localStorage.setItem("sojourn.language", chosen), language);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const said = [];
  page.on("console", line => ["error", "warning"].includes(line.type()) && said.push(line.text()));
  page.on("pageerror", error => said.push(String(error)));
  let stops = 0;
  const open = async path => {
    await page.goto(address + "/console" + path);
    await page.waitForSelector("main h1");
    await until(() => page.evaluate(() => document.querySelector("main .loading") === null), "what " + path + " shows");
  };
  const look = async () => {
    await page.screenshot({path: join(shots, `${name.replace(/[^a-z0-9]+/gi, "-")}-${++stops}.png`)});
    const session = await context.newCDPSession(page);
    const {result} = await session.send("Runtime.evaluate", {awaitPromise: true, returnByValue: true,
      expression: axe + ";axe.run().then(found => found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ')).join(', ')))"});
    assert.deepEqual(result.value, [], `stop ${stops}`);
  };
  await walk({page, open, look});
  assert.deepEqual(said, []);
  await context.close();
});

journey("find why a customer did not get a message", "vi", async ({page, open, look}) => {
  const {items} = await ask("GET", "/v1/instances?status=held&limit=1");
  const customer = items[0].subject.slice("customer:".length);
  await open("/");
  await page.keyboard.press("Control+k");
  await page.waitForSelector("[role=combobox]:focus");
  await page.keyboard.type(customer);
  await page.click(`[role=option]:has-text('${customer}')`);
  await page.waitForURL(new RegExp("/console/customers/" + customer));
  await open(`/customers/${customer}?tab=campaigns`);
  await look();
  await page.click(`main a[href*='/instances/${items[0].id}']`);
  await page.waitForSelector("text=Bị giữ ở");
  await look();
});

journey("retry everything that failed because another system was down", "en", async ({page, open, look}) => {
  const port = await freePort();
  await ask("PUT", "/v1/campaigns/crm-call", {id: "crm-call", name: "Tell the CRM", timezone: "Asia/Ho_Chi_Minh",
    trigger: {type: "manual"}, start: "tell",
    steps: {tell: {type: "http", method: "POST", url: `http://127.0.0.1:${port}/`, body: {}, retry: {max_attempts: 1}, next: "end"}}});
  await ask("POST", "/v1/campaigns/crm-call/activate", {});
  for (const id of ["1010", "1011", "1012"]) await ask("POST", "/v1/campaigns/crm-call/runs", {subject: "customer:" + id});
  const heldNow = async () => (await ask("GET", "/v1/instances?campaign=crm-call&status=held")).items.length;
  await until(async () => (await heldNow()) === 3, "three who are held");
  let calls = 0;
  const crm = createServer((request, answer) => {
    ++calls;
    request.resume();
    answer.writeHead(200, {"Content-Type": "application/json"}).end("{}");
  });
  await new Promise(resolve => crm.listen(port, "127.0.0.1", resolve));
  try {
    await open("/held");
    await page.waitForSelector("main >> text=Tell the CRM");
    await look();
    await open("/campaigns/crm-call?tab=people&status=held");
    await page.click("button[aria-label^='Act on everybody']");
    await page.click("text=Retry all");
    await page.waitForSelector("text=/Exactly 3 instances/");
    await page.fill("dialog[open] textarea", "the CRM is back");
    await look();
    await page.click("dialog[open] button:has-text('Start the job')");
    await page.waitForURL(/\/console\/jobs\/job_/);
    await ask("POST", "/v1/clock", {advance: "PT1H"}); // what failed three times is left alone for a while
    await until(async () => (await heldNow()) === 0, "nobody to be held");
    assert.equal(calls, 3);
    await look();
  } finally {
    crm.close();
    crm.closeAllConnections();
  }
});

journey("rotate a hook's secret and replay a refused call", "en", async ({page, open, look}) => {
  await ask("PUT", "/v1/hooks/crm", {id: "crm", signature: {scheme: "hmac_sha256", header: "X-Sign", encoding: "hex"},
    mapping: {subject: {var: "body.customer.id"}, event: "crm.changed"}});
  const fresh = "the-new-secret-of-the-crm-0123456789";
  const body = JSON.stringify({customer: {id: "1005"}});
  const sign = createHmac("sha256", fresh).update(body).digest("hex");
  const call = () => fetch(address + "/v1/hooks/crm", {method: "POST", body,
    headers: {"Content-Type": "application/json", "X-Sign": sign}});
  assert.equal((await call()).status, 401, "the sender has the new secret already, and the hook does not");
  await ask("POST", "/v1/hooks/crm/secrets", {secret: fresh, why: "theirs"});
  await open("/developer/hooks/crm");
  await page.click("button:has-text('Details')");
  await page.waitForSelector("dialog[open] >> text=As it arrived");
  await look();
  await page.keyboard.press("Escape");
  await page.click("button:has-text('Retire') >> nth=0");
  await page.click("dialog[open] button:has-text('Retire')");
  await until(async () => (await ask("GET", "/v1/hooks/crm")).secrets.length === 1, "the old secret to go");
  await page.click("main button:has-text('Take again')");
  await page.fill("dialog[open] textarea", "the secret was changed");
  await page.click("dialog[open] button:has-text('Take again')");
  await until(async () => (await ask("GET", "/v1/events?type=crm.changed")).items.length === 1, "the event of the call");
  await page.waitForSelector("main >> text=taken again as call");
  await look();
});

journey("set a sale up, change a text and a voucher, switch a card on, and watch the monitor move", "en", async ({page, open, look}) => {
  await ask("POST", "/v1/vouchers", {id: "sale-new"});
  await ask("POST", "/v1/vouchers/sale-new/codes", {codes: Array.from({length: 400}, (_, at) => "NEW-" + at)});
  const card = "before-in-cart";
  const isSwitchedOn = (await ask("GET", `/v1/boosters/${shop.booster}/cards/${card}`)).active;
  assert.ok(isSwitchedOn, "the shop comes with a card that is on");
  const other = "day-in-cart";
  await open(`/boosters/${shop.booster}/cards/${other}`);
  await page.fill("textarea[lang=vi]", "Hôm nay giảm giá. Mã {{vars.offer.code}}.");
  await page.locator("label:has-text('Voucher') select").selectOption("sale-new");
  await page.click("button:has-text('Save')");
  await page.waitForSelector("text=The card is saved.");
  await look();
  await open(`/boosters/${shop.booster}?phase=day`);
  const toggle = page.getByRole("switch", {name: "Switch the card of Items in the cart on or off"});
  await toggle.click();
  await page.click("dialog[open] button:has-text('Switch on')");
  await until(async () => (await toggle.getAttribute("aria-checked")) === "true", "the switch to follow");
  const {campaign, at} = await ask("GET", `/v1/boosters/${shop.booster}/cards/${other}`);
  const sent = async () => (await ask("GET", "/v1/monitor?campaign=" + campaign)).totals.figures.sent;
  await open("/monitor?booster=" + shop.booster);
  const before = await page.locator("main").innerText();
  await ask("POST", "/v1/clock", {to: new Date(Date.parse(at) + 3_600_000).toISOString()});
  await until(async () => (await sent().catch(() => 0)) > 0, "messages of the card", 60_000);
  // Nobody touches the page: what has changed comes to it.
  await until(async () => (await page.locator("main").innerText()) !== before, "the monitor to move", 45_000);
  await look();
});
