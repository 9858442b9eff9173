// SPDX-License-Identifier: Apache-2.0
/** A step by one instruction. Interrupts and page faults that come between are let pass. */

import { register } from '../stack';
import { atStack } from './goal';
import { type Direction, runTo, type StepMeans } from './means';
import { type Spot, spotOf } from './spot';
import { type Stopped, stoppedAt } from './stopped';
import { trapSince, trapState } from './trap';

/** Tries to get an instruction carried out that traps come before; a person can step again. */
const MAXIMUM_TRAPS = 1000;

export async function stepInstruction(means: StepMeans, hart: number, direction: Direction): Promise<Stopped> {
  const from = await spotOf(means.stacks, hart);
  const ra = await from.call.register(register.ra);
  let before = await trapState(from, []);
  let current = hart;
  for (let traps = 0; traps < MAXIMUM_TRAPS; traps++) {
    const arrival = await means.runner.advance({ kind: 'step', hart: current, within: [], limit: 1 });
    if (arrival.kind === 'stopped') {
      return arrival.stopped;
    }
    const spot = await spotOf(means.stacks, arrival.hart);
    const trap = await trapSince(before, spot);
    if (trap === undefined) {
      return direction === 'over' ? overCall(means, { pc: from.pc, ra }, spot) : stoppedAt(spot.hart, 'step');
    }
    if (trap.kind === 'system call' && direction === 'in') {
      return stoppedAt(spot.hart, 'step');
    }
    const back = await runTo(means, [trap.resume]);
    if (back.kind === 'stopped') {
      return back.stopped;
    }
    if (back.spot.pc !== from.pc) {
      return stoppedAt(back.spot.hart, 'step');
    }
    current = back.spot.hart;
    before = await trapState(back.spot, []);
  }
  return stoppedAt(current, 'step', { text: 'traps keep coming before this instruction' });
}

/** @param from where the instruction was, and the return address there was before it */
async function overCall(
  means: StepMeans,
  from: { readonly pc: bigint; readonly ra: bigint | undefined },
  spot: Spot,
): Promise<Stopped> {
  const back = await spot.call.register(register.ra);
  const isBehind = back === from.pc + 2n || back === from.pc + 4n;
  // A loop that calls again leaves the same return address.
  if (back === undefined || !isBehind || spot.pc === back || (back === from.ra && !isEntry(spot))) {
    return stoppedAt(spot.hart, 'step');
  }
  const reached = await runTo(means, [atStack(spot, back)]);
  return reached.kind === 'stopped' ? reached.stopped : stoppedAt(reached.spot.hart, 'step');
}

function isEntry({ symbols, pc }: Spot): boolean {
  return symbols?.symbolAt(pc)?.offset === 0;
}
