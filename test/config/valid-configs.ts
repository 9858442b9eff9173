// SPDX-License-Identifier: Apache-2.0
/** Grows configurations that any C compiler takes, written in as many ways as C has. */

import type { SeededRandom } from '../support/random';

/** Fields that may be given twice, the first time with any number. */
const SCALARS = /^(base|size|pa|va|entry|colors|cpu_affinity|shmem_id|bind_key|interrupt|id)$|_num$|_size$/;

type Field = readonly [name: string, value: () => string];

export class ValidConfig {
  private readonly before: string[] = [];
  private count = 0;

  /** `prefix` begins every name that is declared, so that several can be compiled into one program. */
  constructor(
    private readonly random: SeededRandom,
    private readonly prefix: string,
  ) {}

  text(): string {
    const vms = 1 + this.random.below(3);
    const shmems = this.random.below(4);
    const config = this.struct([
      ['hyp', () => `{ .colors = ${this.expression(1)} }`],
      ['shmemlist_size', () => String(shmems)],
      ['shmemlist', () => this.list('struct shmem', shmems, () => this.shmem())],
      ['vmlist_size', () => `${vms}`],
      ['vmlist', () => this.list('struct vm_config', vms, () => this.vm())],
    ]);
    const image = `${this.prefix}image`;
    return `#include <config.h>\nVM_IMAGE(${image}, XSTR(guest.bin))\nenum { ${this.prefix}FIVE = 5, ${this.prefix}SIX };\n${this.before.join('\n')}\nstruct config config = ${config};\n`;
  }

  private name(kind: string): string {
    return `${this.prefix}${kind}${this.count++}`;
  }

  // --- structs -------------------------------------------------------------------------------------------------------

  private shmem(): string {
    return this.struct([
      ['size', () => this.expression(2)],
      ['colors', () => this.expression(2)],
      ['place_phys', () => this.random.pick(['true', 'false', this.expression(1)])],
      [this.random.pick(['base', 'phys']), () => this.expression(2)],
    ]);
  }

  private vm(): string {
    const image = `${this.prefix}image`;
    const at = (): string => this.expression(2);
    return this.struct([
      [
        'image',
        () =>
          this.random.pick([
            `VM_IMAGE_BUILTIN(${image}, ${at()})`,
            `VM_IMAGE_LOADED(${at()}, ${at()}, ${at()})`,
            `{ ${at()}, VM_IMAGE_OFFSET(${image}), VM_IMAGE_SIZE(${image}), .inplace = true }`,
          ]),
      ],
      ['entry', at],
      ['cpu_affinity', at],
      ['colors', at],
      ['platform', () => this.platform()],
    ]);
  }

  private platform(): string {
    const [regions, ipcs, devs, remio] = [0, 0, 0, 0].map(() => this.random.below(4)) as [
      number,
      number,
      number,
      number,
    ];
    const scalar = (): string => this.expression(2);
    return this.struct([
      ['cpu_num', scalar],
      ...this.counted('region_num', 'regions', 'struct vm_mem_region', regions, () =>
        this.plain(['base', 'size', 'colors', 'place_phys', 'phys']),
      ),
      ...this.counted('ipc_num', 'ipcs', 'struct ipc', ipcs, () =>
        this.withInterrupts(['base', 'size', 'shmem_id'], []),
      ),
      ...this.counted('dev_num', 'devs', 'struct vm_dev_region', devs, () =>
        this.withInterrupts(['pa', 'va', 'size'], ['id']),
      ),
      ...this.counted('remio_dev_num', 'remio_devs', 'struct remio_dev', remio, () => this.remio()),
      ['mmu', () => 'false'],
      [
        'arch',
        () => this.random.pick([`{ .irqc.plic.base = ${scalar()} }`, `{ { { ${scalar()} } } }`, `{ ${scalar()} }`]),
      ],
    ]);
  }

  private counted(countName: string, listName: string, type: string, length: number, element: () => string): Field[] {
    return [
      [countName, () => String(length)],
      [listName, () => this.list(type, length, element)],
    ];
  }

  private plain(names: readonly string[]): string {
    return this.struct(names.map((name) => [name, () => this.expression(2)]));
  }

  private withInterrupts(before: readonly string[], after: readonly string[]): string {
    const length = this.random.below(5);
    const field = (name: string): Field => [name, () => this.expression(2)];
    return this.struct([
      ...before.map(field),
      ...this.counted('interrupt_num', 'interrupts', 'irqid_t', length, () => this.expression(2)),
      ...after.map(field),
    ]);
  }

