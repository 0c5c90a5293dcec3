// The builder in a real Chromium: a campaign is built from nothing and switched on, a delay is changed with
// people inside, and nothing that was written is lost.
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
const shots = join(root, "build/browser/shots/builder");

let browser, address, folder, daemon;

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
  folder = mkdtempSync(join(tmpdir(), "sojourn-builder-"));
  const port = await freePort();
  address = "http://127.0.0.1:" + port;
  daemon = spawn(program, ["serve", "--data", join(folder, "data"), "--port", String(port), "--clock", "virtual",
    "--clock-start", "2026-03-01T09:00:00+07:00"], {stdio: "ignore"});
  await until(async () => (await fetch(address + "/readyz")).ok, "the daemon");
  await openShop(ask);
  browser = await chromium.launch({executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true,
    args: launchArguments});
}, {timeout: 300_000});

after(async () => {
  await browser?.close();
  daemon.kill("SIGTERM");
  await new Promise(resolve => daemon.once("exit", resolve));
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
  page.setDefaultTimeout(30_000);
  page.said = [];
  page.on("console", line => ["error", "warning"].includes(line.type()) && page.said.push(line.text()));
  page.on("pageerror", error => page.said.push(String(error)));
  page.on("dialog", asked => void asked.accept()); // the browser's own question on leaving
  return page;
};
/// Refusals that a test provokes are said by the browser, too.
const complaints = page => page.said.filter(line => !/status of (412|422)/.test(line));

const open = async (page, path) => {
  await page.goto(address + "/console" + path);
  await page.waitForSelector("main h1");
  await until(() => page.evaluate(() => document.querySelector("main .loading") === null), "what " + path + " shows");
};

const violations = async page => {
  const session = await page.context().newCDPSession(page);
  const {result} = await session.send("Runtime.evaluate", {awaitPromise: true, returnByValue: true,
    expression: axe + ";axe.run().then(found => found.violations.map(one => one.id + \": \" + one.nodes.slice(0, 3).map(node => node.target.join(\" \")).join(\", \")))"});
  return result.value;
};

const node = id => `[data-node="${id}"]`;
const panel = "#panel";

/// Presses "a" on a step and chooses what is added by typing, as somebody without a mouse does.
const addBehind = async (page, id, words) => {
  await page.focus(node(id));
  await page.keyboard.press("a");
  await page.waitForSelector("dialog[open] input[type=search]");
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  await page.waitForSelector(panel);
};

const save = async page => {
  await page.keyboard.press("Control+s");
  await page.waitForSelector("[role=status]:has-text('Đã lưu hết')");
};

test("tier-upgrade is built from nothing and switched on", {timeout: 300_000}, async () => {
  const page = await person();
  await open(page, "/campaigns");
  await page.click("a:has-text('Tạo chiến dịch')");
  await page.click("button:has-text('Khi dữ liệu của khách đổi')");
  await page.fill(`${panel} label:has-text('Tên') input >> nth=0`, "Nâng hạng tự dựng");
  assert.equal(await page.inputValue(`${panel} [data-pointer="/id"] input`), "nang-hang-tu-dung", "the id follows the name");
  await page.fill(`${panel} [data-pointer="/timezone"] input`, "Asia/Ho_Chi_Minh");

  // What starts it, and for whom.
  await page.click("main button:has-text('Bắt đầu')");
  await page.selectOption(`${panel} [data-pointer="/trigger/direction"] select`, "up");
  for (const [at, tier] of ["member", "silver", "gold", "diamond"].entries()) {
    await page.click(`${panel} [data-pointer="/trigger/order"] > button`);
    await page.fill(`${panel} [data-pointer="/trigger/order"] input >> nth=${at}`, tier);
  }
  const audience = `${panel} [data-pointer="/audience"]`;
  await page.click(`${audience} button:has-text('Điều kiện') >> nth=0`);
  await page.selectOption(`${audience} .operator`, "among");
  await page.fill(`${audience} input`, "silver, gold, diamond");
  await page.keyboard.press("Tab");
  await page.waitForSelector("text=/Hiện có \\d+ khách trong tập khách này/");

  // The steps, by keyboard: send, wait, is it used, remind.
  await addBehind(page, " trigger", "gui tin");
  await page.click(`${panel} button:has-text('Soạn tin này')`);
  const text = `${panel} [data-pointer="/messages/message/languages/vi/text"] textarea`;
  await page.fill(text, "Chúc mừng ");
  await page.click(`${panel} [data-pointer="/messages/message/languages/vi/text"] button:has-text('Tên khách')`);
  assert.equal(await page.inputValue(text), "Chúc mừng {{#fallback}}{{customer.name}}|bạn{{/fallback}}");
  await addBehind(page, "send", "cho mot thoi gian");
  await page.fill(`${panel} input[type=number]`, "25");
  await addBehind(page, "delay", "re nhanh");
  // Which tier, before the message; each case leads to it.
  await addBehind(page, " trigger", "re nhanh");
  await page.selectOption(`${panel} label:has-text('Cách làm') select`, "value");
  const names = `${panel} [data-pointer="/steps/branch-2/cases"] input[aria-label^="Tên trong"]`;
  await page.fill(names, "gold");
  await page.keyboard.press("Tab");
  await page.click(`${panel} [data-pointer="/steps/branch-2/cases"] > button`);
  await page.fill(`${names} >> nth=1`, "diamond");
  await page.keyboard.press("Tab");
  await page.selectOption(`${panel} [data-pointer="/steps/branch-2/cases/diamond"] select`, "send");
  // A + on each way: a voucher of its pool.
  for (const [way, pool] of [["gold", "gold-2026"], ["diamond", "diamond-2026"], ["còn lại", "silver-2026"]]) {
    await page.click(`button[aria-label="Thêm bước vào đường ${way}"] >> nth=0`);
    await page.click("dialog[open] button:has-text('Tặng voucher')");
    await page.waitForSelector(`${panel} [data-pointer$="/pool"]`);
    await page.fill(`${panel} [data-pointer$="/pool"] input`, pool);
  }
  // Whether the code was used, as rows over what the vouchers stored.
  await page.focus(node("branch"));
  await page.keyboard.press("Enter");
  const when = `${panel} [data-pointer="/steps/branch/cases/0/when"]`;
  await page.selectOption(`${when} .subject`, "field:vars.offer.redeemed_at");
  await page.selectOption(`${when} .operator`, "not-there");
  await page.click(`${panel} [data-pointer="/steps/branch/cases/0/next"] button`);
  await page.click("dialog[open] button:has-text('Gửi tin')");
  await page.click(`${panel} button:has-text('Soạn tin này')`);
  await page.fill(`${panel} [data-pointer="/messages/message-2/languages/vi/text"] textarea`, "Mã {{vars.offer.code}} vẫn còn.");

  // The goal: the code that they got is redeemed.
  await page.click("main button:has-text('Mục tiêu và rời đi')");
  await page.click(`${panel} button:has-text('Đặt sự kiện') >> nth=0`);
  await page.fill(`${panel} [data-pointer="/goal/event"] input`, "voucher.redeemed");
  const match = `${panel} [data-pointer="/goal/match"]`;
  await page.click(`${match} button:has-text('Điều kiện') >> nth=0`);
  await page.selectOption(`${match} .form`, "field");
  await page.selectOption(`${match} .operand select >> nth=1`, "vars.offer.code");
  await page.waitForSelector("text=Không có lỗi nào.");
  await page.screenshot({path: join(shots, "built-vi.png"), fullPage: true});
  assert.deepEqual(await violations(page), []);

  await save(page);
  await page.waitForURL(/\/console\/campaigns\/nang-hang-tu-dung\/edit/);
  await page.click("main button:has-text('Bật chiến dịch')");
  await page.waitForSelector("dialog[open] h3, dialog[open] .notice");
  for (const box of await page.locator("dialog[open] input[type=checkbox]").all()) await box.check();
  await page.fill("dialog[open] textarea", "dựng xong, đã xem lại");
  await page.click("dialog[open] button:has-text('Bật chiến dịch')");
  await page.waitForSelector("main >> text=Hoạt động");

  const stored = await ask("GET", "/v1/campaigns/nang-hang-tu-dung");
  assert.equal(stored.state, "active");
  assert.deepEqual(stored.definition.goal.match, {"==": [{var: "event.code"}, {var: "vars.offer.code"}]});
  assert.deepEqual(stored.definition.steps.branch.cases[0].when, {"!": {var: "vars.offer.redeemed_at"}});
  assert.equal(stored.definition.steps.delay.for, "P25D");
  // Somebody goes through what was built.
  await ask("PATCH", "/v1/records/customer/1004", {tier: "gold"});
  const inside = await until(async () => (await ask("GET", "/v1/instances?campaign=nang-hang-tu-dung")).items[0], "the instance");
  await until(async () => (await ask("GET", "/v1/instances/" + inside.id)).step === "delay", "the wait");
  assert.deepEqual(complaints(page), []);
  await page.context().close();
});

test("a delay is changed with people inside, planned, moved and undone", {timeout: 300_000}, async () => {
  const page = await person();
  const versions = async () => {
    const {items} = await ask("GET", "/v1/instances?campaign=tier-upgrade&status=waiting&limit=100");
    return items.reduce((by, one) => ({...by, [one.version]: (by[one.version] ?? 0) + 1}), {});
  };
  const before = await versions();
  assert.ok(before[1] > 3, "people are inside");
  await open(page, "/campaigns/tier-upgrade");
  await page.click("main a:has-text('Sửa')");
  await page.waitForSelector(node("rest"));
  await page.focus(node("rest"));
  await page.keyboard.press("Enter");
  await page.fill(`${panel} input[type=number]`, "10");
  await page.click("main nav >> text=Khác biệt");
  await page.waitForSelector("main dl >> text=25 ngày");
  await page.click("main nav >> text=Soạn");
  await save(page);
  await page.waitForSelector("main >> text=Phiên bản 2");
  await page.click("main .notice button:has-text('Chuyển khách sang bản này')");
  await page.selectOption("dialog[open] select", "re_time");
  await page.waitForSelector(`dialog[open] >> text=${before[1]} khách chuyển`);
  await page.screenshot({path: join(shots, "plan-vi.png")});
  await page.fill("dialog[open] textarea", "nhắc sớm hơn");
  await page.click("dialog[open] button:has-text('Chuyển khách') >> nth=-1");
  await page.waitForURL(/\/console\/jobs\/job_/);
  await until(async () => (await versions())[2] === before[1], "everybody to move");
  await page.click("main button:has-text('Hoàn lại')");
  await page.fill("dialog[open] textarea", "nhầm");
  await page.click("dialog[open] button:has-text('Hoàn lại')");
  await until(async () => (await versions())[1] === before[1], "everybody to be back");
  assert.deepEqual(complaints(page), []);
  await page.context().close();
});

test("a mistake leads to its field, and what is not saved survives the window", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/campaigns/thank-you/edit?part=step:tell-crm");
  await page.fill(`${panel} [data-pointer="/steps/tell-crm/url"] input`, "pigeon://crm");
  await page.click("main button:has-text('Goal and exits')");
  await page.click("section[aria-label='What to correct'] button");
  await until(() => page.evaluate(() => document.activeElement.closest('[data-pointer="/steps/tell-crm/url"]') !== null), "the focus at the field");
  await page.waitForSelector("[role=status]:has-text('kept on this device')");
  await page.reload();
  await page.waitForSelector("text=This is what was not saved at");
  assert.equal((await ask("GET", "/v1/campaigns/thank-you")).version, 1, "a wrong draft is not stored");
  await page.click("main a:has-text('Cảm ơn') >> nth=0");
  await page.waitForSelector("dialog[open] >> text=Leave without saving?");
  await page.click("dialog[open] button:has-text('Stay')");
  await page.keyboard.press("Control+z");
  await page.waitForSelector("[role=status]:has-text('Everything is saved')");
  await page.keyboard.press("Control+y");
  await page.waitForSelector("[role=status]:has-text('kept on this device')");
  await page.context().close();
});

