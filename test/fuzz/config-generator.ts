// SPDX-License-Identifier: Apache-2.0
/** Makes texts that are nearly configurations: grown from a grammar, or broken copies of good ones. */

import type { SeededRandom } from '../support/random';

const WORDS = [
  '.',
  ',',
  ';',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '=',
  '#',
  '##',
  '...',
  '&',
  '*',
  '+',
  '-',
  '~',
  '!',
  '?',
  ':',
  '<<',
  '/',
  '%',
  '\n',
  '\\\n',
  '"',
  "'",
  '/*',
  '*/',
  '//',
  '\n#define ',
  '\n#if ',
  '\n#else\n',
  '\n#endif\n',
  '\n#undef ',
  '\n#include "',
  '\n#ifdef ',
  'struct config config = {',
  'struct ',
  'enum {',
  'static ',
  'const ',
  'int ',
  'sizeof',
  'sizeof(',
  'defined(',
  '__VA_ARGS__',
  '__VA_OPT__(',
  'VM_IMAGE(',
  'VM_IMAGE_BUILTIN(',
  'VM_IMAGE_LOADED(',
  'VM_IMAGE_OFFSET(',
  'VM_IMAGE_SIZE(',
  'XSTR(',
  'STR(',
  'CONFIG_HEADER',
  'ALIGN(',
  '(struct vm_config[]) {',
  '(struct vm_mem_region[])',
  '(irqid_t[]) {',
  '(size_t)',
  '&(struct ipc)',
  '.vmlist = ',
  '.vmlist_size = ',
  '.shmemlist = (struct shmem[]) {',
  '.platform = {',
  '.regions = ',
  '.devs = ',
  '.ipcs = ',
  '.remio_devs = ',
  '.arch.irqc.plic.base = ',
  '.interrupts = ',
  '.image = ',
  '[0] = ',
  '[1000000000] = ',
  '[0 ... 4095] = ',
  '[-1] =',
  'M0',
  'M1',
  'M2',
  'F0(',
  'F1(',
  'true',
  'NULL',
  '__attribute__((',
  'typedef ',
  'asm(',
  '0x',
  '0',
  '1',
  '08',
  '1e9',
  "'a'",
  '"s"',
  '\u0000',
  '\u00e9',
  '\ufeff',
  '\r',
  '\r\n',
  '$',
  '@',
  '`',
];
const NUMBERS = [
  '0',
  '1',
  '-1',
  '0xffffffff',
  '0x80000000',
  '4096',
  '0xffffffffffffffffUL',
  '1UL << 63',
  '1 << 31',
  '1 / 0',
  '99999999999999999999',
];
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  config: ['shmemlist_size', 'shmemlist', 'vmlist_size', 'vmlist', 'hyp'],
  shmemlist: ['size', 'colors', 'place_phys', 'phys', 'base'],
  vmlist: ['image', 'entry', 'cpu_affinity', 'colors', 'platform'],
  image: ['base_addr', 'load_addr', 'size', 'separately_loaded', 'inplace'],
  platform: [
    'cpu_num',
    'region_num',
    'regions',
    'ipc_num',
    'ipcs',
    'dev_num',
    'devs',
    'remio_dev_num',
    'remio_devs',
    'arch',
    'mmu',
  ],
  regions: ['base', 'size', 'colors', 'place_phys', 'phys'],
  ipcs: ['base', 'size', 'shmem_id', 'interrupt_num', 'interrupts'],
  devs: ['pa', 'va', 'size', 'interrupt_num', 'interrupts', 'id'],
  remio_devs: ['va', 'size', 'interrupt', 'bind_key', 'type', 'shmem'],
  shmem: ['base', 'size', 'shmem_id'],
  arch: ['irqc', 'gic', 'plic_base', 'anything'],
};
const TYPES: Readonly<Record<string, string>> = {
  shmemlist: 'struct shmem',
  vmlist: 'struct vm_config',
  regions: 'struct vm_mem_region',
  ipcs: 'struct ipc',
  devs: 'struct vm_dev_region',
  remio_devs: 'struct remio_dev',
  interrupts: 'irqid_t',
};

/** Grows configurations; macros and lists that it invents on the way are written in front. */
export class ConfigGrammar {
  private readonly before: string[] = [];
  private names = 0;
  private budget = 400;

  constructor(private readonly random: SeededRandom) {}