  private remio(): string {
    const scalar = (): string => this.expression(2);
    return this.struct([
      ['va', scalar],
      ['size', scalar],
      ['interrupt', scalar],
      ['bind_key', scalar],
      ['type', () => this.random.pick(['REMIO_DEV_FRONTEND', 'REMIO_DEV_BACKEND'])],
      ['shmem', () => this.plain(['base', 'size', 'shmem_id'])],
    ]);
  }

  // --- ways to write them ----------------------------------------------------------------------------------------------

  /** Fields in the order of the struct, all of them. */
  private struct(fields: readonly Field[]): string {
    const items = this.random.chance(25) ? this.positional(fields) : this.designated(fields);
    return `{ ${items.join(', ')}${this.random.chance(30) ? ',' : ''} }`;
  }

  private positional(fields: readonly Field[]): string[] {
    return fields.map(([, value]) => {
      const text = value();
      // Without its braces a nested struct takes as many values as it has members, which only full lists have.
      return this.random.chance(20) ? this.asMacro(text) : text;
    });
  }

  private designated(fields: readonly Field[]): string[] {
    const items = fields.map(([name, value]) => `.${name} = ${value()}`);
    for (let index = items.length - 1; index > 0; index--) {
      const other = this.random.below(index + 1);
      [items[index], items[other]] = [items[other]!, items[index]!];
    }
    const overridden = fields.filter(([name]) => SCALARS.test(name) && this.random.chance(10));
    const early = overridden.map(([name]) => `.${name} = 3`);
    return [...early, ...this.grouped(items)];
  }

  /** Puts runs of fields into macros. */
  private grouped(items: readonly string[]): string[] {
    const result: string[] = [];
    for (let index = 0; index < items.length; ) {
      const length = this.random.chance(25) ? 1 + this.random.below(3) : 1;
      const text = items.slice(index, index + length).join(', ');
      result.push(length > 1 || this.random.chance(10) ? this.asMacro(text) : text);
      index += length;
    }
    return result;
  }

  private asMacro(text: string): string {
    const name = this.name('M');
    const number = /\b[0-9]+UL\b/.exec(text)?.[0];
    if (number !== undefined && this.random.chance(50)) {
      const digits = number.slice(0, -2);
      this.before.push(`#define ${name}(a, ...) ${text.replace(number, 'a ## UL')}`);
      return `${name}(${digits}, unused)`;
    }
    this.before.push(`#define ${name} ${text}`);
    return name;
  }

  private list(type: string, length: number, element: () => string): string {
    if (length === 0) {
      return 'NULL';
    }
    const order = Array.from({ length }, (_, index) => index);
    const shuffled = this.random.chance(30)
      ? order.reverse().map((index) => `[${index}] = ${element()}`)
      : order.map(element);
    const ranged = this.random.chance(15) ? [`[0 ... ${length - 1}] = ${element()}`] : shuffled;
    const body = `{ ${ranged.join(', ')} }`;
    if (this.random.chance(30)) {
      const variable = this.name('list');
      this.before.push(`static ${type} ${variable}[] = ${body};`);
      return this.random.chance(30) ? `&${variable}[0]` : variable;
    }
    return `(${type}[]) ${body}`;
  }

  // --- expressions -----------------------------------------------------------------------------------------------------

  /** An expression without undefined behaviour. */
  expression(depth: number): string {
    if (depth === 0 || this.random.chance(40)) {
      return this.literal();
    }
    const [one, other] = [this.expression(depth - 1), this.expression(depth - 1)];
    return this.random.pick([
      `(${one} + ${other})`,
      `(${one} - ${other})`,
      `(${one} * ${this.literal()})`,
      `(${one} / ${1 + this.random.below(9)})`,
      `(${one} % ${1 + this.random.below(9)}U)`,
      `(${one} & ${other})`,
      `(${one} | ${other} ^ ${this.literal()})`,
      `(${1 + this.random.below(1000)}UL << ${this.random.below(50)})`,
      `(${one} >> ${this.random.below(31)})`,
      `(${one} < ${other} ? ${other} : ${one})`,
      `(${one} == ${other} || !${one} && ~${other})`,
      `(${this.random.pick(['uint8_t', 'uint32_t', 'size_t', 'unsigned short'])})${one}`,
      `~(${one})`,
      `-(${one})`,
    ]);
  }

  private literal(): string {
    const small = this.random.below(40);
    return this.random.pick([
      String(small),
      `${small}UL`,
      `0x${this.random.below(0x7fffffff).toString(16)}U`,
      `0x${this.random.below(0xffff).toString(16)}0000UL`,
      `0${small.toString(8)}`,
      `'${String.fromCharCode(65 + (small % 26))}'`,
      'sizeof(irqid_t)',
      'sizeof(struct vm_mem_region)',
      'PAGE_SIZE',
      `${this.prefix}SIX`,
    ]);
  }
}
