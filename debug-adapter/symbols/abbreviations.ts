// SPDX-License-Identifier: Apache-2.0
/** .debug_abbrev: the shapes of debugging entries. A table is decoded only as far as it is asked for. */

import type { ByteReader } from './byte-reader';
import type { DebugSection } from './debug-sections';
import { form } from './dwarf';

export interface AttributeShape {
  readonly attribute: number;
  readonly form: number;
  /** The value itself for form `implicitConstant`. */
  readonly constant: number;
}

export interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly attributes: readonly AttributeShape[];
}

/** Most abbreviations take some 30 bytes; often only the first of a table is wanted. */
const SMALL_WINDOW = 1024;
const REFILL_BELOW = 128;
const LARGE_WINDOW = 64 * 1024;
/** No producer comes near; bounds what one byte of .debug_info can cost. */
const MAXIMUM_ATTRIBUTES = 256;

export class AbbreviationTable {
  private readonly byCode = new Map<number, Abbreviation>();
  private window: ByteReader | undefined;
  private complete = false;

  /** Where the next abbreviation to decode starts. */
  private next: number;

  constructor(
    private readonly section: DebugSection,
    private readonly start: number,
  ) {
    this.next = start;
  }

  /** Gives the memory back; what is asked for after this is decoded again. */
  forget(): void {
    this.byCode.clear();
    this.next = this.start;
    this.window = undefined;
    this.complete = false;
  }

  /** @throws {SymbolFileError} when the table has no such code */
  get(code: number): Abbreviation {
    let found = this.byCode.get(code);
    while (!found && !this.complete) {
      this.decodeNext();
      found = this.byCode.get(code);
    }
    if (!found) {
      throw this.section.window(this.next, 0).error(`there is no abbreviation ${code}`);
    }
    return found;
  }

  /** All of the table, with their codes. */
  all(): ReadonlyMap<number, Abbreviation> {
    while (!this.complete) {
      this.decodeNext();
    }
    return this.byCode;
  }

  private decodeNext(): void {
    const more = this.next + (this.window?.remaining ?? 0) < this.section.size;
    if (!this.window || (this.window.remaining < REFILL_BELOW && more)) {
      this.window = this.section.window(this.next, this.byCode.size > 0 ? LARGE_WINDOW : SMALL_WINDOW);
    }
    try {
      this.decodeFrom(this.window);
    } catch (error) {
      // The abbreviation may be longer than the rest of the window.
      if (this.window.bytes.length >= LARGE_WINDOW || !more) {
        throw error;
      }
      this.window = this.section.window(this.next, LARGE_WINDOW);
      this.decodeFrom(this.window);
    }
  }

  private decodeFrom(reader: ByteReader): void {
    const code = reader.uleb();
    if (code === 0) {
      this.complete = true;
      this.window = undefined;
    } else {
      this.byCode.set(code, decodeAbbreviation(reader));
    }
    this.next = reader.offset;
  }
}

function decodeAbbreviation(reader: ByteReader): Abbreviation {
  const tag = reader.uleb();
  const hasChildren = reader.u8() !== 0;
  const attributes: AttributeShape[] = [];
  for (;;) {
    const attribute = reader.uleb();
    const shape = reader.uleb();
    const constant = shape === form.implicitConstant ? reader.sleb() : 0;
    if (attribute === 0 && shape === 0) {
      return { tag, hasChildren, attributes };
    }
    if (attributes.length >= MAXIMUM_ATTRIBUTES) {
      throw reader.error(`an abbreviation has more than ${MAXIMUM_ATTRIBUTES} attributes`);
    }
    attributes.push({ attribute, form: shape, constant });
  }
}
