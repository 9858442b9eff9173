// SPDX-License-Identifier: GPL-2.0
/** The example systems with their addresses, numbers, orders and delays drawn from a seed. */

import { Random } from './random.mjs';

const MEBIBYTE = 0x100000;

/** Interrupts that a channel may have: above those of the platform's devices in use, within the eight bits of Bao's messages. */
const LOWEST_INTERRUPT = 11;
const HIGHEST_INTERRUPT = 255;

/**
 * @param {Random} random
 * @param {Partial<import('./model.mjs').Partition> & {name: string}} wanted
 * @returns {import('./model.mjs').Partition}
 */
function partition(random, wanted) {
  const kind = wanted.kind ?? 'bare';
  const base = random.pick([0x40000000, 0x80000000, 0x90000000, 0x98000000, 0xa0000000, 0x240000000]);
  return {
    kind,
    program: '',
    cpus: 1,
    affinity: 0,
    ram: { base, size: (kind === 'kernel' ? random.pick([32, 64, 128]) : random.pick([8, 16, 32])) * MEBIBYTE },
    image: base + random.pick([0x200000, 0x400000, 0x601000]),
    plic: random.pick([0x0c000000, 0x08000000, 0x2c000000]),
    uart: random.pick([0x10000000, 0x1c010000]),
    uartInterrupt: kind === 'kernel',
    bootargs: '',
    script: [],
    ipcs: [],
    ...wanted,
  };
}

/** Gives each partition physical CPUs of its own. @param {Random} random @param {import('./model.mjs').Partition[]} partitions */
function assignCpus(random, partitions) {
  const cpus = random.shuffle([0, 1, 2, 3]);
  for (const each of partitions) {
    each.affinity = cpus.splice(0, each.cpus).reduce((mask, cpu) => mask | (1 << cpu), 0);
  }
}

/**
 * @param {Random} random
 * @param {{name: string, type: 'console' | 'block', frontend: string}[]} wanted
 * @returns {import('./model.mjs').Channel[]}
 */
function channels(random, wanted) {
  const keys = random.distinct(wanted.length, 1, 255);
  const backendInterrupts = random.distinct(wanted.length, LOWEST_INTERRUPT, HIGHEST_INTERRUPT);
  const bases = random.shuffle([0x50000000, 0x58000000, 0xd0000000, 0xe0100000, 0x180000000]);
  const ids = random.shuffle(wanted.map((_, index) => index));
  return random.shuffle(wanted).map((each, index) => ({
    ...each,
    backend: 'backend',
    bindKey: keys[index],
    shmem: { base: bases[index], size: random.pick([1, 2]) * MEBIBYTE, id: ids[index] },
    va: random.pick([0x0a000000, 0x0a000000, 0x1a0000000]) + 0x200 * random.below(0x80),
    backendInterrupt: backendInterrupts[index],
    frontendInterrupt: random.distinct(1, LOWEST_INTERRUPT, HIGHEST_INTERRUPT)[0],
  }));
}

/** One entry each, as large as the channel says, and one that nobody uses. @param {Random} random @param {{shmem: {size: number, id: number}}[]} list */
function sharedMemories(random, list) {
  const shmems = list.map(({ shmem }) => shmem).sort((a, b) => a.id - b.id);
  return [...shmems.map(({ size }) => ({ size })), ...(random.below(2) ? [{ size: 0x10000 }] : [])];
}

/** The backend comes up late, or the frontend touches its device late. @param {Random} random */
function delays(random) {
  const late = random.below(3);
  return {
    script: [...(late === 1 ? [`sleep ${10 + random.below(90)}`] : []), 'start'],
    bootargs: late === 2 ? `delay=${100 + random.below(200)} ` : '',
  };
}

/** @param {number} seed @returns {import('./model.mjs').SystemModel} */
function remioConsole(seed) {
  const random = new Random(seed);
  const { script, bootargs } = delays(random);
  const partitions = random.shuffle([
    partition(random, { name: 'backend', kind: 'kernel', script }),
    partition(random, { name: 'frontend', program: 'virtio-console', bootargs: `${bootargs}lines=3` }),
  ]);
  assignCpus(random, partitions);
  const list = channels(random, [{ name: 'console', type: 'console', frontend: 'frontend' }]);
  return { title: `Console system, variant ${seed}`, partitions, channels: list, shmems: sharedMemories(random, list) };
}

/** @param {number} seed @returns {import('./model.mjs').SystemModel} */
function remioDual(seed) {
  const random = new Random(seed);
  const { script, bootargs } = delays(random);
  const partitions = random.shuffle([
    partition(random, { name: 'backend', kind: 'kernel', script }),
    partition(random, { name: 'terminal', program: 'virtio-console', bootargs: `${bootargs}lines=3` }),
    partition(random, { name: 'storage', program: 'virtio-block-smp', cpus: 2, bootargs: 'sectors=4' }),
  ]);
  assignCpus(random, partitions);
  const list = channels(random, [
    { name: 'console', type: 'console', frontend: 'terminal' },
    { name: 'disk', type: 'block', frontend: 'storage' },
  ]);
  return { title: `Dual system, variant ${seed}`, partitions, channels: list, shmems: sharedMemories(random, list) };
}

/** @param {number} seed @returns {import('./model.mjs').SystemModel} */
function ipc(seed) {
  const random = new Random(seed);
  const script = ['ipc-wait 0', 'ipc-write 0 hello from linux', 'ipc-wait 0'];
  const half = random.pick([0x1000, 0x2000, 0x4000]);
  const [low, high] = random.shuffle([0, half]).map((offset) => ({ offset, size: half }));
  const shmemId = random.below(2);
  /** @param {{offset: number, size: number}} read @param {{offset: number, size: number}} write */
  const end = (read, write) => ({
    base: random.pick([0xf0000000, 0xe8000000, 0x60000000, 0x190000000]),
    size: 2 * half,
    shmemId,
    interrupt: random.distinct(1, LOWEST_INTERRUPT, HIGHEST_INTERRUPT)[0],
    read,
    write,
  });
  const bootargs = random.below(2) ? `delay=${random.below(100)} replies=1` : 'replies=1';
  const partitions = random.shuffle([
    partition(random, { name: 'linuxvm', kind: 'kernel', script, ipcs: [end(low, high)] }),
    partition(random, { name: 'peer', program: 'ipc-peer', bootargs, ipcs: [end(high, low)] }),
  ]);
  assignCpus(random, partitions);
  const shmems = [{ size: 0x10000 }, { size: 0x10000 }].slice(0, shmemId + 1);
  return { title: `Channel system, variant ${seed}`, partitions, channels: [], shmems };
}

const GENERATORS = { 'remio-console': remioConsole, 'remio-dual': remioDual, ipc };

/**
 * @param {string} system an example system with variants
 * @param {number} seed
 * @returns {import('./model.mjs').SystemModel} the same for the same seed
 */
export function variantModel(system, seed) {
  const generator = GENERATORS[/** @type {keyof typeof GENERATORS} */ (system)];
  if (!generator) {
    throw new Error(`the system ${system} has no variants`);
  }
  return generator(seed);
}
