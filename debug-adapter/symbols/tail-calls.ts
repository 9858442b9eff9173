// SPDX-License-Identifier: Apache-2.0
/** Calls in tail position, which leave no frame: how one function may have been reached from another by them. */

import type { CallSite, CallSites, CallTarget } from './call-sites';

/** Calls that are tried in one search. */
const MAXIMUM_STEPS = 2000;

export interface FunctionPlace {
  /** Of its entry in .debug_info. */
  readonly offset: number;
  /** Where its code starts, see address.ts. */
  readonly entry: number;
}

/** What the search needs from the rest of the debug information. */
export interface TailCallSurroundings {
  readonly calls: CallSites;
  /** The function whose code, inlined or not, holds an address. */
  functionAt(address: number): FunctionPlace | undefined;
  /** Where the function of a name starts that another unit defines. */
  functionNamed(name: string): number | undefined;
}

export class TailCalls {
  private readonly selfCalling = new Map<number, boolean>();

  constructor(private readonly around: TailCallSurroundings) {}

  /** Where a call leads; undefined when only the machine's state tells. */
  targetOf(target: CallTarget): number | undefined {
    switch (target.kind) {
      case 'address':
        return target.address;
      case 'name':
        return this.around.functionNamed(target.name);
      default:
        return undefined;
    }
  }

  /**
   * The last calls, in order, that every way from one function to another takes; the last element calls the latter.
   * @param from where the function starts that was called
   * @param to where the function starts that runs
   * @returns empty when there is no way or nothing common; undefined when some call may lead anywhere
   */
  commonEnd(from: number, to: number): readonly CallSite[] | undefined {
    const search = new ChainSearch(this, this.around, to);
    return search.run(from) ? search.common : undefined;
  }

  /** Whether calls in tail position may lead from a function back to it; also when nobody knows where they lead. */
  mayReachItself(callee: FunctionPlace): boolean {
    let known = this.selfCalling.get(callee.entry);
    if (known === undefined) {
      known = this.searchSelf(callee);
      this.selfCalling.set(callee.entry, known);
    }
    return known;
  }

  private searchSelf(callee: FunctionPlace): boolean {
    const open = [callee];
    const seen = new Set<number>();
    for (let next = open.pop(); next; next = open.pop()) {
      for (const { target } of this.around.calls.of(next.offset).tailCalls) {
        const address = this.targetOf(target);
        if (address === undefined || address === callee.entry || seen.size > MAXIMUM_STEPS) {
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

/** Tries all ways, depth first, none of which takes a call twice. */
class ChainSearch {
  /** What the ways found so far have in common at their ends. */
  common: readonly CallSite[] = [];
  private found = 0;
  private steps = 0;
  private readonly chain: CallSite[] = [];

  constructor(
    private readonly tailCalls: TailCalls,
    private readonly around: TailCallSurroundings,
    private readonly to: number,
  ) {}

  /** @returns false when some call may lead anywhere */
  run(from: number): boolean {
    const place = this.around.functionAt(from);
    for (const site of place?.entry === from ? this.around.calls.of(place.offset).tailCalls : []) {
      if (!this.chain.includes(site) && !this.follow(site)) {
        return false;
      }
    }
    return true;
  }

  private follow(site: CallSite): boolean {
    const target = this.tailCalls.targetOf(site.target);
    if (target === undefined || ++this.steps > MAXIMUM_STEPS) {
      return false;
    }
    this.chain.push(site);
    const isKnown = target === this.to ? this.take() : this.run(target);
    this.chain.pop();
    return isKnown;
  }

  private take(): true {
    this.common = this.found++ === 0 ? [...this.chain] : commonSuffix(this.common, this.chain);
    return true;
  }
}

function commonSuffix<T>(one: readonly T[], other: readonly T[]): T[] {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one.at(-1 - length) === other.at(-1 - length)) {
    length++;
  }
  return one.slice(one.length - length);
}
