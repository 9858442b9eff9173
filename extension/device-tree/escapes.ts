// SPDX-License-Identifier: Apache-2.0
/** The bytes that a quoted text stands for. */

const SIMPLE: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['t', 9],
  ['n', 10],
  ['v', 11],
  ['f', 12],
  ['r', 13],
]);

/**
 * Resolves escapes as dtc does (util.c, get_escape_char): those of C, with up to three octal or two hexadecimal digits;
 * any other character stands for itself. Characters beyond ASCII become UTF-8.
 * @returns the bytes without a terminating zero, and a message when an escape is faulty
 */
export function resolveEscapes(text: string): { bytes: Uint8Array; fault?: string } {
  const whole = new TextEncoder().encode(text);
  if (!text.includes('\\')) {
    return { bytes: whole };
  }
  const output: number[] = [];
  let fault: string | undefined;
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '\\') {
      const end = text.indexOf('\\', at);
      const next = end < 0 ? text.length : end;
      appendAll(output, new TextEncoder().encode(text.slice(at, next)));
      at = next;
      continue;
    }
    const numeric = /^(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/.exec(text.slice(at + 1, at + 4));
    if (numeric) {
      output.push(Number.parseInt(numeric[1] ?? numeric[2]!, numeric[1] === undefined ? 8 : 16) & 0xff);
      at += 1 + numeric[0].length;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at + 1) ?? 0x5c);
    if (character === 'x') {
      fault = "'\\x' is not followed by hexadecimal digits";
    }
    const simple = SIMPLE.get(character);
    appendAll(output, simple === undefined ? new TextEncoder().encode(character) : [simple]);
    at += 1 + character.length;
  }
  return fault === undefined ? { bytes: Uint8Array.from(output) } : { bytes: Uint8Array.from(output), fault };
}

function appendAll(output: number[], bytes: Iterable<number>): void {
  for (const byte of bytes) {
    output.push(byte);
  }
}
