// A service worker must come from the shop's own host; all of it comes from the daemon.
importScripts("http://127.0.0.1:7070/v1/push-worker.js");
