// SPDX-License-Identifier: Apache-2.0
/** Checks of what arrives from elsewhere: each says whether a value has a shape, and the compiler then knows it too. */

export type Check<T> = (value: unknown) => value is T;
/** What a check lets through. */
export type Checked<C> = C extends Check<infer T> ? T : never;

export const isBoolean: Check<boolean> = (value) => typeof value === 'boolean';

/** @param longest in UTF-16 units */
export function isText(longest: number): Check<string> {
  return (value): value is string => typeof value === 'string' && value.length <= longest;
}

/** A whole number that is exact, from `least` to `most`. */
export function isWhole(least = 0, most = Number.MAX_SAFE_INTEGER): Check<number> {
  return (value): value is number =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

export function isOneOf<const T extends readonly string[]>(...all: T): Check<T[number]> {
  return (value): value is T[number] => typeof value === 'string' && all.includes(value);
}

/** It may be missing. */
export function isMaybe<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

/** @param most elements; what is longer is refused unread */
export function isList<T>(check: Check<T>, most: number): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.length <= most && value.every(check);
}

type Shape = Readonly<Record<string, Check<unknown>>>;

/** An object whose properties pass their checks; what else it has is nobody's concern. */
export function isObject<const S extends Shape>(shape: S): Check<{ readonly [K in keyof S]: Checked<S[K]> }> {
  return (value): value is { readonly [K in keyof S]: Checked<S[K]> } =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(shape).every(([name, check]) => check((value as Readonly<Record<string, unknown>>)[name]));
}

export function isAnyOf<const C extends readonly Check<unknown>[]>(...checks: C): Check<Checked<C[number]>> {
  return (value): value is Checked<C[number]> => checks.some((check) => check(value));
}