test("who saves second sees what the first did, and both keep theirs", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/campaigns/unpaid-order/edit?part=campaign");
  const definition = (await ask("GET", "/v1/campaigns/unpaid-order")).definition;
  await ask("PUT", "/v1/campaigns/unpaid-order", {...definition, description: "theirs", tags: ["theirs"]});
  await page.fill(`${panel} [data-pointer="/description"] textarea`, "mine");
  await page.fill(`${panel} label:has-text('Name') input >> nth=0`, "Unpaid, mine");
  await page.keyboard.press("Control+s");
  await page.waitForSelector("dialog[open] >> text=Somebody saved before you");
  assert.equal(await page.locator("dialog[open] fieldset").count(), 1, "only the description is a clash");
  assert.deepEqual(await violations(page), []);
  await page.check("dialog[open] label:has-text('Theirs') input");
  await page.click("dialog[open] button:has-text('Merge, to save it')");
  await page.keyboard.press("Control+s");
  await page.waitForSelector("[role=status]:has-text('Everything is saved')");
  const stored = (await ask("GET", "/v1/campaigns/unpaid-order")).definition;
  assert.deepEqual([stored.name, stored.description, stored.tags], ["Unpaid, mine", "theirs", ["theirs"]]);
  assert.deepEqual(complaints(page), []);
  await page.context().close();
});

