// SPDX-License-Identifier: Apache-2.0
/** VM_IMAGE(name, path): the images that Bao's build embeds with the assembler's .incbin. */

import type { EmbeddedImage } from './config';
import type { Cursor } from './cursor';
import { type DiagnosticList, shorten } from './diagnostics';
import { replaceEscapes } from './integer';
import { locate } from './locate';
import { rangeOf } from './source';
import { type Token, useOf } from './token';

/** Reads `__bao_image("name", "path as the assembler sees it")`; the cursor stands at the word. Throws SyntaxProblem. */
export function readImage(
  cursor: Cursor,
  diagnostics: DiagnosticList,
  known: ReadonlyMap<string, EmbeddedImage>,
): EmbeddedImage {
  const first = cursor.next();
  cursor.expect('(', 'after VM_IMAGE');
  const name = cursor.next();
  cursor.expect(',', 'after the name of the image');
  const path = cursor.next();
  const last = cursor.expect(')', 'after the path of the image');
  const image = {
    name: name.text.slice(1, -1),
    path: locate(assemblerString(path, diagnostics), { first: path, last: path }),
    range: rangeOf(useOf(first, last)),
  };
  if (!/^[A-Za-z_$][\w$]*$/.test(image.name)) {
    const message = `'${shorten(image.name)}' cannot be an image's name; use letters, digits and _`;
    diagnostics.error('config-image-name', message, name.use);
  } else if (known.has(image.name)) {
    const message = `there are two VM_IMAGEs named '${shorten(image.name)}'; rename one`;
    diagnostics.error('config-duplicate', message, name.use);
  }
  return image;
}

/** The path inside the one string, or several, that XSTR has made a string of once more. */
function assemblerString(token: Token, diagnostics: DiagnosticList): string {
  const text = replaceEscapes(token.text.slice(1, -1)).trim();
  const strings = [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)];
  if (strings.length === 0 || text.replace(/"((?:[^"\\]|\\.)*)"/g, '').trim() !== '') {
    const shown = text === '' ? 'nothing' : shorten(text);
    const message = `the path of an image is a string, not ${shown}; write XSTR(path) or "path"`;
    diagnostics.error('config-image-path', message, token.use);
    return text;
  }
  const path = strings.map((string) => replaceEscapes(string[1]!)).join('');
  if (path === '') {
    diagnostics.error('config-image-path', 'the path of this image is empty', token.use);
  }
  return path;
}
