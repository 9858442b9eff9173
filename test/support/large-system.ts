// SPDX-License-Identifier: Apache-2.0
/**
 * A system that is as large as people's get: two Linux backends with eight device models each, and two frontends of 32
 * vCPUs, every one of which asks for registers for ever. Nearly always 64 requests are open.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSystem } from './kernel-build';
import { assemble, type Line } from './riscv-assembler';
import { systemFiles } from './variants';

/** CPUs of the platform that it needs; as many slots has the hypervisor's request pool. */
export const LARGE_PLATFORM = 'qemu-riscv64-virt-smp66';

const MODELS = 8;
const VCPUS = 32;
const MEBIBYTE = 0x10_0000;
const IMAGE = 0x9020_0000;
const REGISTERS = 0xa00_0000;
/** Bao takes the address after a device for a part of it, so that devices must not touch. */
const REGISTERS_STRIDE = 0x400;

/** Starts the other vCPUs; each loads registers of one device, the same one in turn. */
const FRONTEND: readonly Line[] = [
  ['addi', 's0', 'a0', 0],
  ['addi', 's1', 'zero', 1],
  ['addi', 's2', 'zero', VCPUS],
  'next:',
  ['bge', 's1', 's2', '@first'],
  // SBI HSM: hart_start(hart, address, opaque).
  ['lui', 'a7', 0x485],
  ['addi', 'a7', 'a7', 0x34d],
  ['addi', 'a6', 'zero', 0],
  ['addi', 'a0', 's1', 0],
  ['auipc', 'a1', 0],
  ['addi', 'a1', 'a1', '@work'],
  ['addi', 'a1', 'a1', 4],
  ['ecall'],
  ['addi', 's1', 's1', 1],
  ['jal', 'zero', '@next'],
  'first:',
  ['addi', 'a0', 's0', 0],
  'work:',
  ['andi', 't0', 'a0', MODELS - 1],
  ['slli', 't0', 't0', Math.log2(REGISTERS_STRIDE)],
  ['lui', 't1', REGISTERS >> 12],
  ['add', 't0', 't0', 't1'],
  'again:',
  ['lw', 't2', 't0', 0],
  ['jal', 'zero', '@again'],
];

/** @param folder empty, for sources and output @returns the path of its config.c */
export async function buildLargeSystem(folder: string): Promise<string> {
  const source = join(folder, 'large');
  mkdirSync(source, { recursive: true });
  for (const [file, text] of await systemFiles(largeModel())) {
    writeFileSync(join(source, file), file === 'system.json' ? kernelsOnly(text) : text);
  }
  const { config, folder: out } = await buildSystem(source, { out: join(folder, 'out'), log: () => {} });
  for (const name of ['front0', 'front1']) {
    writeFileSync(join(out, `${name}.bin`), assemble(FRONTEND).bytes);
  }
  return config;
}

/** The frontends are made here. */
function kernelsOnly(text: string): string {
  const description = JSON.parse(text) as { images: Record<string, { kind: string }> };
  const kernels = Object.entries(description.images).filter(([, { kind }]) => kind === 'kernel');
  return JSON.stringify({ ...description, images: Object.fromEntries(kernels) });
}

function largeModel(): object {
  const sides = [0, 1];
  return {
    title: 'Large system',
    partitions: [...sides.map(backend), ...sides.map(frontend)],
    channels: sides.flatMap((side) => Array.from({ length: MODELS }, (_, index) => channel(side, index))),
    shmems: Array.from({ length: 2 * MODELS }, () => ({ size: MEBIBYTE })),
  };
}

const COMMON = { image: IMAGE, plic: 0x0c00_0000, uart: 0x1000_0000, bootargs: '', ipcs: [] };

function backend(side: number): object {
  const ram = { base: 0x9000_0000, size: 128 * MEBIBYTE };
  // The serial port's interrupt can be one partition's only.
  const more = { uartInterrupt: side === 0, script: ['start'], program: '' };
  return { ...COMMON, ...more, name: `back${side}`, kind: 'kernel', cpus: 1, affinity: 1 << side, ram };
}

function frontend(side: number): object {
  const ram = { base: 0x9000_0000, size: 8 * MEBIBYTE };
  const more = { uartInterrupt: false, script: [], program: '' };
  return { ...COMMON, ...more, name: `front${side}`, kind: 'bare', cpus: VCPUS, affinity: 0, ram };
}

function channel(side: number, index: number): object {
  const number = side * MODELS + index;
  return {
    ...{ name: `device${number}`, type: 'console', backend: `back${side}`, frontend: `front${side}` },
    ...{ bindKey: number + 1, backendInterrupt: 40 + index, frontendInterrupt: 60 + index },
    shmem: { base: 0xd000_0000 + index * MEBIBYTE, size: MEBIBYTE, id: number },
    va: REGISTERS + index * REGISTERS_STRIDE,
  };
}
