// SPDX-License-Identifier: Apache-2.0
/** The hart core's door. */

import type { HartCore, HartCoreOptions } from './hart-core';
import { readHartWasm } from './wasm-file';
import { WasmHartCore } from './wasm-hart-core';

export * from './hart-core';
export * as layout from './layout';

let compiled: WebAssembly.Module | undefined;

/**
 * Makes a machine's harts and memory, all at rest.
 * @param options what the platform has
 * @param source wasmBytes: the compiled core, where it does not lie in a file (hart.wasm beside the program or in
 *   dist/); compileAfter: instructions of runs that end in a page of guest code before it is compiled,
 *   0 = it never is; regions: compiled stretches of code that are kept at a time
 * @throws {Error} when the compiled core is missing; {RangeError} when an option is out of range
 */
export function createHartCore(
  options: HartCoreOptions,
  source: {
    readonly wasmBytes?: Uint8Array<ArrayBuffer>;
    readonly compileAfter?: number;
    readonly regions?: number;
  } = {},
): HartCore {
  if (source.wasmBytes) {
    return new WasmHartCore(options, new WebAssembly.Module(source.wasmBytes), source.compileAfter, source.regions);
  }
  compiled ??= new WebAssembly.Module(readHartWasm());
  return new WasmHartCore(options, compiled, source.compileAfter, source.regions);
}
