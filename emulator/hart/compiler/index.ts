// SPDX-License-Identifier: Apache-2.0
/**
 * Compiles hot guest code to WebAssembly. Which code is hot is sampled: where a run() ends. When something is compiled
 * changes nothing in what the guest does or how its instructions are counted.
 */

import type { WasmExports } from '../wasm-exports';
import { emitRegion } from './emit';
import { analyse } from './flow';
import { collectRegion } from './region';
import { readSlots } from './slot';
import { writeModule } from './wasm-writer';

/** Compiled regions that one machine has room for. */
export const MAX_REGIONS = 4096;
const MAXIMUM_PAGES = 65536;

export class RegionCompiler {
  private compiled = 0;
  private view: DataView;

  /** `after`: instructions of runs that end in a page before it is compiled; 0 = never. */
  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly table: WebAssembly.Table,
    private readonly core: WasmExports,
    private readonly after: number,
  ) {
    this.view = new DataView(memory.buffer);
  }

  /** Call it when a run() of the hart has used up its budget. */
  afterRun(hart: number): void {
    if (this.after === 0 || this.compiled === MAX_REGIONS) {
      return;
    }
    const codePage = this.core.compileWanted(hart, this.after) >>> 0;
    if (codePage !== 0) {
      this.compile(codePage, this.core.compileOffset(hart));
    }
  }

  private compile(codePage: number, start: number): void {
    const exchange = this.core.exchangeOffset();
    const blocks = collectRegion(start, (offset) => {
      this.core.decodeForCompiler(codePage, offset);
      if (this.view.buffer !== this.memory.buffer) {
        this.view = new DataView(this.memory.buffer);
      }
      return readSlots(this.view, exchange);
    });
    const { functions, entries } = emitRegion(analyse(blocks));
    const bytes = writeModule(functions, MAXIMUM_PAGES);
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: this.memory } });
    this.compiled++;
    this.table.set(this.compiled, instance.exports.run as () => number);
    for (const { offset, number, needed } of entries) {
      this.core.installCompiled(codePage, offset, this.compiled, number, needed);
    }
    this.core.forgetInterpreted(codePage);
  }
}
