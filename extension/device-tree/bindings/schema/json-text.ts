// SPDX-License-Identifier: Apache-2.0
/** JSON text that keeps integers of 64 bits: those that a double cannot hold are written as an object of one key. */

import { isObject, type Json } from './json';

const INTEGER = '$integer';

export function writeJson(value: Json): string {
  return JSON.stringify(value, (_, each: Json) => (typeof each === 'bigint' ? { [INTEGER]: String(each) } : each));
}

/** @throws SyntaxError when the text is not JSON */
export function readJson(text: string): Json {
  if (!text.includes(`"${INTEGER}"`)) {
    return JSON.parse(text);
  }
  return JSON.parse(text, (_, each: Json) => {
    const digits = isObject(each) && Object.keys(each).length === 1 ? each[INTEGER] : undefined;
    return typeof digits === 'string' ? BigInt(digits) : each;
  });
}
