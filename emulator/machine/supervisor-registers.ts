// SPDX-License-Identifier: Apache-2.0
/** CSRs as a debugger sees them: those of a guest's S-mode, also while its U-mode runs. */

import type { HartCore } from '../hart/hart-core';
import { HART_INSTRET, HART_PRIVILEGE } from '../hart/layout';

const CSR_CYCLE = 0xc00;
const CSR_TIME = 0xc01;
const CSR_INSTRET = 0xc02;
const SUPERVISOR = 1;

/** @param localTime of the hart, in instruction units */
export function read(core: HartCore, hart: number, csr: number, localTime: number): bigint | undefined {
  switch (csr) {
    case CSR_TIME:
      return BigInt(Math.floor(localTime / core.options.instructionsPerTick));
    case CSR_CYCLE:
    case CSR_INSTRET:
      return new DataView(core.memory.buffer).getBigUint64(core.hartBlock(hart) + HART_INSTRET, true);
    default:
      return asSupervisor(core, hart, () => core.readCsr(hart, csr));
  }
}

export function write(core: HartCore, hart: number, csr: number, value: bigint): boolean {
  return asSupervisor(core, hart, () => core.writeCsr(hart, csr, value));
}

function asSupervisor<Result>(core: HartCore, hart: number, access: () => Result): Result {
  const view = new DataView(core.memory.buffer);
  const at = core.hartBlock(hart) + HART_PRIVILEGE;
  const privilege = view.getUint32(at, true);
  view.setUint32(at, SUPERVISOR, true);
  try {
    return access();
  } finally {
    view.setUint32(at, privilege, true);
  }
}
