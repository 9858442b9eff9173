// SPDX-License-Identifier: Apache-2.0
/**
 * A step by source lines. It lets the vCPU run for as long as it is in the code of the line, and decides wherever that
 * is left: a call is gone over or into, a trap is left to itself until the trapped code goes on, a jump to another line
 * ends the step. Everything else in the machine goes on meanwhile.
 */

import { register } from '../stack';
import type { CodeRange } from '../target';
import { atStack, type Goal, returnInto } from './goal';
import { LineCode } from './line-code';
import { type Direction, type Reached, runTo, type StepMeans, WITHOUT_LIMIT } from './means';
import { type Origin, originAt, relationOf } from './origin';
import { chainOf, commonDepth, hasLine, type Spot, spotOf } from './spot';
import { type Stopped, stoppedAt } from './stopped';
import { type TrapState, trapSince, trapState } from './trap';

/** What to do where the code of the line is left. */
type Decision =
  | { readonly kind: 'stop'; readonly hidden: number }
  /** This belongs to the line too. */
  | { readonly kind: 'widen' }
  /** Still there. */
  | { readonly kind: 'go on' }
  /** In the middle of another line: go on to where one begins. */
  | { readonly kind: 'pass' }
  /** Into the function at whose first instruction the vCPU stands; the step ends there. */
  | { readonly kind: 'enter' }
  /** Let the machine run until the vCPU is there, then look again. */
  | { readonly kind: 'run'; readonly to: Goal };

const STOP: Decision = { kind: 'stop', hidden: 0 };
const GO_ON: Decision = { kind: 'go on' };
const ENTER: Decision = { kind: 'enter' };
const WIDEN: Decision = { kind: 'widen' };
const PASS: Decision = { kind: 'pass' };

/** Calls looked at to find the one that the step began in. */
const MAXIMUM_DEPTH = 8;
/** No frame is as large: what is further away is on another stack. Bytes. */
const MAXIMUM_DISTANCE = 1n << 20n;

export async function stepLine(means: StepMeans, hart: number, direction: Direction): Promise<Stopped> {
  const hidden = means.stacks.hiddenLevels(hart);
  if (direction === 'in' && hidden > 0) {
    // The vCPU stands at the first instruction of the inlined call, so it is in it already.
    means.stacks.hideLevels(hart, hidden - 1);
    return stoppedAt(hart, 'step');
  }
  const origin = await originAt(await spotOf(means.stacks, hart), hidden);
  const caller = await origin.spot.call.caller();
  const code = new LineCode(origin.ranges, origin.spot.symbols, caller?.options.pc);
  const step = new LineStep(means, direction, origin, code);
  return direction === 'out' && origin.chain.length <= 1 ? step.leaveFunction() : step.run();
}

class LineStep {
  constructor(
    private readonly means: StepMeans,
    private readonly direction: Direction,
    private readonly origin: Origin,
    private readonly code: LineCode,
  ) {}

  async run(): Promise<Stopped> {
    const { stacks, runner } = this.means;
    let spot = this.origin.spot;
    let passing: CodeRange[] = [];
    for (;;) {
      const within = [...this.code.certain(), ...passing];
      const before = await trapState(spot, within);
      const arrival = await runner.advance({ kind: 'step', hart: spot.hart, within, limit: WITHOUT_LIMIT });
      if (arrival.kind === 'stopped') {
        return arrival.stopped;
      }
      const settled = await this.settle(await spotOf(stacks, arrival.hart), before);
      if (settled.kind === 'ended') {
        return settled.stopped;
      }
      spot = settled.spot;
      const line = lineAround(spot);
      passing = settled.decision === PASS ? [{ low: spot.pc, high: line.high }] : [];
      if (settled.decision === WIDEN) {
        this.code.add(line, spot.symbols);
      }
    }
  }

  /** Out of a function that is not inlined: to where its caller goes on. */
  async leaveFunction(): Promise<Stopped> {
    const { spot } = this.origin;
    const caller = await spot.call.caller();
    const goal = caller && (await returnInto(caller));
    if (goal === undefined) {
      return stoppedAt(spot.hart, 'step', { text: 'nothing is known of a caller, so this call cannot be left' });
    }
    // A trapped system call goes on behind its instruction, which may not be written down yet.
    const isTrap = (await spot.call.row())?.isSignalFrame === true;
    const reached = await runTo(this.means, isTrap ? [goal, { ...goal, pc: goal.pc + 4n }] : [goal]);
    return reached.kind === 'stopped' ? reached.stopped : this.end(reached.spot, levelsAfterReturn(reached.spot));
  }