  file(): string {
    const config = `struct config config = ${this.struct('config', 0)};\n`;
    const images = ['a', 'b'].map((name) => `VM_IMAGE(${name}, XSTR(${name}.bin))\n`);
    return `#include <config.h>\n${images.join('')}${this.before.join('\n')}\n${config}`;
  }

  private struct(kind: string, depth: number): string {
    const fields = FIELDS[kind] ?? [];
    const count = this.budget > 0 ? this.random.below(fields.length + 3) : 0;
    const items = Array.from({ length: count }, () => this.field(fields, depth));
    return `{ ${items.join(', ')}${this.random.chance(30) ? ',' : ''} }`;
  }

  private field(fields: readonly string[], depth: number): string {
    this.budget--;
    const name = this.random.chance(2) ? 'unknown' : this.random.pick(fields.length > 0 ? fields : ['x']);
    const value = this.value(name, depth + 1);
    const text = this.random.chance(90) ? `.${name} = ${value}` : value;
    return this.random.chance(15) ? this.asMacro(text) : text;
  }

  private asMacro(text: string): string {
    const name = `M${this.names++}`;
    const body = text.replaceAll('\n', ' ');
    if (this.random.chance(50)) {
      this.before.push(`#define ${name} ${body}`);
      return name;
    }
    this.before.push(`#define ${name}(...) ${body} __VA_ARGS__`);
    return `${name}()`;
  }

  private value(name: string, depth: number): string {
    const type = TYPES[name];
    if (type !== undefined && depth < 8) {
      return this.list(name, type, depth);
    }
    if (FIELDS[name] !== undefined && depth < 8) {
      return name === 'image' && this.random.chance(60) ? this.image() : this.struct(name, depth);
    }
    return this.expression(3);
  }

  private image(): string {
    const name = this.random.pick(['a', 'b', 'c']);
    return this.random.pick([`VM_IMAGE_BUILTIN(${name}, ${this.expression(1)})`, 'VM_IMAGE_LOADED(1, 2, 3)']);
  }

  private list(name: string, type: string, depth: number): string {
    const element = (): string => (name === 'interrupts' ? this.expression(2) : this.struct(name, depth));
    const count = this.random.below(4);
    const items = Array.from({ length: count }, () => {
      const place = this.random.chance(15)
        ? `[${this.random.below(6)}${this.random.chance(20) ? ' ... 7' : ''}] = `
        : '';
      return place + element();
    });
    if (this.random.chance(20)) {
      const variable = `list${this.names++}`;
      this.before.push(`${type} ${variable}[] = { ${items.join(', ')} };`);
      return variable;
    }
    return `(${type}[]) { ${items.join(', ')} }`;
  }

  private expression(depth: number): string {
    if (depth === 0 || this.random.chance(60)) {
      return this.random.chance(85) ? `0x${this.random.below(0x7fffffff).toString(16)}` : this.random.pick(NUMBERS);
    }
    const operator = this.random.pick([
      '+',
      '-',
      '*',
      '/',
      '%',
      '<<',
      '>>',
      '&',
      '|',
      '^',
      '&&',
      '||',
      '==',
      '<',
      '? 1 :',
    ]);
    const inner = `${this.expression(depth - 1)} ${operator} ${this.expression(depth - 1)}`;
    return this.random.pick([inner, `(${inner})`, `(size_t)(${inner})`, `~(${inner})`]);
  }
}

/** Breaks a text in a few places. */
export function mutate(text: string, other: string, random: SeededRandom): string {
  let result = text;
  for (let round = 1 + random.below(6); round > 0; round--) {
    result = mutateOnce(result, other, random);
  }
  return result.slice(0, 100_000);
}

function mutateOnce(text: string, other: string, random: SeededRandom): string {
  const at = random.below(text.length + 1);
  const length = 1 + random.below(random.chance(80) ? 12 : 400);
  const head = text.slice(0, at);
  const tail = text.slice(at);
  switch (random.below(8)) {
    case 0:
      return head + tail.slice(length);
    case 1:
      return head + tail.slice(0, length).repeat(1 + random.below(4)) + tail;
    case 2:
      return head;
    case 3: {
      const from = random.below(other.length);
      return head + other.slice(from, from + length * 4) + tail;
    }
    case 4:
      return text.replace(/\b(0x[0-9a-f]+|[0-9]+)\b/gi, (number) => (random.chance(5) ? random.pick(NUMBERS) : number));
    case 5:
      return head + String.fromCharCode(random.below(0x250)) + tail;
    default:
      return head + random.pick(WORDS) + tail;
  }
}
