import * as v from "valibot";
import { INSPECTOR_LIMITS } from "./limits.ts";

type Schema = v.GenericSchema;

/** Something that can be asked: by what, and how it is answered. */
export interface Topic<P extends Schema = Schema, A extends Schema = Schema> {
  readonly name: string;
  readonly params: P;
  readonly answer: A;
}

/** Something that can also be watched. */
export interface WatchedTopic<P extends Schema = Schema, A extends Schema = Schema, N extends Schema = Schema> extends Topic<P, A> {
  readonly notice: N;
}

/** Something that can be done. */
export interface Command<P extends Schema = Schema, A extends Schema = Schema> extends Topic<P, A> {}

export type ParamsOf<T extends Topic> = v.InferOutput<T["params"]>;
export type AnswerOf<T extends Topic> = v.InferOutput<T["answer"]>;
export type NoticeOf<T extends WatchedTopic> = v.InferOutput<T["notice"]>;

export function topic<P extends Schema, A extends Schema>(name: string, params: P, answer: A): Topic<P, A> {
  return { name, params, answer };
}

export function watchedTopic<P extends Schema, A extends Schema, N extends Schema>(name: string, params: P, answer: A, notice: N): WatchedTopic<P, A, N> {
  return { name, params, answer, notice };
}

/** Which page: after what, as `next` of the page before says, and how many items it may have. */
export const pageParams = {
  after: v.optional(v.pipe(v.string(), v.maxLength(8_192))),
  limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(INSPECTOR_LIMITS.largestPage))),
};

/** A page: it may have fewer items than were asked for, or none, and yet a next one; where there is no `next` it is the last. */
export function pageOf<I extends Schema>(item: I) {
  return v.object({ items: v.array(item), next: v.optional(v.string()) });
}

/** A page of things. */
export interface Page<I> {
  readonly items: readonly I[];
  readonly next?: string;
}
