// Sojourn on the shop's pages: shows what the daemon has for this visitor. No library, no inline
// style, no markup from outside: every text becomes a text node.
(() => {
  "use strict";
  const tag = document.currentScript;
  const base = new URL(tag.src).origin + new URL(tag.src).pathname.replace(/\/v1\/onsite\.js$/, "");
  const option = (name, otherwise) => tag.dataset[name] || otherwise;
  const stored = (key, otherwise) => {
    try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; }
  };
  const store = (key, value) => {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private mode: this page only */ }
  };
  // 144 random bits: whoever does not have the id cannot guess it.
  const randomId = prefix => prefix + btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))))
    .replace(/\+/g, "-").replace(/\//g, "_");
  let visitor = stored("sojourn.visitor", "");
  if (!/^v-[\w-]{24}$/.test(visitor)) store("sojourn.visitor", visitor = randomId("v-"));

  const url = (path, query) => base + path + (query ? "?" + new URLSearchParams(query) : "");
  const send = async (path, body) => {
    const answer = await fetch(url(path), {method: "POST", credentials: "omit", keepalive: true,
      headers: {"Content-Type": "application/json"}, body: JSON.stringify({visitor, ...body})});
    if (!answer.ok) {
      const {errors} = await answer.json().catch(() => ({}));
      throw Object.assign(new Error("Sojourn answered " + answer.status), {pointers: (errors || []).map(one => one.pointer)});
    }
    return answer.json();
  };

  const el = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = "sojourn-" + className;
    if (text) made.textContent = text;
    return made;
  };
  // "javascript:" and the like lead nowhere.
  const safeUrl = text => {
    try {
      const parsed = new URL(text, location.href);
      return /^https?:$/.test(parsed.protocol) ? parsed.href : "";
    } catch { return ""; }
  };

  // What nobody wrote into a campaign, in the language of the page.
  const language = (document.documentElement.lang || navigator.language || "en").toLowerCase().split("-")[0];
  const words = {
    en: {close: "Close", failed: "Please try again.", done: "Thank you."},
    vi: {close: "Đóng", failed: "Vui lòng thử lại.", done: "Cảm ơn bạn."},
  }[language === "vi" ? "vi" : "en"];

  const style = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
