// SPDX-License-Identifier: Apache-2.0

import { ExpressionError } from '../expressions';
import { SystemError, SystemOptionError } from '../system';
import { TargetError } from '../target';
import { ValueError } from '../values';

/** A request cannot be carried out. The message is for people. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  /**
   * @param audience `person`: the client shows the message in a dialog; `client`: where the answer would have stood
   * @param keyword one of the protocol's own short texts for a reason, such as `notStopped`
   */
  constructor(
    message: string,
    readonly audience: 'person' | 'client' = 'client',
    readonly keyword?: 'notStopped' | 'cancelled',
  ) {
    super(message);
  }
}

/** Errors whose messages are for people, wherever they come from; undefined for a defect of this program. */
export function asRequestError(error: unknown): RequestError | undefined {
  if (error instanceof RequestError) {
    return error;
  }
  const isKnown = [ExpressionError, ValueError, TargetError, SystemError, SystemOptionError].some(
    (kind) => error instanceof kind,
  );
  return isKnown ? new RequestError((error as Error).message) : undefined;
}
