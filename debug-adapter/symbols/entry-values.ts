// SPDX-License-Identifier: Apache-2.0
/**
 * What a function was called with (DW_OP_entry_value), from the caller's code. It is believed on the same terms as gdb
 * believes it: the caller's call must be known to go to this very function, and the function must not be able to reach
 * itself by calls in tail position, after which the registers would hold something else.
 */

import { toInternal } from './address';
import type { CallSite, CallSites } from './call-sites';
import type { EncodedExpression } from './encoded-expression';
import type { Entry } from './entries';
import type { Evaluator, FunctionSurroundings, PassedPlace } from './expression';
import type { LocationContext } from './variables';

/** Functions that are looked into for calls in tail position. */
const MAXIMUM_FUNCTIONS = 1000;

export interface FunctionPlace {
  /** Of its entry in .debug_info. */
  readonly offset: number;
  /** Where its code starts, see address.ts. */
  readonly entry: number;
}

/** What entry values need from the rest of the debug information. */
export interface CallSurroundings {
  readonly calls: CallSites;
  /** The function whose code, inlined or not, holds an address. */
  functionAt(address: number): FunctionPlace | undefined;
  /** Where the function of a name starts that another unit defines. */
  functionNamed(name: string): number | undefined;
  encode(entry: Entry, bytes: Uint8Array): EncodedExpression;
  surroundingsOf(functionEntry: number): FunctionSurroundings;
}

export class EntryValues {
  private readonly selfCalling = new Map<number, boolean>();

  constructor(private readonly around: CallSurroundings) {}

  /** What the caller passed to the function that is at `context.pc`. */
  async valueAtEntry(what: PassedPlace, context: LocationContext, run: Evaluator): Promise<bigint | undefined> {
    const callee = this.around.functionAt(toInternal(context.pc));
    const caller = await context.caller();
    const calling = caller && this.around.functionAt(toInternal(caller.pc));
    if (!callee || !caller || !calling) {
      return undefined;
    }
    const site = this.around.calls.of(calling.offset).byReturnAddress.get(toInternal(caller.pc) + 1);
    const passed =
      what.kind === 'register' ? site?.passed.registers.get(what.number) : site?.passed.parameters.get(what.offset);
    if (!site || !passed) {
      return undefined;
    }
    const surroundings = this.around.surroundingsOf(calling.offset);
    const target = await this.targetOf(site, (entry, bytes) =>
      run(this.around.encode(entry, bytes), caller, surroundings),
    );
    if (target !== callee.entry || this.callsItself(callee)) {
      return undefined;
    }
    return run(this.around.encode(passed.entry, passed.bytes), caller, surroundings);
  }

  private async targetOf(
    { target }: CallSite,
    evaluate: (entry: Entry, bytes: Uint8Array) => Promise<bigint | undefined>,
  ): Promise<number | undefined> {
    if (target.kind !== 'expression') {
      return this.fixedTarget(target);
    }
    const address = await evaluate(target.entry, target.bytes);
    return address === undefined ? undefined : toInternal(address);
  }

  private fixedTarget(target: CallSite['target']): number | undefined {
    switch (target.kind) {
      case 'address':
        return target.address;
      case 'name':
        return this.around.functionNamed(target.name);
      default:
        return undefined;
    }
  }

  /** Whether calls in tail position may lead from a function back to it; also when nobody knows where they lead. */
  private callsItself(callee: FunctionPlace): boolean {
    let known = this.selfCalling.get(callee.entry);
    if (known === undefined) {
      known = this.mayReachItself(callee);
      this.selfCalling.set(callee.entry, known);
    }
    return known;
  }

  private mayReachItself(callee: FunctionPlace): boolean {
    const open = [callee];
    const seen = new Set<number>();
    for (let next = open.pop(); next; next = open.pop()) {
      for (const { target } of this.around.calls.of(next.offset).tailCalls) {
        const address = this.fixedTarget(target);
        if (address === undefined || address === callee.entry || seen.size > MAXIMUM_FUNCTIONS) {
          return true;
        }
        const reached = seen.has(address) ? undefined : this.around.functionAt(address);
        seen.add(address);
        if (reached) {
          open.push(reached);
        }
      }
    }
    return false;
  }
}
