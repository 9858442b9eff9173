// SPDX-License-Identifier: GPL-2.0
/** Wraps data that an image carries (its device tree, its first file system) into an assembled object. */

import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCompilerAsync } from '../toolchain.mjs';
import { hashOf } from './hash.mjs';
import { cacheFolder } from './paths.mjs';

/**
 * @typedef {object} Blob
 * @property {string} section
 * @property {string} start symbol at the first byte
 * @property {string} end symbol behind the last byte
 * @property {Buffer} content
 */

/** @param {Blob} blob @param {string} file */
function assembly(blob, file) {
  return [
    `\t.section ${blob.section}, "a"`,
    '\t.balign 8',
    `\t.globl ${blob.start}, ${blob.end}`,
    `${blob.start}:`,
    `\t.incbin "${file}"`,
    `${blob.end}:`,
    '\t.balign 8',
    '',
  ].join('\n');
}

/**
 * @param {import('./compile.mjs').Context} context
 * @param {Blob[]} blobs
 * @returns {Promise<string>} the object's path; its name depends on the contents
 */
export async function blobObject(context, blobs) {
  const folder = join(cacheFolder(), 'blobs');
  const names = blobs.map((blob) => [blob.section, blob.start, blob.end].join());
  const key = hashOf(context.compiler.program, ...names, ...blobs.map((blob) => blob.content));
  const object = join(folder, `${key}.o`);
  if (existsSync(object)) {
    return object;
  }
  mkdirSync(folder, { recursive: true });
  const files = blobs.map((blob) => {
    const file = join(folder, `${hashOf(blob.content)}.blob`);
    writeFileSync(file, blob.content);
    return file;
  });
  const source = join(folder, `${key}.S`);
  const texts = blobs.map((blob, index) => assembly(blob, basename(files[index])));
  writeFileSync(source, texts.join(''));
  const temporary = `${object}.${process.pid}.o`;
  const place = { cwd: folder };
  await runCompilerAsync(context.compiler, ['-c', basename(source), '-o', basename(temporary)], place);
  renameSync(temporary, object);
  return object;
}
