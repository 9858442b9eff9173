// SPDX-License-Identifier: Apache-2.0

import type { Abbreviation } from './abbreviations';
import type { ByteReader } from './byte-reader';
import { fixedSize, skipForm } from './forms';
import type { Unit } from './unit';

/** Skips the attributes of entries, at once where a shape has only forms of fixed size. */
export class EntrySkipper {
  /** By shape: bytes, or -1 when they depend on the values. */
  private readonly sizes = new WeakMap<Abbreviation, number>();

  constructor(private readonly unit: Unit) {}

  /** @param reader at the first attribute's value */
  skip(reader: ByteReader, shape: Abbreviation): void {
    let size = this.sizes.get(shape);
    if (size === undefined) {
      size = this.sizeOf(shape);
      this.sizes.set(shape, size);
    }
    if (size >= 0) {
      reader.skip(size);
      return;
    }
    for (const { form } of shape.attributes) {
      skipForm(reader, this.unit, form);
    }
  }

  private sizeOf(shape: Abbreviation): number {
    let sum = 0;
    for (const { form } of shape.attributes) {
      const size = fixedSize(form, this.unit);
      if (size === undefined) {
        return -1;
      }
      sum += size;
    }
    return sum;
  }
}
