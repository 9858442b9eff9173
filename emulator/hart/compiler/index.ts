// SPDX-License-Identifier: Apache-2.0
/**
 * Compiles hot guest code to WebAssembly. Which code is hot is sampled: where a run() ends. When something is compiled
 * changes nothing in what the guest does or how its instructions are counted.
 */

import { HART_VM } from '../layout';
import type { WasmExports } from '../wasm-exports';
import { type Entry, emitRegion } from './emit';
import { analyse } from './flow';
import { collectRegion } from './region';
import { readSlots } from './slot';
import { writeModule } from './wasm-writer';

/** Compiled regions that one machine has room for; when all are used, all are given up. */
export const MAX_REGIONS = 4096;
const MAXIMUM_PAGES = 65536;

export class RegionCompiler {
  private compiled = 0;
  private view: DataView;

  /** `harts`: where the blocks of the harts lie. `after`: instructions of runs that end in a page before it is compiled;
   *  0 = never. `limit`: regions that `table` has room for. */
  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly table: WebAssembly.Table,
    private readonly core: WasmExports,
    private readonly harts: readonly number[],
    private readonly after: number,
    private readonly limit: number,
  ) {
    this.view = new DataView(memory.buffer);
  }

  /** Call it when a run() of the hart has used up its budget. */
  afterRun(hart: number): void {
    if (this.after === 0) {
      return;
    }
    const codePage = this.core.compileWanted(hart, this.after) >>> 0;
    if (codePage !== 0 && this.compiled === this.limit) {
      // Most of them have been forgotten, as code and breakpoints changed: what is hot now is soon compiled again.
      this.core.dropAllCode();
      this.compiled = 0;
    } else if (codePage !== 0) {
      this.compile(codePage, this.core.compileOffset(hart), this.hartsBeside(hart));
    }
  }

  /** The hart and the others of its virtual machine. */
  private hartsBeside(hart: number): number[] {
    const view = this.currentView();
    const vmOf = (index: number): number => view.getUint32(this.harts[index]! + HART_VM, true);
    return this.harts.map((_, index) => index).filter((index) => vmOf(index) === vmOf(hart));
  }

  private currentView(): DataView {
    if (this.view.buffer !== this.memory.buffer) {
      this.view = new DataView(this.memory.buffer);
    }
    return this.view;
  }

  private compile(codePage: number, start: number, harts: readonly number[]): void {
    const exchange = this.core.exchangeOffset();
    const flow = analyse(
      collectRegion(start, (offset) => {
        this.core.decodeForCompiler(codePage, offset);
        return readSlots(this.currentView(), exchange);
      }),
    );
    const func = 1 + this.compiled * this.harts.length;
    this.compiled++;
    let mask = 0;
    let entries: readonly Entry[] = [];
    for (const hart of harts) {
      const region = emitRegion(flow, this.harts[hart]!);
      const module = new WebAssembly.Module(writeModule(region.functions, MAXIMUM_PAGES));
      const instance = new WebAssembly.Instance(module, { env: { memory: this.memory } });
      this.table.set(func + hart, instance.exports.run as () => number);
      mask |= 1 << hart;
      entries = region.entries;
    }
    for (const { offset, number, needed } of entries) {
      this.core.installCompiled(codePage, offset, func, number, needed, mask);
    }
    this.core.forgetInterpreted(codePage);
  }
}
