// SPDX-License-Identifier: Apache-2.0
/** Numbers that clients hold for things of one stop. They are never given out twice, so that an old one is noticed. */

import { RequestError } from './request-error';

export class Handles<T> {
  private readonly things = new Map<number, T>();
  private next = 1;

  /** @param what what the numbers stand for, for messages */
  constructor(private readonly what: string) {}

  create(thing: T): number {
    this.things.set(this.next, thing);
    return this.next++;
  }

  /** @throws RequestError for a number of an earlier stop, and for one that was never given out */
  get(handle: number): T {
    const thing = this.things.get(handle);
    if (thing === undefined) {
      const known = handle > 0 && handle < this.next;
      throw new RequestError(
        known
          ? `${this.what} ${handle} belongs to an earlier stop; ask for the stack again`
          : `${this.what} ${handle} does not exist`,
      );
    }
    return thing;
  }

  /** What was given out so far is invalid: the machine goes on. */
  invalidate(): void {
    this.things.clear();
  }
}
