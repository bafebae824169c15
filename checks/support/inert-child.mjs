// Imports the module named on the command line and prints, as JSON, what was called meanwhile that an import must not call.
import child_process from "node:child_process";
import crypto from "node:crypto";
import dgram from "node:dgram";
import dns from "node:dns";
import { EventEmitter } from "node:events";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import module from "node:module";
import net from "node:net";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import worker_threads from "node:worker_threads";

/** @type {{ call: string, file: string, line: number }[]} */
const calls = [];
let isWatching = false;
Error.stackTraceLimit = 100;

/**
 * Whoever called, as the stack tells it. Node's own loading of modules reads files and makes promises, which is no
 * doing of the module's.
 *
 * @param {string} call
 */
function note(call) {
  if (!isWatching) return;
  for (const frame of (new Error().stack ?? "").split("\n").slice(1)) {
    if (frame.includes("inert-child.mjs")) continue;
    if (/\bnode:internal\/(modules|bootstrap|source_map)\//.test(frame)) return;
    const [, file, line] = /(?:^\s+at |\()(?:async )?(?:file:\/\/)?((?!node:)[^()]+):(\d+):\d+\)?$/.exec(frame) ?? [];
    if (file === undefined || file === "<anonymous>") continue;
    calls.push({ call, file: decodeURIComponent(file), line: Number(line) });
    return;
  }
}

/**
 * @template {Function} F
 * @param {F} original
 * @param {string} name
 * @returns {F}
 */
function watched(original, name) {
  return new Proxy(original, {
    apply(target, self, args) {
      note(name);
      return Reflect.apply(target, self, args);
    },
    construct(target, args, newTarget) {
      note(`new ${name}`);
      return Reflect.construct(target, args, newTarget);
    },
  });
}

/**
 * @param {object} owner
 * @param {string} label
 * @param {readonly string[]} [names] all functions where left out
 */
function watch(owner, label, names = Object.keys(owner)) {
  for (const name of names) {
    const original = Reflect.get(owner, name);
    if (typeof original !== "function" || Object.getOwnPropertyDescriptor(owner, name)?.configurable === false) continue;
    Object.defineProperty(owner, name, { value: watched(original, label + name), configurable: true, writable: true });
  }
}

/**
 * Something that only a page has: whatever is called on it is noted, and answers with more of the kind.
 *
 * @param {string} name
 * @returns {unknown}
 */
function pageThing(name) {
  return new Proxy(function () {}, {
    get: (_, key) => (typeof key === "symbol" || key === "then" ? undefined : pageThing(`${name}.${key}`)),
    apply() {
      note(name);
      return pageThing(`${name}()`);
    },
    construct() {
      note(`new ${name}`);
      return function () {};
    },
  });
}

const PAGE = [
  ...["document", "location", "history", "localStorage", "sessionStorage", "indexedDB", "caches", "navigator", "screen"],
  ...["addEventListener", "removeEventListener", "dispatchEvent", "postMessage", "matchMedia"],
  ...["requestAnimationFrame", "requestIdleCallback", "XMLHttpRequest", "WebSocket", "EventSource", "Worker", "SharedWorker"],
  ...["MutationObserver", "IntersectionObserver", "ResizeObserver", "PerformanceObserver"],
];
if (process.argv.includes("--page")) {
  for (const name of PAGE) Object.defineProperty(globalThis, name, { value: pageThing(name), configurable: true, writable: true });
  for (const name of ["window", "self"]) Object.defineProperty(globalThis, name, { value: globalThis, configurable: true });
}

const TIMERS = ["setTimeout", "setInterval", "setImmediate"];
watch(globalThis, "", [...TIMERS, "queueMicrotask", "fetch", "BroadcastChannel", "MessageChannel", "WebSocket", "EventSource"]);
watch(timers, "timers.", TIMERS);
watch(timersPromises, "timers/promises.");
watch(Promise.prototype, "Promise.prototype.", ["then"]);
watch(Math, "Math.", ["random"]);
watch(globalThis.crypto, "crypto.", ["getRandomValues", "randomUUID"]);
watch(crypto, "crypto.", Object.keys(crypto).filter((name) => /^(random|generate|getRandom|pbkdf2|scrypt)/.test(name)));
const LISTENING = ["on", "once", "addListener", "prependListener", "prependOnceListener"];
watch(process, "process.", [...LISTENING, "nextTick", "emitWarning", "kill", "chdir"]);
watch(process.stdout, "process.stdout.", ["write", ...LISTENING]);
watch(process.stderr, "process.stderr.", ["write", ...LISTENING]);
watch(process.stdin, "process.stdin.", LISTENING);
watch(EventTarget.prototype, "EventTarget.prototype.", ["addEventListener"]);
watch(EventEmitter.prototype, "EventEmitter.prototype.", LISTENING);
watch(fs, "fs.");
watch(fs.promises, "fs.promises.");
watch(child_process, "child_process.");
watch(net, "net.", ["connect", "createConnection", "createServer", "Socket", "Server"]);
watch(dgram, "dgram.", ["createSocket"]);
watch(dns, "dns.", ["lookup", "resolve"]);
watch(http, "http.", ["request", "get", "createServer", "Agent"]);
watch(https, "https.", ["request", "get", "createServer", "Agent"]);
watch(worker_threads, "worker_threads.", ["Worker", "MessageChannel", "BroadcastChannel"]);
module.syncBuiltinESMExports();

const [, , door = ""] = process.argv;
isWatching = true;
await import(door);
isWatching = false;
process.stdout.write(JSON.stringify(calls));
