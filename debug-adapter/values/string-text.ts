// SPDX-License-Identifier: Apache-2.0
/** Characters and texts as C literals. */

import type { ValueAccess } from './access';

/** Characters of a text that are shown. */
const MAX_TEXT = 200;

const ESCAPES: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  27: '\\033',
  92: '\\\\',
};

/** `'A'`, `'\n'`, `'\000'`; the code is 0 to 255. */
export function characterLiteral(code: number): string {
  return `'${code === 39 ? "\\'" : escaped(code)}'`;
}

function escaped(code: number): string {
  const isPrintable = code >= 0x20 && code < 0x7f;
  return ESCAPES[code] ?? (isPrintable ? String.fromCharCode(code) : `\\${code.toString(8).padStart(3, '0')}`);
}

/** The text up to its zero byte, quoted; a text without one is shown to its end. */
export function textLiteral(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = end < 0 ? bytes : bytes.subarray(0, end);
  const shown = text.subarray(0, MAX_TEXT);
  return `"${escapedText(shown)}"${text.length > shown.length ? '...' : ''}`;
}

function escapedText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    return Array.from(bytes, (code) => (code === 34 ? '\\"' : escaped(code))).join('');
  }
  return Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    return character === '"' ? '\\"' : code < 0x7f || code === 0x7f ? escaped(code) : character;
  }).join('');
}

/** Undefined when it is no text in UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // Control characters of the second kind would disturb whoever prints them.
    return /[\u0080-\u009f\u2028\u2029]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The text at a guest-virtual address; in its place the address that cannot be read. */
export async function textAt(address: bigint, access: ValueAccess): Promise<string> {
  const bytes = await access.read(address, MAX_TEXT + 1);
  if (bytes.length > MAX_TEXT || bytes.includes(0)) {
    return textLiteral(bytes);
  }
  const end = unreadable(address + BigInt(bytes.length));
  return bytes.length === 0 ? end : `${textLiteral(bytes)}...${end}`;
}

export function unreadable(address: bigint): string {
  return `<cannot read 0x${address.toString(16)}>`;
}
