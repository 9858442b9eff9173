// SPDX-License-Identifier: Apache-2.0

import type { Arguments } from '../arguments';
import type { Need, SessionState } from '../session-state';

/** Puts off an action until right after the response; it is dropped when the request fails. */
export type Afterwards = (action: () => void) => void;

/** Answers the requests of one command. */
export interface RequestHandler {
  readonly needs: Need;
  /** Does not wait for the requests before it. */
  readonly overtakes?: true;
  /** @returns the body of the response, if it has one. @throws RequestError */
  answer(
    state: SessionState,
    args: Arguments,
    afterwards: Afterwards,
  ): Promise<object | undefined> | object | undefined;
}

/** Handlers by command. */
export type RequestFamily = Readonly<Record<string, RequestHandler>>;
