// SPDX-License-Identifier: Apache-2.0
/** Copies of driver sources in the layout of a kernel tree, with small changes and with the kernel-side test actor. */

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../support/requirements';

/** Replaces one piece of text, which must occur exactly once, in a file of the tree. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const kernel = join(projectRoot, 'kernel');
const DRIVERS = 'drivers/virt/bao';
const COPIES: readonly (readonly [string, string])[] = [
  ['drivers/bao/io-dispatcher', `${DRIVERS}/io-dispatcher`],
  ['drivers/bao/ipcshmem', `${DRIVERS}/ipcshmem`],
  ['include/linux/bao.h', 'include/linux/bao.h'],
  ['include/uapi/linux/bao.h', 'include/uapi/linux/bao.h'],
  ['include/asm/bao.h', 'arch/riscv/include/asm/bao.h'],
];

/** Writes our own drivers as a kernel tree. */
export function writeOwnTree(folder: string): void {
  for (const [from, to] of COPIES) {
    cpSync(join(kernel, from), join(folder, to), { recursive: true });
  }
}

/** Adds the driver /dev/kernel-actor to a tree. */
export function addKernelActor(folder: string): void {
  cpSync(join(kernel, 'tests', 'kernel-actor'), join(folder, DRIVERS, 'kernel-actor'), { recursive: true });
}

/** @throws Error when the text is not there, or there more than once: then the edit no longer means anything */
export function applyEdits(folder: string, edits: readonly Edit[]): void {
  for (const edit of edits) {
    const file = join(folder, edit.file);
    const pieces = readFileSync(file, 'utf8').split(edit.from);
    if (pieces.length !== 2) {
      throw new Error(`${edit.file}: expected once, found ${pieces.length - 1} times:\n${edit.from}`);
    }
    writeFileSync(file, pieces.join(edit.to));
  }
}
