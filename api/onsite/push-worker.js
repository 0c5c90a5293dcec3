// Sojourn's service worker: shows pushes and opens what they lead to. The shop's own worker file
// is one line: importScripts("https://DAEMON/v1/push-worker.js").
"use strict";
self.addEventListener("push", event => {
  let push = {};
  try { push = event.data.json(); } catch { /* shown as it is below */ }
  const urls = {"": push.url};
  for (const action of push.actions || []) urls[action.action] = action.url || push.url;
  event.waitUntil(self.registration.showNotification(push.title || "", {
    body: push.body, icon: push.icon, image: push.image, badge: push.badge, tag: push.tag,
    actions: (push.actions || []).map(({action, title, icon}) => ({action, title, icon})),
    data: {urls}}));
});
self.addEventListener("notificationclick", event => {
  event.notification.close();
  const url = ((event.notification.data || {}).urls || {})[event.action || ""];
  if (!url) return;
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({type: "window", includeUncontrolled: true});
    const there = open.find(one => one.url === url);
    return there ? there.focus() : self.clients.openWindow(url);
  })());
});
