// A daemon, a shop's web server and a browser, all on loopback, for one file of tests.
import {spawn, execFileSync} from "node:child_process";
import {createServer} from "node:http";
import {createServer as createSocket} from "node:net";
import {mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {chromium} from "playwright-core";

export const root = process.cwd();
const browserPath = process.env.CHROMIUM || "/usr/bin/chromium";
export const program = process.env.SOJOURN || join(root, "build/test/cli/sojourn");

export const launchArguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update"];

const freePort = () => new Promise(resolve => {
  const socket = createSocket().listen(0, "127.0.0.1", () => {
    const {port} = socket.address();
    socket.close(() => resolve(port));
  });
});

/// Waits until `look` gives something; there is no other way to know of a page or a process.
export const until = async (look, what, patience_ms = 30_000) => {
  const end = Date.now() + patience_ms;
  for (;;) {
    const found = await Promise.resolve().then(look).catch(() => undefined);
    if (found) return found;
    if (Date.now() > end) throw new Error("never came: " + what);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
};

/// Serves the shop's pages, each with the strictest content security policy that works.
const shopServer = (daemon, files) => createServer((ask, answer) => {
  const path = new URL(ask.url, "http://shop").pathname;
  const file = files[path];
  if (!file) return answer.writeHead(404).end();
  answer.writeHead(200, {
    "Content-Type": path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8",
    "Content-Security-Policy": `default-src 'none'; script-src 'self' ${daemon}; connect-src ${daemon}; ` +
      "worker-src 'self'; form-action 'none'; base-uri 'none'",
  }).end(file);
});

const listen = server => new Promise(resolve =>
  server.listen(0, "127.0.0.1", () => resolve("http://127.0.0.1:" + server.address().port)));

export const start = async () => {
  const folder = mkdtempSync(join(tmpdir(), "sojourn-browser-"));
  const port = await freePort();
  const daemon = "http://127.0.0.1:" + port;
  const example = name => readFileSync(join(root, "examples/onsite", name), "utf8")
    .replaceAll("http://127.0.0.1:7070", daemon);
  const files = {
    "/": example("index.html"), "/sale": example("index.html"), "/shop.js": example("shop.js"),
    "/sojourn-worker.js": example("sojourn-worker.js"),
  };
  const shops = [shopServer(daemon, files), shopServer(daemon, files)];
  const [shop, stranger] = await Promise.all(shops.map(listen));
  const keys = JSON.parse(execFileSync(program, ["vapid-keys", "--json"]));
  writeFileSync(join(folder, "sojourn.toml"), `
[data]
directory = "${folder}/data"
[http]
port = ${port}
[onsite]
enabled = true
origins = ["${shop}"]
[channels.web_push]
enabled = true
contact = "mailto:shop@example.com"
private_key = "${keys.private_key}"
[log]
level = "warning"
`);
  const process_ = spawn(program, ["serve", "--config", join(folder, "sojourn.toml")],
    {stdio: ["ignore", "inherit", "inherit"]});
  const ask = async (method, path, body) => {
    const answer = await fetch(daemon + path, {method, body: body && JSON.stringify(body),
      headers: body ? {"Content-Type": "application/json"} : {}});
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  await until(() => ask("GET", "/readyz"), "the daemon");
  const install = async definition => {
    await ask("PUT", "/v1/campaigns/" + definition.id, definition);
    await ask("POST", `/v1/campaigns/${definition.id}/activate`, {});
  };
  const browser = await chromium.launch({executablePath: browserPath, headless: true, args: launchArguments});
  const stop = async () => {
    await browser.close();
    process_.kill("SIGTERM");
    await new Promise(resolve => process_.once("exit", resolve));
    shops.forEach(one => { one.closeAllConnections(); one.close(); });
    rmSync(folder, {recursive: true, force: true});
  };
  return {daemon, shop, stranger, ask, install, browser, stop, keys,
    example: name => JSON.parse(readFileSync(join(root, "examples/onsite", name), "utf8"))};
};

/// Why the tests cannot run here, or nothing.
export const obstacle = () =>
  !existsSync(browserPath) ? `there is no browser at ${browserPath}`
  : !existsSync(program) ? `there is no daemon at ${program}` : undefined;
