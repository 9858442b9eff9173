// SPDX-License-Identifier: Apache-2.0
/** Bindings as data: JSON values, with integers beyond 2^53 as bigint so that 64-bit limits stay exact. */

export type Json = null | boolean | number | bigint | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

/** A JSON schema, draft 2019-09: `true` allows everything, `false` nothing. */
export type Schema = boolean | JsonObject;

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSchema(value: Json | undefined): value is Schema {
  return typeof value === 'boolean' || isObject(value);
}

/** The value of a key that a file may choose, never something inherited. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The object under a key; undefined when there is none, or something else. */
export function objectAt(object: JsonObject, key: string): JsonObject | undefined {
  const value = own(object, key);
  return isObject(value) ? value : undefined;
}

/** The list under a key; undefined when there is none, or something else. */
export function listAt(object: JsonObject, key: string): Json[] | undefined {
  const value = own(object, key);
  return Array.isArray(value) ? value : undefined;
}

/** The subschemas in the list under a key. */
export function schemasAt(object: JsonObject, key: string): Schema[] {
  return (listAt(object, key) ?? []).filter(isSchema);
}

export function isInteger(value: Json | undefined): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value);
}

/** Counts are small whole numbers; anything else is no count. */
export function countAt(object: JsonObject, key: string): number | undefined {
  const value = own(object, key);
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}
