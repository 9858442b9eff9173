// SPDX-License-Identifier: Apache-2.0
/** Compares what the hypervisor was told with what its guests are told. */

import type { BaoConfig } from '../../../emulator';
import type { Diagnostic } from '../diagnostics';
import { Guest, type GuestTree } from './guest';
import { Mismatches } from './mismatches';
import { checkCpus } from './rules/cpus';
import { checkDeviceInterrupts, checkInterruptSources } from './rules/interrupt-numbers';
import { checkIpc } from './rules/ipc';
import { checkIpcChannels } from './rules/ipc-channels';
import { checkMemory } from './rules/memory';
import { checkOverlaps } from './rules/overlaps';
import { checkBackends } from './rules/remio-backend';
import { checkFrontends } from './rules/remio-frontend';
import { checkRemioPairs } from './rules/remio-pairs';
import { checkUnmapped } from './rules/unmapped';

const GUEST_RULES = [
  checkBackends,
  checkFrontends,
  checkIpc,
  checkMemory,
  checkCpus,
  checkDeviceInterrupts,
  checkUnmapped,
];

/** @param trees of the virtual machines whose trees are known; each has a root */
export function crossCheck(config: BaoConfig, trees: readonly GuestTree[]): readonly Diagnostic[] {
  const found = new Mismatches();
  checkRemioPairs(config, found);
  checkOverlaps(config, found);
  for (const [index, vm] of config.vmlist.entries()) {
    checkInterruptSources(vm, index, found);
  }
  const guests = trees.flatMap(({ vm, tree }) => {
    const known = config.vmlist[vm];
    return known ? [new Guest(vm, known, tree.root)] : [];
  });
  for (const guest of guests) {
    for (const rule of GUEST_RULES) {
      rule(guest, found);
    }
  }
  checkIpcChannels(guests, found);
  return found.all;
}
