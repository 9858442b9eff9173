// SPDX-License-Identifier: Apache-2.0
/**
 * What a function was called with (DW_OP_entry_value), from the caller's code. It is believed on the same terms as gdb
 * believes it: the call must be known to go to this very function, directly or by calls in tail position, and the
 * function must not be able to reach itself by such calls, after which registers would hold something else.
 */

import { toAddress, toInternal } from './address';
import type { CallSite, CallSites } from './call-sites';
import type { EncodedExpression } from './encoded-expression';
import type { Entry } from './entries';
import type { Evaluator, FunctionSurroundings, PassedPlace } from './expression';
import { type FunctionPlace, type TailCallSurroundings, TailCalls } from './tail-calls';
import type { LocationContext } from './variables';

/** What entry values need from the rest of the debug information. */
export interface CallSurroundings extends TailCallSurroundings {
  readonly calls: CallSites;
  encode(entry: Entry, bytes: Uint8Array): EncodedExpression;
  surroundingsOf(functionEntry: number): FunctionSurroundings;
}

/** The call that led to a function, and the frame to evaluate in what it passed. */
interface IncomingCall {
  readonly site: CallSite;
  readonly context: LocationContext;
  readonly surroundings: FunctionSurroundings;
}

export class EntryValues {
  private readonly tailCalls: TailCalls;

  constructor(private readonly around: CallSurroundings) {
    this.tailCalls = new TailCalls(around);
  }

  /** What the caller passed to the function that is at `context.pc`. */
  async valueAtEntry(what: PassedPlace, context: LocationContext, run: Evaluator): Promise<bigint | undefined> {
    const callee = this.around.functionAt(toInternal(context.pc));
    const call = callee && (await this.incomingCall(callee, context, run));
    if (!call || this.tailCalls.mayReachItself(callee)) {
      return undefined;
    }
    const { registers, parameters } = call.site.passed;
    const passed = what.kind === 'register' ? registers.get(what.number) : parameters.get(what.offset);
    return passed && run(this.around.encode(passed.entry, passed.bytes), call.context, call.surroundings);
  }

  private async incomingCall(
    callee: FunctionPlace,
    context: LocationContext,
    run: Evaluator,
  ): Promise<IncomingCall | undefined> {
    const caller = await context.caller();
    const calling = caller && this.around.functionAt(toInternal(caller.pc));
    const site = calling && this.around.calls.of(calling.offset).byReturnAddress.get(toInternal(caller.pc) + 1);
    if (!site) {
      return undefined;
    }
    const surroundings = this.around.surroundingsOf(calling.offset);
    const { target } = site;
    const called =
      target.kind === 'expression'
        ? await run(this.around.encode(target.entry, target.bytes), caller, surroundings).then(internal)
        : this.tailCalls.targetOf(target);
    if (called === undefined || called === callee.entry) {
      return called === undefined ? undefined : { site, context: caller, surroundings };
    }
    return this.lastTailCall(called, callee, caller);
  }

  /** The function that was called went on to others by calls in tail position, the last one to the callee. */
  private lastTailCall(called: number, callee: FunctionPlace, caller: LocationContext): IncomingCall | undefined {
    const chain = this.tailCalls.commonEnd(called, callee.entry) ?? [];
    const site = chain.at(-1);
    const first = chain[0] && this.around.functionAt(chain[0].returnAddress - 1);
    const calling = site && this.around.functionAt(site.returnAddress - 1);
    if (!site || !calling) {
      return undefined;
    }
    // Of a way that is only known in part, nobody knows what came in.
    let context = first?.entry === called ? caller : undefined;
    for (const { returnAddress } of chain) {
      context = tailFrame(returnAddress, caller, context);
    }
    return { site, context: context!, surroundings: this.around.surroundingsOf(calling.offset) };
  }
}

function internal(address: bigint | undefined): number | undefined {
  return address === undefined ? undefined : toInternal(address);
}

/** The frame that a function had when it left by a call in tail position: all it had saved was restored. */
function tailFrame(
  returnAddress: number,
  caller: LocationContext,
  previous: LocationContext | undefined,
): LocationContext {
  return {
    pc: toAddress(returnAddress - 1),
    register: (number) => caller.register(number),
    cfa: async () => undefined,
    read: (address, length) => caller.read(address, length),
    caller: async () => previous,
  };
}
