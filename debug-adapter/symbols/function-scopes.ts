// SPDX-License-Identifier: Apache-2.0
/** The parameters and lexical blocks of functions, inlined ones included (DWARF 5, sections 3.3 and 3.5). */

import { attribute, tag } from './dwarf';
import { addressOf, type Entries, type Entry, type FoundAttribute, numberOf, own } from './entries';
import type { FunctionSurroundings } from './expression';
import { type AddressRange, rangesOf } from './ranges';
import { SymbolFileError } from './symbol-error';
import type { VariableReader } from './variable-reader';
import type { FrameVariables, Variable } from './variables';

/** Functions whose variables are kept. */
const MAXIMUM_FUNCTIONS = 16_384;
/** Entries of one function. Damaged references multiply them. */
const MAXIMUM_ENTRIES = 50_000;
const MAXIMUM_NESTING = 64;
/** Variables of all functions that are kept; those of the last function always are. */
const MAXIMUM_VARIABLES = 200_000;

interface Block {
  readonly ranges: readonly AddressRange[];
  readonly variables: Variable[];
  readonly inner: Block[];
}

interface FunctionScope {
  readonly parameters: Variable[];
  /** The function's own block; its ranges are not looked at. */
  readonly body: Block;
  /** How many entries it was read from. */
  entries: number;
}

export class FunctionScopes {
  private readonly scopes = new Map<number, FunctionScope>();
  private kept = 0;

  constructor(
    private readonly entries: Entries,
    private readonly variables: VariableReader,
    private readonly guarded: <T>(action: () => T) => T | undefined,
    private readonly surroundingsOf: (functionEntry: number) => FunctionSurroundings,
  ) {}

  /**
   * The variables visible at an address in one level of its calls.
   * @param offset the entry of a function or of an inlined call
   * @param owner the entry of the function whose code it is
   */
  at(offset: number, owner: number, address: number): FrameVariables {
    const { parameters, body } = this.scope(offset, owner);
    const blocks: (readonly Variable[])[] = [];
    for (let block: Block | undefined = body; block; block = innerAt(block, address)) {
      blocks.unshift(block.variables);
    }
    return { parameters, blocks };
  }

  private scope(offset: number, owner: number): FunctionScope {
    let scope = this.scopes.get(offset);
    if (!scope) {
      scope = { parameters: [], body: { ranges: [], variables: [], inner: [] }, entries: 0 };
      const walk = new ScopeWalk(this.entries, this.variables, this.surroundingsOf(owner), scope.parameters);
      this.guarded(() => walk.take(this.entries.at(offset), scope!.body, 0));
      scope.entries = walk.count;
      this.kept += walk.count;
      while (this.scopes.size > 0 && (this.scopes.size >= MAXIMUM_FUNCTIONS || this.kept > MAXIMUM_VARIABLES)) {
        this.forgetOldest();
      }
      this.scopes.set(offset, scope);
    }
    return scope;
  }

  private forgetOldest(): void {
    const [offset, { entries }] = this.scopes.entries().next().value!;
    this.scopes.delete(offset);
    this.kept -= entries;
  }
}

function innerAt(block: Block, address: number): Block | undefined {
  return block.inner.find(({ ranges }) => ranges.some(({ low, high }) => address >= low && address < high));
}

class ScopeWalk {
  /** Entries taken so far. */
  count = 0;

  constructor(
    private readonly entries: Entries,
    private readonly variables: VariableReader,
    private readonly surroundings: FunctionSurroundings,
    private readonly parameters: Variable[],
  ) {}

  /** Takes what is below an entry, and what its abstract instance has besides. */
  take(entry: Entry, block: Block, depth: number): void {
    const taken = new Set<number>();
    for (const child of this.entries.children(entry)) {
      this.takeChild(child, block, depth);
      this.markOrigins(child, taken);
    }
    const origin = this.entries.referred(entry, attribute.abstractOrigin);
    if (!origin) {
      return;
    }
    // What the compiler dropped from a copy still exists in the source: without a place, it is optimized out.
    for (const child of this.entries.children(origin)) {
      if (!taken.has(child.offset)) {
        this.takeChild(child, block, depth);
      }
    }
  }

  private takeChild(child: Entry, block: Block, depth: number): void {
    if (++this.count > MAXIMUM_ENTRIES || depth > MAXIMUM_NESTING) {
      throw new SymbolFileError(`.debug_info: the function around 0x${child.offset.toString(16)} never ends`);
    }
    switch (child.shape.tag) {
      case tag.formalParameter:
        push(this.parameters, this.variables.read(child, true, this.surroundings));
        break;
      case tag.variable:
        push(block.variables, this.variables.read(child, false, this.surroundings));
        break;
      case tag.lexicalBlock:
        this.takeBlock(child, block, depth);
        break;
    }
  }

  private takeBlock(entry: Entry, outer: Block, depth: number): void {
    const hasPlace = own(entry, attribute.ranges) ?? own(entry, attribute.highAddress);
    if (!hasPlace) {
      this.take(entry, outer, depth + 1);
      return;
    }
    const block: Block = { ranges: rangesOfEntry(entry), variables: [], inner: [] };
    outer.inner.push(block);
    this.take(entry, block, depth + 1);
  }

  private markOrigins(child: Entry, taken: Set<number>): void {
    let origin = this.entries.referred(child, attribute.abstractOrigin);
    for (let steps = 0; origin && steps < 16; steps++) {
      taken.add(origin.offset);
      origin = this.entries.referred(origin, attribute.abstractOrigin);
    }
  }
}

function push(list: Variable[], variable: Variable | undefined): void {
  if (variable) {
    list.push(variable);
  }
}

/** The code that an entry covers. */
export function rangesOfEntry(entry: Entry): AddressRange[] {
  const address = (found: FoundAttribute | undefined) => found && addressOf(found);
  const high = own(entry, attribute.highAddress);
  const highAddress = address(high);
  const list = own(entry, attribute.ranges);
  return rangesOf(
    entry.unit,
    address(own(entry, attribute.lowAddress)),
    highAddress ?? (high && numberOf(high)),
    highAddress === undefined,
    list && { form: list.value.form, value: numberOf(list) },
  );
}
