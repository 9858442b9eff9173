// SPDX-License-Identifier: Apache-2.0
/** What callers' code tells of calls: who is called, and what is passed in registers (DWARF 5, section 3.4). */

import { attribute, tag } from './dwarf';
import {
  addressOf,
  blockOf,
  type Entries,
  type Entry,
  type FoundAttribute,
  isBlock,
  own,
  referenceOf,
} from './entries';
import { registerOf } from './expression';

/** Functions whose calls are kept. */
const MAXIMUM_FUNCTIONS = 256;
const MAXIMUM_ENTRIES = 100_000;

/** Who is called: code at an address, a name that another unit defines, or what an expression in the caller gives. */
export type CallTarget =
  | { readonly kind: 'address'; readonly address: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'expression'; readonly entry: Entry; readonly bytes: Uint8Array }
  | { readonly kind: 'unknown' };

export interface CallSite {
  /** Where the call returns to, see address.ts. */
  readonly returnAddress: number;
  readonly target: CallTarget;
  readonly isTailCall: boolean;
  readonly passed: Passed;
}

/** An expression of the caller for a value that it passes. */
export interface PassedValue {
  readonly entry: Entry;
  readonly bytes: Uint8Array;
}

export interface Passed {
  readonly registers: ReadonlyMap<number, PassedValue>;
  /** By the offset of the parameter's entry, for those that the callee's copy lost. */
  readonly parameters: ReadonlyMap<number, PassedValue>;
}

export interface FunctionCalls {
  readonly byReturnAddress: ReadonlyMap<number, CallSite>;
  /** Those that leave the function; complete, or empty when the compiler does not say that they are. */
  readonly tailCalls: readonly CallSite[];
}

const NONE: FunctionCalls = { byReturnAddress: new Map(), tailCalls: [] };

export class CallSites {
  private readonly functions = new Map<number, FunctionCalls>();

  constructor(
    private readonly entries: Entries,
    private readonly guarded: <T>(action: () => T) => T | undefined,
  ) {}

  /** @param offset entry of a function with code */
  of(offset: number): FunctionCalls {
    let calls = this.functions.get(offset);
    if (!calls) {
      calls = this.guarded(() => this.read(this.entries.at(offset))) ?? NONE;
      if (this.functions.size >= MAXIMUM_FUNCTIONS) {
        this.functions.delete(this.functions.keys().next().value!);
      }
      this.functions.set(offset, calls);
    }
    return calls;
  }

  private read(entry: Entry): FunctionCalls {
    const byReturnAddress = new Map<number, CallSite>();
    const tailCalls: CallSite[] = [];
    // GCC leaves calls that no inlining has copied in the abstract function; those have addresses, too.
    const origin = this.entries.referred(entry, attribute.abstractOrigin);
    const children = [...(origin ? this.callEntries(origin) : []), ...this.callEntries(entry)];
    for (const child of children) {
      const site = this.readSite(child);
      if (site) {
        byReturnAddress.set(site.returnAddress, site);
      }
      if (site?.isTailCall) {
        tailCalls.push(site);
      }
    }
    const isComplete = COMPLETE.some((name) => own(entry, name) ?? (origin && own(origin, name)));
    return { byReturnAddress, tailCalls: isComplete ? tailCalls : [] };
  }

  /** Calls in a function, also in its blocks and in what was inlined into it. */
  private *callEntries(root: Entry): Generator<Entry> {
    const open: Generator<Entry>[] = [this.entries.children(root)];
    for (let count = 0; open.length > 0 && count < MAXIMUM_ENTRIES; count++) {
      const next = open[open.length - 1]!.next();
      if (next.done) {
        open.pop();
        continue;
      }
      const { tag: kind } = next.value.shape;
      if (kind === tag.callSite || kind === tag.gnuCallSite) {
        yield next.value;
      } else if (kind === tag.lexicalBlock || kind === tag.inlinedSubroutine) {
        open.push(this.entries.children(next.value));
      }
    }
  }

  private readSite(entry: Entry): CallSite | undefined {
    const returns = own(entry, attribute.callReturnAddress) ?? own(entry, attribute.lowAddress);
    const returnAddress = returns && addressOf(returns);
    if (returnAddress === undefined || Number.isNaN(returnAddress)) {
      return undefined;
    }
    const isTailCall =
      own(entry, attribute.callTailCall) !== undefined || own(entry, attribute.gnuTailCall) !== undefined;
    return { returnAddress, target: this.readTarget(entry), isTailCall, passed: this.readPassed(entry) };
  }

  private readTarget(entry: Entry): CallTarget {
    const expression = own(entry, attribute.callTarget) ?? own(entry, attribute.gnuCallSiteTarget);
    if (expression && isBlock(expression)) {
      return { kind: 'expression', entry, bytes: blockOf(expression) };
    }
    const callee =
      this.entries.referred(entry, attribute.callOrigin) ?? this.entries.referred(entry, attribute.abstractOrigin);
    if (!callee) {
      return { kind: 'unknown' };
    }
    if (own(callee, attribute.declaration)) {
      const name = this.entries.text(callee, attribute.linkageName) ?? this.entries.text(callee, attribute.name);
      return name === undefined ? { kind: 'unknown' } : { kind: 'name', name };
    }
    const low = own(callee, attribute.lowAddress);
    const address = low && addressOf(low);
    return address === undefined ? { kind: 'unknown' } : { kind: 'address', address };
  }

  private readPassed(entry: Entry): Passed {
    const registers = new Map<number, PassedValue>();
    const parameters = new Map<number, PassedValue>();
    for (const child of this.entries.children(entry)) {
      const { tag: kind } = child.shape;
      const isParameter = kind === tag.callSiteParameter || kind === tag.gnuCallSiteParameter;
      const value = own(child, attribute.callValue) ?? own(child, attribute.gnuCallSiteValue);
      if (isParameter && value && isBlock(value)) {
        const passed = { entry: child, bytes: blockOf(value) };
        const register = registerIn(own(child, attribute.location));
        const parameter = own(child, attribute.callParameter) ?? own(child, attribute.abstractOrigin);
        const offset = parameter && referenceOf(parameter);
        if (register !== undefined) {
          registers.set(register, passed);
        } else if (offset !== undefined) {
          parameters.set(offset, passed);
        }
      }
    }
    return { registers, parameters };
  }
}

/** DW_AT_call_all_calls, DW_AT_call_all_tail_calls and what GNU called them before. */
const COMPLETE: readonly number[] = [0x7a, 0x7c, 0x2116, 0x2117];

function registerIn(found: FoundAttribute | undefined): number | undefined {
  return found && isBlock(found) ? registerOf(blockOf(found)) : undefined;
}