.sojourn-box{font:inherit;box-sizing:border-box;position:relative;padding:1em 2.6em 1em 1em;background:#fff;color:#222;border:1px solid #ddd;border-radius:8px}
.sojourn-box img{max-width:100%;height:auto;display:block}
.sojourn-title{font-weight:bold;margin:0 0 .3em}
.sojourn-close{position:absolute;top:2px;right:2px;min-width:36px;min-height:36px;border:0;background:none;font-size:1.4em;line-height:1;cursor:pointer;color:inherit}
.sojourn-shade{border:0;padding:0;background:none;max-width:min(90vw,28em);max-height:90vh;overflow:auto}
.sojourn-shade::backdrop{background:rgba(0,0,0,.5)}
.sojourn-box:focus{outline:none}
.sojourn-corner{position:fixed;z-index:2147483001;right:1em;bottom:1em;max-width:min(90vw,22em);display:flex;flex-direction:column;gap:.5em}
.sojourn-form label{display:block;margin:.5em 0}
.sojourn-form input,.sojourn-form textarea{display:block;width:100%;font:inherit;box-sizing:border-box}`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };

  // A step of an instance; of a broadcast, a step of the campaign.
  const contentOf = item => typeof item.content === "string" ? {text: item.content} : item.content || {};
  const keyOf = item => [item.campaign, item.step, item.instance || ""].join("/");
  const shownHere = new Map(); // key → the element on this page, or null while its delay runs
  const seen = stored("sojourn.seen", {});
  const about = item => ({campaign: item.campaign, step: item.step, instance: item.instance || undefined});
  const tell = (item, what) => send("/v1/onsite/events", {...about(item), what}).catch(() => {});

  const fits = item => {
    const c = contentOf(item);
    if (c.times && (seen[keyOf(item)] || 0) >= c.times) return false;
    if (item.kind === "push" && seen[keyOf(item)]) return false;
    if (c.path && !new RegExp("^" + String(c.path).replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*") + "$")
      .test(location.pathname)) return false;
    return true;
  };

  // What browsers fill in by themselves, by the name or the type of a field.
  const purposes = {name: "name", email: "email", phone: "tel", tel: "tel", address: "street-address",
    birthday: "bday", company: "organization"};

  const formOf = (item, done) => {
    const c = contentOf(item), form = el("form", "form"), id = randomId("l-");
    for (const field of c.fields || []) {
      const label = el("label", "", field.label || field.name);
      const input = el(field.type === "textarea" ? "textarea" : "input");
      if (field.type && field.type !== "textarea") input.type = field.type;
      input.name = field.name;
      input.required = !!field.required;
      input.maxLength = field.type === "textarea" ? 2000 : 500;
      input.autocomplete = field.autocomplete || purposes[field.name] || purposes[field.type] || "on";
      label.append(input);
      form.append(label);
    }
    const button = el("button", "button", c.button || "OK");
    const trouble = el("p", "trouble");
    trouble.setAttribute("role", "alert");
    form.append(button, trouble);
    form.addEventListener("submit", async event => {
      event.preventDefault();
      button.disabled = true;
      trouble.textContent = "";
      const fields = {};
      for (const [name, value] of new FormData(form)) if (value !== "") fields[name] = String(value);
      try {
        // The id is the form's own, so a second try stores the same lead.
        await send("/v1/onsite/forms", {...about(item), id, fields});
        done();
      } catch (failure) {
        trouble.textContent = c.failed || words.failed;
        button.disabled = false;
        const wrong = [...form.elements].filter(one => one.name &&
          (failure.pointers || []).includes("/fields/" + one.name));
        for (const input of form.elements) input.ariaInvalid = wrong.includes(input) ? "true" : null;
        (wrong[0] || button).focus();
      }
    });
    return form;
  };

  const boxOf = (item, close) => {
    const c = contentOf(item), box = el("div", "box sojourn-" + item.kind);
    if (c.image && safeUrl(c.image)) {
      const image = el("img");
      image.src = safeUrl(c.image);
      image.alt = c.alt || "";
      box.append(image);
    }
    box.tabIndex = -1; // the focus can be put here, and Tab does not stop at it
    for (const part of ["title", "text"]) {
      if (!c[part]) continue;
      const line = el("p", part, c[part]);
      line.id = "sojourn-" + part + "-" + ++ids;
      box.append(line);
      if (!box.named) box.named = line.id;
    }
    if (item.kind === "form")
      box.append(formOf(item, () => {
        const thanks = el("p", "thanks", c.thanks || words.done);
        thanks.setAttribute("role", "status");
        box.querySelector("form").replaceWith(thanks);
        box.focus();
        setTimeout(close, 5000);
      }));
    else if (c.link && safeUrl(c.link)) {
      const link = el("a", "link", c.button || c.link);
      link.href = safeUrl(c.link);
      link.addEventListener("click", () => tell(item, "clicked"));
      box.append(link);
    }
    if (item.kind !== "banner" || c.close) {
      const button = el("button", "close", "×");
      button.type = "button";
      button.setAttribute("aria-label", typeof c.close === "string" ? c.close : words.close);
      button.addEventListener("click", () => { close(); tell(item, "closed"); });
      box.append(button);
    }
    return box;
  };

  // Over the page, and in front of it for the keyboard and for screen readers, too: the browser makes
  // the rest inert, and gives the focus back when it is closed.
  const dialogOf = (item, box) => {
    const dialog = el("dialog", "shade");
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-modal", "true");
    if (box.named) dialog.setAttribute("aria-labelledby", box.named);
    else dialog.setAttribute("aria-label", contentOf(item).alt || contentOf(item).button || location.hostname);
    dialog.append(box);
    dialog.addEventListener("cancel", event => { // Escape
      event.preventDefault();
      close(dialog);
      tell(item, "closed");
    });
    dialog.addEventListener("keydown", event => {
      if (event.key !== "Tab") return;
      const stops = [...dialog.querySelectorAll("a[href],button,input,textarea")].filter(one => !one.disabled);
      const [first, last] = [stops[0], stops[stops.length - 1]];
      const here = document.activeElement;
      if (event.shiftKey ? here === first || here === box : here === last) {
        event.preventDefault();
        (event.shiftKey ? last : first).focus();
      }
    });
    return dialog;
  };
  const close = whole => {
    if (whole.open) whole.close();
    whole.remove();
    if (whole.cameFrom) whole.cameFrom.focus(); // browsers lose it where the dialog goes at once
  };

  let corner, ids = 0;
  const put = item => {
    const key = keyOf(item);
    if (!shownHere.has(key) || !fits(item)) return;
    const slot = document.querySelector(`[data-sojourn-slot="${CSS.escape(item.slot || "")}"]`);
    let whole;
    const box = boxOf(item, () => close(whole));
    if (item.kind === "push") {
      whole = box;
      if (!corner || !corner.isConnected) {
        document.body.append(corner = el("div", "corner"));
        corner.setAttribute("role", "status");
      }
      corner.append(box);
    } else if (item.kind === "popup" || !slot) {
      if (item.kind === "banner") return shownHere.delete(key); // nowhere to put it on this page
      document.body.append(whole = dialogOf(item, box));
      whole.cameFrom = document.activeElement;
      whole.showModal();
      box.focus();
    } else {
      whole = box;
      if (box.named) {
        box.setAttribute("role", "region");
        box.setAttribute("aria-labelledby", box.named);
      }
      slot.append(box);
    }
    shownHere.set(key, whole);
    seen[key] = (seen[key] || 0) + 1;
    store("sojourn.seen", seen);
    tell(item, "shown");
  };

  const take = items => {
    const wanted = new Set(items.map(keyOf));
    for (const [key, element] of shownHere) // what is over goes, unless it is being read
      if (!wanted.has(key)) {
        if (element && element.classList.contains("sojourn-banner")) element.remove();
        shownHere.delete(key);
      }
    for (const item of items) {
      const key = keyOf(item);
      if (shownHere.has(key) || !fits(item)) continue;
      shownHere.set(key, null);
      setTimeout(put, 1000 * Math.max(0, Number(contentOf(item).delay_s) || 0), item);
    }
  };

  const refresh = async () => {
    const answer = await fetch(url("/v1/onsite/placements", {visitor}), {credentials: "omit"});
    if (answer.ok) take((await answer.json()).items);
  };

  // Asks for leave and stores the subscription; call it when somebody clicks.
  const subscribe = async () => {
    const {push_public_key} = await (await fetch(url("/v1/onsite/settings"), {credentials: "omit"})).json();
    if (!push_public_key || !("PushManager" in window)) return false;
    if (await Notification.requestPermission() !== "granted") return false;
    await navigator.serviceWorker.register(option("worker", "/sojourn-worker.js"));
    const worker = await navigator.serviceWorker.ready;
    const key = Uint8Array.from(atob(push_public_key.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
    const made = await worker.pushManager.subscribe({userVisibleOnly: true, applicationServerKey: key});
    await send("/v1/onsite/subscriptions", {subscription: made.toJSON()});
    return true;
  };

  const start = () => {
    style();
    if (option("stream", "on") === "off" || !window.EventSource) return refresh().catch(() => {});
    // The stream begins with what there is now, and connects again by itself. A page that nobody
    // looks at holds no connection.
    let stream;
    const listen = () => {
      if (stream) stream.close();
      stream = undefined;
      if (document.hidden) return;
      stream = new EventSource(url("/v1/onsite/stream", {visitor}));
      stream.addEventListener("placements", event => take(JSON.parse(event.data).items));
      // Refused, as when too many pages listen: then it is asked once. A broken one connects again.
      stream.addEventListener("error", () => stream.readyState === EventSource.CLOSED && refresh().catch(() => {}));
    };
    document.addEventListener("visibilitychange", listen);
    listen();
  };
  window.sojourn = {visitor, refresh, subscribe};
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
