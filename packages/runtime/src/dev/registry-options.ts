import { actorError } from "../errors/actor-error.ts";
import { isPlainObject } from "../value/kind.ts";
import { nearest } from "./nearest.ts";

/** Whether a value will do, and what it must be. */
type Rule = readonly [fits: (value: unknown) => boolean, what: string];
interface Shape {
  readonly [key: string]: Rule | Shape;
}

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
const STORAGE = ["get", "list", "write", "close"];
const LOGGER = ["trace", "debug", "info", "warn", "error", "fatal", "child"];

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const has = (methods: readonly string[]) => (value: unknown): boolean =>
  typeof value === "object" && value !== null && methods.every((name) => typeof Reflect.get(value, name) === "function");

function isRate(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const { perSecond, burst, ...others } = value;
  const isFrom = (least: number, given: unknown): boolean => Number.isFinite(given) && Number(given) >= least;
  return isFrom(0, perSecond) && perSecond !== 0 && isFrom(2, burst) && Object.keys(others).length === 0;
}

const within = (least: number, most: number): Rule => [
  (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  most === Number.MAX_SAFE_INTEGER ? `a whole number from ${least}` : `a whole number from ${least} to ${most}`,
];

const text: Rule = [isText, "a text that is not empty"];
const path: Rule = [(value) => isText(value) && value.startsWith("/") && !/[?#\s]/.test(value), 'a path that begins with "/"'];
const bytes = within(1, Number.MAX_SAFE_INTEGER);

const SHAPE: Shape = {
  logging: {
    level: [(value) => LEVELS.some((level) => level === value), `one of ${LEVELS.join(", ")}`],
    baseLogger: [has(LOGGER), `a logger, with ${LOGGER.join(", ")}`],
  },
  storage: [(value) => has(STORAGE)(value) || has(["then"])(value), `a storage, with ${STORAGE.join(", ")}, or a promise of one`],
  token: text,
  inspector: {
    enabled: [(value) => typeof value === "boolean", "true or false"],
    token: [(value) => typeof value === "function", "a function that gives a text"],
  },
  noWelcome: [(value) => typeof value === "boolean", "true or false"],
  managerPort: within(0, 65_535),
  managerHost: text,
  managerBasePath: path,
  serverless: { basePath: path },
  runner: { version: within(0, Number.MAX_SAFE_INTEGER) },
  maxIncomingMessageSize: bytes,
  maxOutgoingMessageSize: bytes,
  rateLimit: [(value) => value === false || isRate(value), "{ perSecond, burst }, numbers above 0 and from 2 on, or false"],
};

/**
 * What a registry goes by, checked to the last value. `where`: what it was given to. Throws `definition/invalid`, with the path of what
 * is wrong, and for an unknown key with the one that was probably meant.
 */
export function requireRegistryOptions(where: string, given: unknown): void {
  check(where, "", given, SHAPE);
}

function check(where: string, at: string, given: unknown, shape: Shape): void {
  const name = at === "" ? where : `${where}: ${at}`;
  if (!isPlainObject(given)) throw actorError("definition/invalid", `${name} must be an object.`);
  const known = Object.keys(shape);
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const close = nearest(key, known);
    throw actorError("definition/invalid", `${name} has no ${key}. ${close === null ? `It takes ${known.join(", ")}.` : `Did you mean ${close}?`}`);
  }
  for (const [key, rule] of Object.entries(shape)) {
    const value = given[key];
    const own = at === "" ? key : `${at}.${key}`;
    if (value === undefined) continue;
    if (!isRule(rule)) check(where, own, value, rule);
    else if (!rule[0](value)) throw actorError("definition/invalid", `${where}: ${own} must be ${rule[1]}.`);
  }
}

function isRule(part: Rule | Shape): part is Rule {
  return Array.isArray(part);
}
