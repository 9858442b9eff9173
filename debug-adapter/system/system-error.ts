// SPDX-License-Identifier: Apache-2.0
import type { Diagnostic } from '../../emulator';

/** A file that is needed cannot be used. The message is for people and names the file and the remedy. */
export class SystemError extends Error {
  override readonly name = 'SystemError';

  /** @param range the place in a file that asks for it, when there is one */
  constructor(
    message: string,
    readonly range?: Diagnostic['range'],
  ) {
    super(message);
  }
}

/** An option asks for what there is not. The message is for people and says what there is. */
export class SystemOptionError extends Error {
  override readonly name = 'SystemOptionError';
}
