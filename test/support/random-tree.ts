// SPDX-License-Identifier: Apache-2.0
/** Makes random device-tree sources for tests: everything the language has, valid most of the time. */

import type { SeededRandom } from './random';

const NAMES = [
  'reg',
  'status',
  'compatible',
  'us',
  'tatus',
  '#address-cells',
  'a,b',
  'x.y',
  'phandle-like',
  'interrupts',
];

/** A whole source. About one in ten has a fault that both compilers must refuse. */
export function randomSource(random: SeededRandom): string {
  return new SourceMaker(random).make();
}

class SourceMaker {
  private readonly labels: string[] = [];
  private readonly paths: string[] = ['/'];

  constructor(private readonly random: SeededRandom) {}

  make(): string {
    const { random } = this;
    const parts = ['/dts-v1/;'];
    for (let i = random.below(3); i > 0; i--) {
      parts.push(`/memreserve/ ${this.integer(64)} ${this.integer(64)};`);
    }
    parts.push(`/ ${this.body('', 0)}`);
    for (let i = random.below(6); i > 0; i--) {
      parts.push(this.furtherItem());
    }
    return `${parts.join('\n')}\n`;
  }

  private furtherItem(): string {
    const { random } = this;
    const label = this.labels.length > 0 ? random.pick(this.labels) : 'missing';
    switch (random.below(7)) {
      case 0:
        return `/ ${this.body('', 1)}`;
      case 1:
        return `/delete-node/ &${label};`;
      case 2:
        return `/omit-if-no-ref/ &${label};`;
      case 3:
        return `&{${random.pick(this.paths)}} ${this.body(undefined, 2)}`;
      case 4:
        return `${this.newLabel()}: &${label} ${this.body(undefined, 2)}`;
      default:
        return `&${label} ${this.body(undefined, 2)}`;
    }
  }

  private newLabel(): string {
    const label = `l${this.labels.length}`;
    this.labels.push(label);
    return label;
  }

  /** @param path the path of the node, undefined when it is not known */
  private body(path: string | undefined, depth: number): string {
    const { random } = this;
    const lines: string[] = [];
    const used = new Set<string>();
    for (let i = random.below(5); i > 0; i--) {
      const name = random.pick(NAMES);
      if (!used.has(name) || random.chance(2)) {
        used.add(name);
        lines.push(this.property(name));
      }
    }
    for (let i = depth < 4 ? random.below(4) : 0; i > 0; i--) {
      const name = this.nodeName();
      if (!used.has(name) || random.chance(2)) {
        used.add(name);
        lines.push(this.child(path, name, depth));
      }
    }
    return `{\n${lines.join('\n')}\n};`;
  }

  private nodeName(): string {
    const base = this.random.pick(['cpus', 'soc', 'uart', 'node', 'a-b', 'memory']);
    return this.random.chance(60) ? `${base}@${this.random.below(4)}` : base;
  }

  private child(path: string | undefined, name: string, depth: number): string {
    const { random } = this;
    if (random.chance(7)) {
      return `/delete-node/ ${name};`;
    }
    const full = path === undefined ? undefined : `${path}/${name}`;
    if (full !== undefined) {
      this.paths.push(full);
    }
    const label = random.chance(50) ? `${this.newLabel()}: ` : '';
    const omit = random.chance(7) ? '/omit-if-no-ref/ ' : '';
    return `${omit}${label}${name} ${this.body(full, depth + 1)}`;
  }

  private property(name: string): string {
    const { random } = this;
    if (random.chance(8)) {
      return `/delete-property/ ${name};`;
    }
    if (random.chance(10)) {
      return `${name};`;
    }
    const values = Array.from({ length: 1 + random.below(3) }, () => this.value());
    return `${name} = ${values.join(', ')};`;
  }

  private value(): string {
    const { random } = this;
    switch (random.below(6)) {
      case 0:
        return random.pick([
          '"okay"',
          '""',
          '"a\\tb\\x41\\101\\"\\\\"',
          '"two\\0parts"',
          '"\u00e9"',
          '"/* no comment */"',
        ]);
      case 1:
        return `[${Array.from({ length: random.below(5) }, () => random.pick(['00', 'ff', 'A5 ', '1f2E'])).join('')}]`;
      case 2:
        return this.labels.length > 0 ? `&${random.pick(this.labels)}` : `&{${random.pick(this.paths)}}`;
      case 3: {
        const bits = random.pick([8, 16, 32, 64]);
        return `/bits/ ${bits} <${this.cells(bits)}>`;
      }
      default:
        return `<${this.cells(32)}>`;
    }
  }

  private cells(bits: number): string {
    const { random } = this;
    return Array.from({ length: random.below(5) }, () => {
      if (bits === 32 && random.chance(25)) {
        const label = this.labels.length > 0 && random.chance(70) ? random.pick(this.labels) : undefined;
        return label ? `&${label}` : `&{${random.pick(this.paths)}}`;
      }
      return this.integer(bits);
    }).join(' ');
  }

  private integer(bits: number): string {
    const { random } = this;
    const small = random.below(bits === 8 ? 256 : 65536);
    switch (random.below(6)) {
      case 0:
        return `${small}`;
      case 1:
        return `0x${small.toString(16)}${random.pick(['', 'U', 'UL', 'ULL', 'LL', 'L'])}`;
      case 2:
        return `0${small.toString(8)}`;
      case 3:
        return random.pick(["'a'", "'\\n'", "'\\x7f'", "'\\''"]);
      default:
        return this.expression(bits, 0);
    }
  }

  private expression(bits: number, depth: number): string {
    const { random } = this;
    const operand = (): string => {
      return depth < 3 && random.chance(40) ? this.expression(64, depth + 1) : `${random.below(40)}`;
    };
    const operator = random.pick([
      '+',
      '-',
      '*',
      '&',
      '|',
      '^',
      '<<',
      '>>',
      '<',
      '>',
      '<=',
      '>=',
      '==',
      '!=',
      '&&',
      '||',
      '/',
      '%',
    ]);
    const inner = random.chance(20)
      ? `${operand()} ? ${operand()} : ${random.pick(['-', '~', '!', ''])}${operand()}`
      : `${random.pick(['', '', '-', '~', '!'])}${operand()} ${operator} ${operand()} ${random.pick(['+ 1', '| 2', ''])}`;
    const mask = { 8: '0xff', 16: '0xffff', 32: '0xffffffff', 64: '' }[bits];
    return depth === 0 && mask ? `((${inner}) & ${mask})` : `(${inner})`;
  }
}
