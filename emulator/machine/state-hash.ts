// SPDX-License-Identifier: Apache-2.0
/** A digest of a machine for comparing runs. Not cryptographic: two FNV-like sums over 32-bit words. */

import type { HartCore } from '../hart/hart-core';
import { HART_EXIT_CAUSE, HART_PRIVILEGE } from '../hart/layout';

const CHUNK = 0x1_0000;

interface MappedVm {
  readonly id: number;
  readonly started: boolean;
  readonly config: {
    readonly platform: {
      readonly regions: readonly { base: { value: bigint }; size: { value: bigint } }[];
      readonly ipcs: readonly { base: { value: bigint }; size: { value: bigint } }[];
      readonly remioDevs: readonly { shmem: { base: { value: bigint }; size: { value: bigint } } }[];
    };
  };
}

class Digest {
  #first = 0x811c_9dc5 | 0;
  #second = 0x0123_4567;

  word(value: number): void {
    this.#first = Math.imul(this.#first ^ value, 0x0100_0193);
    this.#second = Math.imul((this.#second << 5) ^ (this.#second >>> 27) ^ value, 0x85eb_ca6b);
  }

  text(): string {
    const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
    return hex(this.#first) + hex(this.#second);
  }
}

/** Digest of the plain state, every hart's registers, and all guest memory that is not zero. */
export function hashState(core: HartCore, state: string, vms: readonly MappedVm[]): string {
  const digest = new Digest();
  for (let index = 0; index < state.length; index++) {
    digest.word(state.charCodeAt(index));
  }
  for (let hart = 0; hart < core.options.hartCount; hart++) {
    hashRegisters(core, hart, digest);
  }
  for (const vm of vms) {
    hashMemory(core, vm, digest);
  }
  return digest.text();
}

/** General registers, pc, instruction count, privilege and CSRs; not what only describes the last slice. */
function hashRegisters(core: HartCore, hart: number, digest: Digest): void {
  const words = new Int32Array(core.memory.buffer, core.hartBlock(hart), HART_EXIT_CAUSE / 4);
  for (const [index, word] of words.entries()) {
    const offset = index * 4;
    const transient = offset >= 272 && offset < HART_PRIVILEGE - 4;
    const timeBase = offset >= 288 && offset < 296;
    if (!transient && !timeBase) {
      digest.word(word);
    }
  }
}

function hashMemory(core: HartCore, vm: MappedVm, digest: Digest): void {
  const { regions, ipcs, remioDevs } = vm.config.platform;
  const ranges = vm.started ? [...regions, ...ipcs, ...remioDevs.map((device) => device.shmem)] : [];
  for (const { base, size } of ranges) {
    for (let offset = 0n; offset < size.value; offset += BigInt(CHUNK)) {
      const pa = core.translateGuestPhysical(vm.id, base.value + offset);
      if (pa === undefined) {
        continue;
      }
      const left = size.value - offset;
      const bytes = core.readPhysical(pa, left < BigInt(CHUNK) ? Number(left & ~3n) : CHUNK);
      hashWords(
        new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2),
        Number(offset / BigInt(CHUNK)),
        digest,
      );
    }
  }
}

function hashWords(words: Int32Array, chunk: number, digest: Digest): void {
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word !== 0) {
      digest.word(chunk);
      digest.word(index);
      digest.word(word);
    }
  }
}
