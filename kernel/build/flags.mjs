// SPDX-License-Identifier: GPL-2.0
/** The compiler flags of the guest software. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** What every guest source is compiled with. Debug information names files relative to the project. (zig cc takes -Og for
 *  -O0: slower code, but every local variable is there; its -O2, and all levels of gcc, are what they say.) */
function commonFlags(optimisation) {
  return [
    optimisation,
    '-g',
    '-gdwarf-4',
    '-std=gnu11',
    '-ffreestanding',
    '-fno-builtin',
    '-fno-pic',
    '-fno-common',
    '-fno-stack-protector',
    '-fno-strict-aliasing',
    '-fno-strict-overflow',
    '-fno-delete-null-pointer-checks',
    // Unwinding is for debuggers alone, so its tables are debug information (.debug_frame) and nothing of the image.
    '-fno-asynchronous-unwind-tables',
    '-fno-unwind-tables',
    '-fno-omit-frame-pointer',
    '-mno-relax',
    `-ffile-prefix-map=${root}=.`,
    // The GNU assembler is told by this one only.
    `-fdebug-prefix-map=${root}=.`,
  ];
}

const WARNINGS = ['-Wall', '-Wextra', '-Wno-unused-parameter', '-Werror=implicit-function-declaration'];

/** @param {string} optimisation @returns {string[]} */
export function bareFlags(optimisation) {
  return [...commonFlags(optimisation), ...WARNINGS];
}

/** @param {string} optimisation @param {string[]} includes folders to search before the project's own @returns {string[]} */
export function userFlags(optimisation, includes) {
  const folders = [...includes, 'kernel/include/uapi'];
  return [...commonFlags(optimisation), ...WARNINGS, ...folders.map((folder) => `-I${folder}`)];
}

/** @returns {{cflags: string[], includes: string[]}} what the runtime asks for beyond that */
function runtimeWishes() {
  const file = join(root, 'kernel', 'runtime', 'flags.json');
  const wishes = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return { cflags: wishes.cflags ?? [], includes: wishes.includes ?? [] };
}

/** @param {string} optimisation @param {string[]} includes folders to search before the project's own @returns {string[]} */
export function kernelFlags(optimisation, includes) {
  const wishes = runtimeWishes();
  const folders = [...includes, 'kernel/include', 'kernel/include/uapi', ...wishes.includes];
  const always = join('kernel', 'include', 'linux', 'kconfig.h');
  return [
    ...commonFlags(optimisation),
    '-D__KERNEL__',
    ...(existsSync(join(root, always)) ? ['-include', always] : []),
    ...folders.map((folder) => `-I${folder}`),
    ...wishes.cflags,
  ];
}