  /** The step has come to its end; an access that the last instruction made may still wait for its answer. */
  private async end({ hart }: Spot, hidden: number): Promise<Stopped> {
    const { runner, stacks } = this.means;
    const arrival = await runner.advance({ kind: 'settle', hart });
    if (arrival.kind === 'stopped') {
      return arrival.stopped;
    }
    stacks.hideLevels(hart, hidden);
    return stoppedAt(hart, 'step');
  }

  /** Goes over calls and traps, until it is clear whether the step has ended or how it goes on. */
  private async settle(
    first: Spot,
    before: TrapState,
  ): Promise<{ kind: 'ended'; stopped: Stopped } | { kind: 'goes on'; spot: Spot; decision: Decision }> {
    let spot = first;
    let trap = await trapSince(before, spot);
    for (;;) {
      const decision: Decision = trap === undefined ? await this.decide(spot) : { kind: 'run', to: trap.resume };
      trap = undefined;
      if (decision.kind === 'stop') {
        return { kind: 'ended', stopped: await this.end(spot, decision.hidden) };
      }
      if (decision.kind === 'enter') {
        return { kind: 'ended', stopped: await this.enter(spot) };
      }
      if (decision.kind !== 'run') {
        return { kind: 'goes on', spot, decision };
      }
      const reached = await runTo(this.means, [decision.to]);
      if (reached.kind === 'stopped') {
        return { kind: 'ended', stopped: reached.stopped };
      }
      spot = reached.spot;
    }
  }

  private async decide(spot: Spot): Promise<Decision> {
    if (this.code.has(spot.pc) && (await spot.call.cfa()) === this.origin.cfa) {
      return GO_ON;
    }
    const back = await this.returnAddress(spot);
    if (back !== undefined) {
      return this.called(spot, atStack(spot, back));
    }
    return this.decideByFrame(spot);
  }

  /** Where a call in the line's code returns to, if the vCPU stands at the first instruction of what was called. */
  private async returnAddress({ call, pc, symbols }: Spot): Promise<bigint | undefined> {
    const back = await call.register(register.ra);
    const isFromHere = back !== undefined && this.code.follows(back);
    const isEntry = symbols === undefined || (symbols.symbolAt(pc)?.offset ?? 0) === 0;
    return isFromHere && isEntry ? back : undefined;
  }

  private called({ location }: Spot, back: Goal): Decision {
    return this.direction === 'in' && hasLine(location?.place) ? ENTER : { kind: 'run', to: back };
  }

  /** To behind the prologue of a function, or to where it is left without coming there. */
  private async enter(entry: Spot): Promise<Stopped> {
    const { symbols, location, pc } = entry;
    const name = location?.symbol?.symbol.name;
    const entered = name === undefined ? undefined : symbols?.functionsNamed(name).find((each) => each.entry === pc);
    if (entered === undefined || entered.body <= pc) {
      return this.end(entry, 0);
    }
    const reached = await this.throughPrologue(entry, entered.body);
    return reached.kind === 'stopped' ? reached.stopped : this.end(reached.spot, inlinedLevels(reached.spot));
  }

  private async throughPrologue(entry: Spot, body: bigint): Promise<Reached> {
    const { runner, stacks } = this.means;
    const { space, pc, call } = entry;
    const prologue = { low: pc, high: body };
    const cfa = await call.cfa();
    const ra = await call.register(register.ra);
    let spot = entry;
    do {
      const request = { kind: 'step', hart: spot.hart, within: [prologue], limit: WITHOUT_LIMIT } as const;
      const before = await trapState(spot, [prologue]);
      const arrival = await runner.advance(request);
      if (arrival.kind === 'stopped') {
        return arrival;
      }
      spot = await spotOf(stacks, arrival.hart);
      const trap = await trapSince(before, spot);
      const back = trap && (await runTo(this.means, [trap.resume]));
      if (back?.kind === 'stopped') {
        return back;
      }
      spot = back?.spot ?? spot;
    } while (spot.pc >= prologue.low && spot.pc < prologue.high);
    if (cfa === undefined || ra === undefined || (await spot.call.cfa()) === cfa) {
      return { kind: 'there', spot };
    }
    // The prologue calls something to save registers.
    return runTo(this.means, [{ space, pc: body, by: 'frame address', address: cfa }, atStack(entry, ra)]);
  }

