// SPDX-License-Identifier: Apache-2.0
/** The functions of a compilation unit and the calls that were inlined into them. */

import type { Abbreviation } from './abbreviations';
import { ByteReader } from './byte-reader';
import { attribute, tag } from './dwarf';
import { EntrySkipper } from './entry-skipper';
import { isAddressForm, readAddress, readNumber, readReference, readText } from './forms';
import { type AddressRange, rangesOf } from './ranges';
import { type Attributes, atValue, takeAttributes, type Unit } from './unit';

/** What an entry says about a function, directly or through the entries it refers to. */
export interface FunctionNames {
  readonly name?: string | undefined;
  readonly linkageName?: string | undefined;
  /** Number in the file list of `unit`. */
  readonly file?: number | undefined;
  readonly line?: number | undefined;
  readonly unit?: Unit | undefined;
  readonly external?: boolean | undefined;
}

export interface InlinedCode extends FunctionNames {
  /** Of its entry in .debug_info. */
  readonly offset: number;
  /** Where the copy is entered, if it says so. */
  readonly entry: number | undefined;
  readonly ranges: readonly AddressRange[];
  /** Number in the unit's file list. */
  readonly callFile: number;
  readonly callLine: number;
  readonly callColumn: number;
  readonly inlined: InlinedCode[];
}

export interface FunctionCode extends FunctionNames {
  /** Of its entry in .debug_info. */
  readonly offset: number;
  readonly ranges: readonly AddressRange[];
  readonly inlined: InlinedCode[];
}

/** Entries refer to each other at most this often in a row. */
const MAXIMUM_REFERENCES = 16;
/** Ranges of all functions of one unit: lists may be shared by entries, so their number is not bounded by the size. */
const MAXIMUM_RANGES = 4_000_000;

/** Finds an entry anywhere in .debug_info: its unit and a reader at its start. */
export type EntryFinder = (offset: number) => { readonly unit: Unit; readonly reader: ByteReader } | undefined;

/** Walks all entries of a unit. */
export function readFunctions(unit: Unit, find: EntryFinder, isCode: (address: number) => boolean): FunctionCode[] {
  return new FunctionWalk(unit, find, isCode).run();
}

interface Scope {
  readonly inlined: InlinedCode[];
}

class FunctionWalk {
  private readonly functions: FunctionCode[] = [];
  private readonly skipper: EntrySkipper;
  private readonly names = new Map<number, FunctionNames>();
  private readonly reader: ByteReader;
  private rangeCount = 0;

  constructor(
    private readonly unit: Unit,
    private readonly find: EntryFinder,
    private readonly isCode: (address: number) => boolean,
  ) {
    const { entries, end } = unit.header;
    this.skipper = new EntrySkipper(unit);
    this.reader = unit.sections.get('info').reader(entries, end - entries);
  }

  run(): FunctionCode[] {
    const { reader } = this;
    // What inlined calls belong to, for each level of nesting.
    const scopes: (Scope | undefined)[] = [];
    let scope: Scope | undefined;
    while (!reader.atEnd) {
      const { offset } = reader;
      const code = reader.uleb();
      if (code === 0) {
        scope = scopes.pop();
        continue;
      }
      const shape = this.unit.shapes.get(code);
      const inner = this.enter(offset, shape, scope);
      if (shape.hasChildren) {
        scopes.push(scope);
        scope = inner;
      }
    }
    return this.functions;
  }

  /** Takes an entry. @returns what calls inlined below it belong to */
  private enter(offset: number, shape: Abbreviation, scope: Scope | undefined): Scope | undefined {
    if (shape.tag === tag.subprogram) {
      return this.takeFunction(offset, takeAttributes(this.reader, this.unit, shape));
    }
    if (shape.tag === tag.inlinedSubroutine && scope) {
      return this.takeInlined(offset, takeAttributes(this.reader, this.unit, shape), scope);
    }
    this.skipper.skip(this.reader, shape);
    return scope;
  }

  private takeFunction(offset: number, values: Attributes): Scope | undefined {
    const ranges = this.ranges(values).filter(({ low }) => this.isCode(low));
    if (ranges.length === 0) {
      return undefined;
    }
    const code: FunctionCode = { offset, ...this.namesOf(values, this.reader, this.unit, 0), ranges, inlined: [] };
    this.functions.push(code);
    return code;
  }

