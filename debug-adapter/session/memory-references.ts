// SPDX-License-Identifier: Apache-2.0
/**
 * Addresses as clients carry them about. Clients take a memory reference for a number and add to it, so an address and
 * its space are put into one number: 0x and the hexadecimal digits of (space << 64 | address). Space 0 is the address
 * space that is looked at, which makes a plain address that a person types mean what it says.
 */

import { type Address, type Space, spaceKey } from '../target';
import { RequestError } from './request-error';

const ADDRESS_BITS = 64n;
const NUMBER = /^\s*(0[xX][0-9a-fA-F]{1,32}|[0-9]{1,39})\s*$/;

export class MemoryReferences {
  /** The space of number n is at n - 1. */
  private readonly spaces: Space[] = [];
  private readonly numbers = new Map<string, number>();

  encode({ space, value }: Address): string {
    return `0x${((BigInt(this.numberOf(space)) << ADDRESS_BITS) | value).toString(16)}`;
  }

  /**
   * @param current the space of plain addresses
   * @throws RequestError for what is not a number, and for a space that was never handed out
   */
  decode(reference: string, current: Space): Address {
    if (!NUMBER.test(reference)) {
      throw new RequestError(
        `'${reference.slice(0, 60)}' is not an address; an address is a number such as 0x80200000`,
      );
    }
    const number = BigInt(reference.trim());
    const space = Number(number >> ADDRESS_BITS);
    const value = BigInt.asUintN(64, number);
    if (space === 0) {
      return { space: current, value };
    }
    const known = this.spaces[space - 1];
    if (known === undefined) {
      throw new RequestError(`${reference} belongs to no address space of this session`);
    }
    return { space: known, value };
  }

  private numberOf(space: Space): number {
    const key = spaceKey(space);
    const known = this.numbers.get(key);
    if (known !== undefined) {
      return known;
    }
    this.spaces.push(space);
    this.numbers.set(key, this.spaces.length);
    return this.spaces.length;
  }
}

/** An address that `offset` bytes lead to; undefined when that is outside the 64 bits of its space. */
export function displaced({ space, value }: Address, offset: number): Address | undefined {
  const sum = value + BigInt(offset);
  return sum >= 0n && sum >> ADDRESS_BITS === 0n ? { space, value: sum } : undefined;
}