  private async decideByFrame(spot: Spot): Promise<Decision> {
    const cfa = await spot.call.cfa();
    const from = this.origin.cfa;
    if (cfa === undefined || from === undefined) {
      return this.isSameFunction(spot) ? this.decideByLine(spot) : STOP;
    }
    if (cfa === from) {
      return this.isSameFunction(spot) ? this.decideByLine(spot) : this.replaced(spot);
    }
    if (cfa > from && cfa - from < MAXIMUM_DISTANCE) {
      return this.returned(spot);
    }
    const back = await this.wayBack(spot, from);
    return back === undefined ? STOP : { kind: 'run', to: back };
  }

  private isSameFunction({ location, symbols }: Spot): boolean {
    const [own] = this.origin.chain.length > 0 ? chainOf(this.origin.spot.location?.frames ?? []) : [];
    const [other] = chainOf(location?.frames ?? []);
    return symbols === this.origin.spot.symbols && own?.split(' ')[0] === other?.split(' ')[0];
  }

  /** A tail call: another function has taken the place of the one that the step began in. */
  private async replaced(spot: Spot): Promise<Decision> {
    return this.direction === 'in' && hasLine(spot.location?.place) ? ENTER : this.leave(spot);
  }

  /** Back in a caller, in the middle of the line of the call. */
  private async returned(spot: Spot): Promise<Decision> {
    return hasLine(spot.location?.place) ? { kind: 'stop', hidden: levelsAfterReturn(spot) } : this.leave(spot);
  }

  private async leave(spot: Spot): Promise<Decision> {
    const caller = await spot.call.caller();
    const goal = caller && (await returnInto(caller));
    return goal === undefined ? STOP : { kind: 'run', to: goal };
  }

  /** From a call further in, back to the one that the step began in. */
  private async wayBack(spot: Spot, cfa: bigint): Promise<Goal | undefined> {
    let call = await spot.call.caller();
    for (let depth = 0; call !== undefined && depth < MAXIMUM_DEPTH; depth++) {
      if ((await call.cfa()) === cfa) {
        return returnInto(call);
      }
      call = await call.caller();
    }
    return undefined;
  }

  private decideByLine(spot: Spot): Decision {
    const relation = relationOf(this.origin, spot);
    const isStart = spot.location?.isStatement ?? false;
    switch (relation.kind) {
      case 'no line':
        return hasLine(this.origin.place) ? PASS : STOP;
      case 'same line':
        return WIDEN;
      case 'inlined here':
        if (this.direction !== 'in') {
          return WIDEN;
        }
        return isStart ? { kind: 'stop', hidden: relation.hidden - 1 } : PASS;
      case 'other line':
        if (this.direction === 'out') {
          return WIDEN;
        }
        return isStart ? { kind: 'stop', hidden: relation.hidden } : PASS;
      case 'left':
        return isStart || this.direction === 'out' ? { kind: 'stop', hidden: relation.hidden } : PASS;
    }
  }
}

/** Inlined calls that begin where a call has returned to: the caller has not gone into them. */
export function levelsAfterReturn({ symbols, pc, location }: Spot): number {
  const frames = location?.frames ?? [];
  const calling = symbols?.lookup(pc - 1n)?.frames ?? [];
  return Math.max(0, frames.length - Math.max(1, commonDepth(chainOf(calling), chainOf(frames))));
}

function inlinedLevels({ location }: Spot): number {
  return Math.max(0, (location?.frames.length ?? 0) - 1);
}

/** The code of the line at a spot; where there is none, its instruction. */
function lineAround({ symbols, pc }: Spot): CodeRange {
  return symbols?.lineRangeAt(pc) ?? { low: pc, high: pc + 2n };
}