  private takeInlined(offset: number, values: Attributes, scope: Scope): Scope {
    const number = (name: number) => this.number(values, name) ?? 0;
    const ranges = this.ranges(values);
    const code: InlinedCode = {
      offset,
      ...this.namesOf(values, this.reader, this.unit, 0),
      entry: this.entryOf(values, ranges),
      ranges,
      callFile: number(attribute.callFile),
      callLine: number(attribute.callLine),
      callColumn: number(attribute.callColumn),
      inlined: [],
    };
    scope.inlined.push(code);
    return code;
  }

  /** An address, or an offset from the start of the first range (DWARF 5, section 2.18). */
  private entryOf(values: Attributes, ranges: readonly AddressRange[]): number | undefined {
    const value = values.get(attribute.entryAddress);
    const first = ranges[0]?.low;
    if (!value || first === undefined) {
      return undefined;
    }
    const entry = isAddressForm(value.form)
      ? atValue(this.reader, values, attribute.entryAddress, () => readAddress(this.reader, this.unit, value.form))!
      : first + this.number(values, attribute.entryAddress)!;
    return ranges.some(({ low, high }) => entry >= low && entry < high) ? entry : undefined;
  }

  private number(values: Attributes, name: number): number | undefined {
    return atValue(this.reader, values, name, (value) =>
      readNumber(this.reader, this.unit, value.form, value.constant),
    );
  }

  private ranges(values: Attributes): AddressRange[] {
    const { reader, unit } = this;
    const address = (name: number) => atValue(reader, values, name, (value) => readAddress(reader, unit, value.form));
    const highForm = values.get(attribute.highAddress)?.form;
    const highIsSize = highForm !== undefined && !isAddressForm(highForm);
    const high = highIsSize ? this.number(values, attribute.highAddress) : address(attribute.highAddress);
    const list = this.number(values, attribute.ranges);
    const listOf = list === undefined ? undefined : { form: values.get(attribute.ranges)!.form, value: list };
    const ranges = rangesOf(unit, address(attribute.lowAddress), high, highIsSize, listOf);
    this.rangeCount += ranges.length;
    if (this.rangeCount > MAXIMUM_RANGES) {
      throw reader.error(`the functions of one unit have more than ${MAXIMUM_RANGES} ranges`);
    }
    return ranges;
  }

  /** Names from the attributes, and what they leave open from the entry that they refer to. */
  private namesOf(values: Attributes, reader: ByteReader, unit: Unit, depth: number): FunctionNames {
    const text = (name: number) => atValue(reader, values, name, (value) => readText(reader, unit, value.form));
    const number = (name: number) =>
      atValue(reader, values, name, (value) => readNumber(reader, unit, value.form, value.constant));
    const name = text(attribute.name);
    const linkageName = text(attribute.linkageName) ?? text(attribute.mipsLinkageName);
    const line = number(attribute.declarationLine);
    const file = number(attribute.declarationFile);
    const external = values.has(attribute.external);
    const own = { name, linkageName, file, line, unit: file === undefined ? undefined : unit, external };
    const target = values.has(attribute.abstractOrigin) ? attribute.abstractOrigin : attribute.specification;
    const reference = atValue(reader, values, target, (value) => readReference(reader, unit, value.form));
    if (reference === undefined || (name !== undefined && line !== undefined)) {
      return own;
    }
    const referred = this.namesAt(reference, depth + 1);
    return {
      name: name ?? referred.name,
      linkageName: linkageName ?? referred.linkageName,
      file: file ?? referred.file,
      line: line ?? referred.line,
      unit: file === undefined ? referred.unit : unit,
      external: external || referred.external,
    };
  }

  private namesAt(offset: number, depth: number): FunctionNames {
    const known = this.names.get(offset);
    if (known) {
      return known;
    }
    const found = depth > MAXIMUM_REFERENCES ? undefined : this.findEntry(offset);
    if (!found) {
      return {};
    }
    const { unit, reader } = found;
    const code = reader.uleb();
    if (code === 0) {
      return {};
    }
    const values = takeAttributes(reader, unit, unit.shapes.get(code));
    const names = this.namesOf(values, reader, unit, depth);
    this.names.set(offset, names);
    return names;
  }

  private findEntry(offset: number): ReturnType<EntryFinder> {
    const { entries, end } = this.unit.header;
    if (offset < entries || offset >= end) {
      return this.find(offset);
    }
    const bytes = this.reader.bytes.subarray(offset - entries);
    return { unit: this.unit, reader: new ByteReader(bytes, '.debug_info', offset) };
  }
}
