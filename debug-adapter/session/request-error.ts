// SPDX-License-Identifier: Apache-2.0

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