test("a new campaign takes no other's id", {timeout: 240_000}, async () => {
  const page = await person({language: "en"});
  await open(page, "/campaigns/new?kind=event&part=campaign");
  await page.fill(`${panel} label:has-text('Name') input >> nth=0`, "Tier upgrade");
  await addBehind(page, " trigger", "they are through"); // a step, so that nothing else is wrong
  await page.waitForSelector("text=No mistakes.");
  await page.keyboard.press("Control+s");
  await page.waitForSelector("text=Another campaign has the id “tier-upgrade”");
  await until(() => page.evaluate(() => document.activeElement.closest('[data-pointer="/id"]') !== null), "the focus at the id");
  assert.deepEqual(complaints(page), []);
  await page.context().close();
});

test("on a phone the list does what the graph does: lead elsewhere, copy, paste, move, undo", {timeout: 240_000}, async () => {
  const page = await person({language: "en", width: 390, height: 844});
  await open(page, "/campaigns/tier-upgrade/edit?view=table");
  const stored = async () => JSON.parse(await page.evaluate(() => localStorage.getItem(Object.keys(localStorage).find(key => key.startsWith("sojourn.draft.")))) ?? "null")?.definition;
  const cardOf = title => page.locator(`main ol > li:has(button.name:has-text('${title}'))`).first();
  const ways = cardOf("Wait");
  await ways.locator("select").selectOption("remind");
  await until(async () => (await stored())?.steps.rest.next === "remind", "the way to lead elsewhere");
  await page.waitForSelector("text=Not connected");
  await page.click("main button[aria-label='Undo']");
  await page.waitForSelector("[role=status]:has-text('Everything is saved')");

  await ways.locator("button.name").click();
  await page.waitForSelector(panel);
  await page.screenshot({path: join(shots, "sheet-en.png")});
  await page.click(`${panel} button:has-text('Copy the branch')`);
  await page.click(`${panel} button[aria-label=Close]`);
  await page.waitForSelector(panel, {state: "detached"});
  await cardOf("Send offer-reminder").locator("button[aria-label^='Add a step']").first().click();
  await page.click("dialog[open] button:has-text('Paste the copied branch')");
  await until(async () => (await stored())?.steps.remind.next === "rest-2", "the copy");
  assert.equal((await stored()).steps["used-2"].otherwise, "end");
  await page.click(`${panel} button:has-text('Move')`);
  await page.click("dialog[open] li button >> nth=0");
  await until(async () => (await stored())?.start === "rest-2", "the move");
  assert.equal((await stored()).steps["rest-2"].next, "which-tier");
  assert.deepEqual(complaints(page), []);
  await page.context().close();
});

for (const [language, theme, width, height] of [["vi", "light", 1440, 900], ["en", "dark", 390, 844]]) {
  test(`every part of the builder is accessible in ${language}, ${theme}, ${width} wide`, {timeout: 300_000}, async () => {
    const page = await person({language, theme, width, height});
    const parts = ["", "campaign", "trigger", "endings", "message:tier-upgraded", "step:which-tier", "step:offer-gold", "step:tell", "step:rest", "step:used?"];
    const paths = ["/campaigns/new", "/campaigns/tier-upgrade/edit?view=table", "/campaigns/tier-upgrade/edit?tab=json",
      ...parts.map(one => "/campaigns/tier-upgrade/edit" + (one && "?part=" + encodeURIComponent(one)))];
    for (const path of paths) {
      await open(page, path);
      if (path.includes("?part=")) await page.waitForSelector(panel);
      await page.screenshot({path: join(shots, `${path.replace(/[^a-z0-9]+/gi, "-")}-${language}.png`)});
      assert.deepEqual(await violations(page), [], path);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${path} is ${overflow} pixels wider than the screen`);
    }
    assert.deepEqual(complaints(page), []);
    await page.context().close();
  });
}
